/** The extension as a person installs it, and as the browser's worker host sees it. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.ts";
import { run } from "./run.ts";

const vsce = join(root, "node_modules/@vscode/vsce/vsce");

/** Makes the `.vsix` of what is in dist/, or of another extension's folder, and returns its path. */
export async function packageExtension(path: string, folder = root): Promise<string> {
  // The address of a repository is not decided yet: vsce would ask for it, and refuse the README's relative picture.
  const flags = [
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--out",
    path,
  ];
  await run(process.execPath, [vsce, "package", ...flags], { cwd: folder });
  return path;
}

/** The files that the package has, relative to the root. */
export async function packagedFiles(): Promise<string[]> {
  const output = await run(process.execPath, [vsce, "ls", "--no-dependencies"], { cwd: root });
  return output.split("\n").filter((line) => line !== "");
}

/**
 * Copies what the package has into a new folder whose manifest has `browser` and no `main`:
 * with both, VS Code's server runs the Node entry.
 */
export async function stageForBrowser(folder: string): Promise<string> {
  for (const file of await packagedFiles()) cpSync(join(root, file), join(folder, file));
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
  delete manifest["main"];
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  return folder;
}
