/** Programs that tests need of the machine: looked for on the path, and installed where Debian's packages can be had. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.ts";

/** The path of a program by one of its names, in their order. */
export function findProgram(names: readonly string[]): string | undefined {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name + suffix))).find(isExecutable);
}

/** Installs packages on Debian, as root; elsewhere it throws what can be done by hand. */
export async function installFromDebian(
  packages: readonly string[],
  what: string,
  help: string,
  say: (line: string) => void,
): Promise<void> {
  if (process.getuid?.() !== 0 || !isExecutable("/usr/bin/apt-get")) throw new Error(help);
  say(`Installing with apt-get ${what} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", ["update"], { env });
    await run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env });
  } catch (error) {
    throw new Error(`${help}; apt-get could not`, { cause: error });
  }
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path !== "";
  } catch {
    return false;
  }
}
