/** For `node --import`: `import source from "./x.grad"` (or `.md`) is the text of the file in plain Node too, as in the bundles. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

registerHooks({
  load(url, context, next) {
    if (!/\.(?:grad|md)$/u.test(url)) return next(url, context);
    const text = readFileSync(fileURLToPath(url), "utf8");
    return { format: "module", source: `export default ${JSON.stringify(text)};`, shortCircuit: true };
  },
});
