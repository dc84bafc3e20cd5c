/** The parts of the test run that need no VS Code. */
import { type Part, tool, vitest } from "./test-part.ts";

const tsc = "node_modules/typescript/bin/tsc";
const projects = ["tsconfig.json", "tsconfig.core.json", "tsconfig.webview.json"];

/** In the order in which they run: the tests of the package need what the build makes. */
export const checks: readonly Part[] = [
  { ...tool("types", tsc, ...projects.map((project) => ["--noEmit", "-p", project])), early: true },
  { ...tool("lint", "node_modules/eslint/bin/eslint.js", [".", "--max-warnings", "0"]), early: true },
  {
    ...tool("format", "node_modules/prettier/bin/prettier.cjs", ["--check", "--log-level", "warn", "."]),
    early: true,
  },
  tool("build", "scripts/build.ts", []),
  vitest("unit tests", "vitest.config.ts"),
];
