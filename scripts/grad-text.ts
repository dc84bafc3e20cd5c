/** A Vite plugin that makes `import source from "./x.grad"` the text of the file, as the bundler does. */
import { readFileSync } from "node:fs";

/** Loads `.grad` files as modules whose default export is their text. */
export function gradText(): { name: string; enforce: "pre"; load(id: string): string | undefined } {
  return {
    name: "grad-text",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(".grad")) return undefined;
      return `export default ${JSON.stringify(readFileSync(id, "utf8"))};`;
    },
  };
}
