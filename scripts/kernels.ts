/** The module of WebAssembly kernels, compiled from AssemblyScript, as text that every bundle, test and script can import. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";

const root = join(import.meta.dirname, "..");
const folder = "src/tensor/kernels";
const compiler = "node_modules/assemblyscript";

/** What imports the module says: its default export is the binary in base64. */
export const KERNELS = "virtual:kernels";

// No heap and no imports: memory is the caller's to divide, and nothing is thrown. Warning 112 is of vectors that hosts would exchange
// with the module: they pass from file to file only.
const flags = [
  "-O3",
  "--noAssert",
  "--runtime",
  "stub",
  "--use",
  "abort=",
  "--enable",
  "simd",
  "--disableWarning",
  "112",
];

/** The binary in base64. It is compiled where its sources have changed, and kept in `dist`. */
export function kernelText(): string {
  const sources = globSync(`${folder}/*.ts`, { cwd: root }).sort();
  const hash = createHash("sha256").update(flags.join(" "));
  for (const file of [join(compiler, "package.json"), ...sources])
    hash.update(file).update(readFileSync(join(root, file)));
  const kept = join(root, `dist/kernels/${hash.digest("hex").slice(0, 16)}.wasm`);
  if (!existsSync(kept)) compile(kept);
  return readFileSync(kept).toString("base64");
}

/** Compiled beside its place and moved there whole: tests in several processes may want it at once. */
function compile(to: string): void {
  mkdirSync(join(root, "dist/kernels"), { recursive: true });
  const made = `${to}.${process.pid}.wasm`;
  const paths = [`${folder}/index.ts`, "--outFile", made];
  execFileSync(process.execPath, [join(compiler, "bin/asc.js"), ...paths, ...flags], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  renameSync(made, to);
}

/** esbuild: `import text from "virtual:kernels"`. */
export function kernelsForBundles(): Plugin {
  return {
    name: "kernels",
    setup(hooks) {
      hooks.onResolve({ filter: /^virtual:kernels$/ }, ({ path }) => ({ path, namespace: "kernels" }));
      hooks.onLoad({ filter: /.*/, namespace: "kernels" }, () => ({
        contents: kernelText(),
        loader: "text",
      }));
    },
  };
}

/** Vite: the same module for tests. */
export function kernelsForTests(): {
  name: string;
  enforce: "pre";
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
} {
  return {
    name: "kernels",
    enforce: "pre",
    resolveId: (id) => (id === KERNELS ? `\0${id}` : undefined),
    load: (id) => (id === `\0${KERNELS}` ? `export default ${JSON.stringify(kernelText())};` : undefined),
  };
}
