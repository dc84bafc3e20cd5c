/** `nabla format`: formats files where they are, or says which would be others. */
import { applyEdits } from "../base/edits.ts";
import { formatting, PLAIN_FORMAT } from "../features/formatting.ts";
import { parse } from "../syntax/parser.ts";
import type { ExitStatus, Terminal } from "./terminal.ts";

export const formatHelp = `Usage: nabla format [--check] FILE…

Formats each .grad file where it is, with four blanks for each block and lines of up to 100 columns,
and names those that are others then. A line that cannot be read is left as it is.

Options:
  --check  write nothing; name the files that would be others
  --help   this text

Exit status: 0 if all is well, 1 if --check names a file, 2 if a file cannot be read or written or the
arguments make no sense.
`;

/** Formats one file; `text` is what is in it. */
export async function formatFile(
  file: string,
  text: string,
  isCheck: boolean,
  terminal: Terminal,
): Promise<ExitStatus> {
  const formatted = applyEdits(text, formatting(parse(text), PLAIN_FORMAT));
  if (formatted === text) return 0;
  terminal.out(`${file}\n`);
  if (isCheck) return 1;
  const reason = await terminal.writeFile(file, formatted);
  if (reason === undefined) return 0;
  terminal.err(`nabla: ${file}: ${reason}\n`);
  return 2;
}
