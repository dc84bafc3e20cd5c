/** For `node --import`: `.grad` and `.md` files and the kernels are modules of text in plain Node too, as in the bundles. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { KERNELS, kernelText } from "./kernels.ts";

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === KERNELS ? { url: KERNELS, shortCircuit: true } : next(specifier, context),
  load(url, context, next) {
    if (url === KERNELS) return textModule(kernelText());
    if (!/\.(?:grad|md)$/u.test(url)) return next(url, context);
    return textModule(readFileSync(fileURLToPath(url), "utf8"));
  },
});

function textModule(text: string): { format: "module"; source: string; shortCircuit: true } {
  return { format: "module", source: `export default ${JSON.stringify(text)};`, shortCircuit: true };
}
