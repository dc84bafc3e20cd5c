/** The extension as a person installs it, and as the browser's worker host sees it. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, temporaryFolder } from "./paths.ts";
import { run } from "./run.ts";

const vsce = join(root, "node_modules/@vscode/vsce/vsce");

/** Makes the `.vsix` of what is in dist/, or of another extension's folder, and returns its path. */
export async function packageExtension(path: string, other?: string): Promise<string> {
  const folder = other ?? (await stagePackage(temporaryFolder("package")));
  // The address of a repository is not decided yet: vsce would ask for it.
  const flags = ["--no-dependencies", "--allow-missing-repository", "--out", path];
  await run(process.execPath, [vsce, "package", ...flags], { cwd: folder });
  return path;
}

/** The files that the package has, relative to the root. */
export async function packagedFiles(): Promise<string[]> {
  const output = await run(process.execPath, [vsce, "ls", "--no-dependencies"], { cwd: root });
  return output.split("\n").filter((line) => line !== "");
}

/** Copies what the package has into a new folder. Its README is the extension's page, for users; ours is for who builds it. */
export async function stagePackage(folder: string): Promise<string> {
  for (const file of await packagedFiles()) cpSync(join(root, file), join(folder, file));
  cpSync(join(root, "docs/page.md"), join(folder, "README.md"));
  return folder;
}

/**
 * Copies what the package has into a new folder whose manifest has `browser` and no `main`:
 * with both, VS Code's server runs the Node entry.
 */
export async function stageForBrowser(folder: string): Promise<string> {
  await stagePackage(folder);
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
  delete manifest["main"];
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  return folder;
}
