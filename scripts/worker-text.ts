/** Worker bundles as text: the same for esbuild, as a plugin, and for Vitest, as a Vite plugin. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { workerSources } from "./bundles.ts";
import { kernelsForBundles } from "./kernels.ts";

const root = join(import.meta.dirname, "..");

/** esbuild: `import source from "virtual:…-source"` is the minified text of that worker; `made` is told its parts. */
export function workerText(made: (metafile: Metafile) => void): Plugin {
  return {
    name: "worker-text",
    setup(hooks) {
      hooks.onResolve({ filter: /^virtual:.*-source$/ }, ({ path }) => ({ path, namespace: "worker-text" }));
      hooks.onLoad({ filter: /.*/, namespace: "worker-text" }, async ({ path }) => {
        const { text, metafile } = await bundleWorker(path);
        made(metafile);
        return { contents: text, loader: "text" };
      });
    },
  };
}

/** Vite: the same modules for tests. */
export function workerTextForTests(): {
  name: string;
  enforce: "pre";
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string | undefined>;
} {
  return {
    name: "worker-text",
    enforce: "pre",
    resolveId: (id) => (workerSources.has(id) ? `\0${id}` : undefined),
    async load(id) {
      const name = id.replace(/^\0/, "");
      if (!workerSources.has(name)) return undefined;
      const { text } = await bundleWorker(name);
      return `export default ${JSON.stringify(text)};`;
    },
  };
}

async function bundleWorker(name: string): Promise<{ readonly text: string; readonly metafile: Metafile }> {
  const entry = workerSources.get(name);
  if (entry === undefined || !existsSync(join(root, entry))) throw new Error(`no worker is named ${name}`);
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    loader: { ".grad": "text" },
    plugins: [kernelsForBundles()],
    logLevel: "warning",
  });
  return { text: result.outputFiles[0]!.text, metafile: result.metafile };
}
