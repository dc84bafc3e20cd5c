/** Where things are that the launchers share. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The repository's root: the extension under development. */
export const root = join(import.meta.dirname, "../../..");

/** Where downloaded editors are kept; `@vscode/test-electron` uses the same folder. */
export const editors = join(root, ".vscode-test");

/** The bundled in-host suite. */
export const hostSuite = join(root, "dist/test/index.cjs");

/** A new empty folder under the system's temporary folder, gone when this process ends. */
export function temporaryFolder(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `nabla-${purpose}-`));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
