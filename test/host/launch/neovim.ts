/** A Neovim for tests: the machine's own if there is one, else Debian's. */
import { findProgram, installFromDebian } from "./programs.ts";

/** The path of the machine's Neovim. */
export function findNeovim(): string | undefined {
  return findProgram(["nvim"]);
}

/** The path of a Neovim; on Debian, as root, one is installed if there is none. */
export async function ensureNeovim(say: (line: string) => void): Promise<string> {
  const help = "no Neovim: install one (Debian, Ubuntu: `apt-get install -y neovim`)";
  if (findNeovim() === undefined) await installFromDebian(["neovim"], "Neovim: about 10 MB", help, say);
  const found = findNeovim();
  if (found === undefined) throw new Error(help);
  return found;
}
