/** The table of bundles: what is built from which entry, for whom; one row is one file under dist/. */
import type { BuildOptions } from "esbuild";

/** One bundle: entry and output are paths from the repository's root. */
export interface Bundle {
  readonly entry: string;
  readonly out: string;
  readonly options: BuildOptions;
}

// VS Code 1.100 runs extensions on Node 20, and so may the machine that runs the command line.
const node: BuildOptions = { platform: "node", format: "cjs", target: "node20" };
const browser: BuildOptions = { platform: "browser", target: "es2022" };
const extension: BuildOptions = { external: ["vscode"], format: "cjs" };

/** Everything that is shipped. */
export const shipped: readonly Bundle[] = [
  { entry: "src/client/node.ts", out: "dist/client/node.cjs", options: { ...node, ...extension } },
  { entry: "src/client/browser.ts", out: "dist/client/browser.cjs", options: { ...browser, ...extension } },
  { entry: "src/server/ipc.ts", out: "dist/server/node.cjs", options: node },
  { entry: "src/server/worker.ts", out: "dist/server/worker.cjs", options: node },
  // A classic script, with its worker as text: module workers cannot be started from the blob that the client makes of it.
  { entry: "src/server/browser.ts", out: "dist/server/browser.js", options: { ...browser, format: "iife" } },
  { entry: "webview/main.ts", out: "dist/webview/main.js", options: { ...browser, format: "iife" } },
  {
    entry: "src/cli/main.ts",
    out: "dist/cli.cjs",
    options: { ...node, banner: { js: "#!/usr/bin/env node" } },
  },
];

/** What runs inside VS Code in tests; one bundle serves the Node host and the browser's worker host. */
export const inHostTests: Bundle = {
  entry: "test/host/index.ts",
  out: "dist/test/index.cjs",
  options: { ...browser, ...extension, sourcemap: "inline" },
};

/** Workers that travel as text inside another bundle, by the name under which they are imported. */
export const workerSources: ReadonlyMap<string, string> = new Map([
  ["virtual:worker-source", "src/server/worker.ts"],
  ["virtual:layout-worker-source", "webview/layout-worker.ts"],
]);
