/** Builds dist/ from the table of bundles: `node scripts/build.ts`. */
import { chmodSync, cpSync, globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { type Bundle, inHostTests, shipped } from "./bundles.ts";
import { kernelsForBundles } from "./kernels.ts";
import { workerText } from "./worker-text.ts";

const root = join(import.meta.dirname, "..");

/** Builds everything afresh; dist/packages.json lists the packages that the shipped bundles have parts of. */
export async function buildAll(): Promise<void> {
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const metafiles = await Promise.all(shipped.map(buildOne));
  await buildOne(inHostTests);
  chmodSync(join(root, "dist/cli.cjs"), 0o755);
  await buildStyles();
  const inputs = metafiles.flat().flatMap((metafile) => Object.keys(metafile.inputs));
  const packages = inputs.map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]);
  const bundled = new Set([...packages.filter((name) => name !== undefined), "@vscode/codicons"]);
  writeFileSync(join(root, "dist/packages.json"), JSON.stringify([...bundled].sort()));
}

/** Builds one bundle, and returns what it and the workers in it were made of. */
export async function buildOne({ entry, out, options }: Bundle): Promise<Metafile[]> {
  const workers: Metafile[] = [];
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: out,
    bundle: true,
    minify: true,
    sourcemap: "linked",
    sourcesContent: true,
    legalComments: "none",
    loader: { ".grad": "text", ".md": "text" },
    plugins: [workerText((made) => workers.push(made)), kernelsForBundles(), hostSuite()],
    logLevel: "warning",
    ...options,
    metafile: true,
  });
  return [metafile, ...workers];
}

/** The panel's style sheets, and the icon font with its own. */
async function buildStyles(): Promise<void> {
  mkdirSync(join(root, "dist/webview"), { recursive: true });
  const sheets = globSync("webview/*.css", { cwd: root });
  if (sheets.length > 0) {
    await build({
      absWorkingDir: root,
      entryPoints: sheets,
      outdir: "dist/webview",
      bundle: true,
      minify: true,
      logLevel: "warning",
    });
  }
  for (const file of ["codicon.css", "codicon.ttf"]) {
    cpSync(join(root, "node_modules/@vscode/codicons/dist", file), join(root, "dist/webview", file));
  }
}

/** `import "virtual:host-suite"` imports every file of test/host/suite, so that no list has to be kept. */
function hostSuite(): Plugin {
  return {
    name: "host-suite",
    setup(hooks) {
      hooks.onResolve({ filter: /^virtual:host-suite$/ }, ({ path, importer }) => ({
        path,
        namespace: "host-suite",
        pluginData: dirname(importer),
      }));
      hooks.onLoad({ filter: /.*/, namespace: "host-suite" }, ({ pluginData }) => {
        const resolveDir = String(pluginData);
        const files = globSync("suite/**/*.test.ts", { cwd: resolveDir }).sort();
        return { resolveDir, contents: files.map((file) => `import "./${file}";`).join("\n") };
      });
    },
  };
}

if (import.meta.main) await buildAll();
