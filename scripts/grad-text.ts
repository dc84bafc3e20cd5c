/** A Vite plugin that makes `import source from "./x.grad"` (or `.md`) the text of the file, as the bundler does. */
import { readFileSync } from "node:fs";

/** Loads `.grad` and `.md` files as modules whose default export is their text. */
export function gradText(): { name: string; enforce: "pre"; load(id: string): string | undefined } {
  return {
    name: "grad-text",
    enforce: "pre",
    load(id) {
      if (!/\.(?:grad|md)$/u.test(id)) return undefined;
      return `export default ${JSON.stringify(readFileSync(id, "utf8"))};`;
    },
  };
}
