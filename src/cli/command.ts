/** The nabla command: reads its arguments, does what they say, and gives the exit status. */
import { version } from "../../package.json";
import type { AnalysisRequest } from "../analysis.ts";
import { utf8 } from "../base/bytes.ts";
import { messageOf, stackOf } from "../base/fault.ts";
import { shortHash } from "../base/short-hash.ts";
import type { Evaluated } from "./evaluate.ts";
import { checkFile } from "./check.ts";
import { formatFile, formatHelp } from "./format.ts";
import { fileResult, jsonPieces } from "./json.ts";
import { fileListing } from "./listing.ts";
import { requestFor } from "./sources.ts";
import { describeProblem, placesOf } from "./problems.ts";
import type { ExitStatus, Terminal } from "./terminal.ts";

const help = `nabla ${version}: gradients of .grad files, from the terminal

Usage:
  nabla run FILE…         print each file with value and gradient beside its lines
  nabla run --json FILE…  print one JSON object a file: values, shapes, gradients, literals, problems
  nabla check FILE…       compare every gradient with central differences, and every backward block
  nabla format FILE…      format each file where it is; with --check only say which would be others
  nabla lsp --stdio       the language server, for any editor
  nabla --version
  nabla --help            this text; nabla run, check and format --help say more
`;

const checkHelp = `Usage: nabla check [--folder=DIR] FILE…

Compares the gradient by every leaf of each .grad file with central differences of the target, in
each element (along random directions for more than 64), each backward block with the derivative of
its forward block, and what check(dx, x) lines say with the gradient. One line for each leaf:

  FILE:LINE:COLUMN: good: …       the relative error is at most 1e-7 (1e-4 beside a kink, which is named)
  FILE:LINE:COLUMN: wrong: …      it is above 1e-2
  FILE:LINE:COLUMN: uncertain: …  it is between, or the differences say nothing, with the reason

Problems go to standard error, as those of nabla run do.

Options:
  --folder=DIR
           let files of this folder be read too; may be given several times
  --help   this text

Exit status: 0 if nothing is wrong, 1 if a gradient, a block or a check is, or if a file has errors or
warnings, 2 if a file cannot be read, the arguments make no sense or Nabla itself has a fault.
`;

const runHelp = `Usage: nabla run [--json] [--folder=DIR] FILE…

Runs each .grad file forward and backward and prints it with the value of every line and the
target's gradient beside it. Problems go to standard error as
FILE:LINE:COLUMN: SEVERITY: TEXT (CODE).

Files that a .grad file names (load, from … import) are read from the folder that the command
works in, or from the file's own folder where that is elsewhere, and from no other.

Options:
  --folder=DIR
           let files of this folder be read too; may be given several times
  --json   print one JSON object for each file, each on one line, with the keys
             file      the path as it was given
             target    what the gradients are of; null where the file has no target
             values    the last value of each top-level name, as nested lists
             shapes    the sizes of each value; [] is a number
             grads     the target's gradient with respect to each value that is a number
             literals  [{line, column, value, grad}] of the numbers and lists inside formulas
             problems  [{line, column, severity, code, message, data}]; data has a finding's numbers
           Bools are 0 and 1; "NaN", "Infinity" and "-Infinity" stand as words.
  --help   this text

Exit status: 0 if all is well, 1 if a file has errors or warnings, 2 if a file cannot be read,
the arguments make no sense or Nabla itself has a fault (a problem that starts with "internal:").
NO_COLOR=1 turns colours off; NABLA_STACK=1 says where in Nabla a fault is.
`;

export async function runCommand(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const [command, ...rest] = args;
  switch (command) {
    case "run":
    case "check":
      return runFiles(command, rest, terminal);
    case "format":
      return formatFiles(rest, terminal);
    case "lsp":
      return startServer(rest, terminal);
    case "--version":
    case "-v":
      terminal.out(`${version}\n`);
      return 0;
    case "--help":
    case "-h":
    case "help":
      terminal.out(help);
      return 0;
    case undefined:
      terminal.err(help);
      return 2;
    default:
      return misuse(
        terminal,
        `there is no command "${command}": it is run, check, format or lsp`,
        "nabla --help",
      );
  }
}

async function runFiles(
  command: "run" | "check",
  args: readonly string[],
  terminal: Terminal,
): Promise<ExitStatus> {
  const { options, files } = readArguments(args);
  if (options.includes("--help") || options.includes("-h")) {
    terminal.out(command === "run" ? runHelp : checkHelp);
    return 0;
  }
  const further = options.flatMap((option) => FOLDER.exec(option)?.slice(1) ?? []);
  const isKnown = (option: string): boolean =>
    FOLDER.test(option) || (command === "run" && option === "--json");
  const unknown = options.find((option) => !isKnown(option));
  const see = `nabla ${command} --help`;
  if (unknown !== undefined) return misuse(terminal, `${command} has no option ${unknown}`, see);
  if (files.length === 0) return misuse(terminal, `${command} needs a file: nabla ${command} net.grad`, see);
  const all: ExitStatus[] = [];
  for (const [i, file] of files.entries()) {
    const printRun: Print = options.includes("--json")
      ? printJson
      : (...facts) => printListing(...facts, files.length > 1, i > 0);
    const print = command === "check" ? printCheck : printRun;
    all.push(await runFile(file, further, print, terminal));
  }
  return worst(all);
}

async function formatFiles(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { options, files } = readArguments(args);
  if (options.includes("--help") || options.includes("-h")) {
    terminal.out(formatHelp);
    return 0;
  }
  const unknown = options.find((option) => option !== "--check");
  const see = "nabla format --help";
  if (unknown !== undefined) return misuse(terminal, `format has no option ${unknown}`, see);
  if (files.length === 0) return misuse(terminal, "format needs a file: nabla format net.grad", see);
  const all: ExitStatus[] = [];
  for (const file of files) {
    const bytes = await terminal.readFile(file);
    const text = textOf(file, bytes, terminal);
    const mark =
      typeof bytes !== "string" && BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte) ? "\uFEFF" : "";
    const isCheck = options.includes("--check");
    all.push(text === undefined ? 2 : await formatFile(file, mark + text, isCheck, terminal));
  }
  return worst(all);
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Options, and the files that follow them; behind `--` everything is a file. */
function readArguments(args: readonly string[]): {
  readonly options: readonly string[];
  readonly files: readonly string[];
} {
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  return {
    options: before.filter((arg) => arg.startsWith("-")),
    files: [...before.filter((arg) => !arg.startsWith("-")), ...(end < 0 ? [] : args.slice(end + 1))],
  };
}

function worst(all: readonly ExitStatus[]): ExitStatus {
  return all.includes(2) ? 2 : all.includes(1) ? 1 : 0;
}

const FOLDER = /^--folder=(.+)$/s;

type Print = (
  file: string,
  text: string,
  request: AnalysisRequest,
  terminal: Terminal,
) => Evaluated & { readonly isWrong?: boolean };

/** A fault of ours costs one file, and is one sentence. */
async function runFile(
  file: string,
  further: readonly string[],
  print: Print,
  terminal: Terminal,
): Promise<ExitStatus> {
  const text = await readText(file, terminal);
  if (text === undefined) return 2;
  try {
    const request = await requestFor(nameOf(file), text, (...what) =>
      terminal.readBeside(file, further, ...what),
    );
    const evaluated = print(file, text, request, terminal);
    const problems = placesOf(evaluated);
    // Where nothing is wrong yet, JSON says so and a person is left alone.
    const told = problems.filter(({ severity }) => severity !== "hint");
    for (const found of told) terminal.err(`${describeProblem(file, found)}\n`);
    if (evaluated.fault !== undefined) {
      tellStack(evaluated.fault, text, terminal);
      return 2;
    }
    const isBad = problems.some(({ severity }) => severity === "error" || severity === "warning");
    return isBad || evaluated.isWrong === true ? 1 : 0;
  } catch (thrown) {
    terminal.err(`nabla: ${file}: internal: a fault of Nabla itself: ${messageOf(thrown)}.\n`);
    tellStack(thrown, text, terminal);
    return 2;
  }
}

function tellStack(thrown: unknown, text: string, terminal: Terminal): void {
  if (terminal.stacks) terminal.err(`nabla: text ${shortHash(text)}: ${stackOf(thrown)}\n`);
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

async function readText(file: string, terminal: Terminal): Promise<string | undefined> {
  return textOf(file, await terminal.readFile(file), terminal);
}

/** The text of a file; where there is none, the reason is told. */
function textOf(file: string, bytes: Uint8Array | string, terminal: Terminal): string | undefined {
  const text = typeof bytes === "string" ? undefined : utf8(bytes);
  if (text === undefined) {
    const reason = typeof bytes === "string" ? bytes : "It is not text in UTF-8.";
    terminal.err(`nabla: ${file}: ${reason.charAt(0).toLowerCase()}${reason.slice(1).replace(/\.$/, "")}\n`);
  }
  return text;
}

function printJson(file: string, text: string, request: AnalysisRequest, terminal: Terminal): Evaluated {
  const { result, evaluated } = fileResult(file, text, request);
  for (const piece of jsonPieces(result)) terminal.out(piece);
  return evaluated;
}

function printCheck(
  file: string,
  text: string,
  request: AnalysisRequest,
  terminal: Terminal,
): ReturnType<Print> {
  const { lines, evaluated, checked } = checkFile(file, text, request);
  terminal.out(lines.map((line) => `${line}\n`).join(""));
  return { ...evaluated, isWrong: checked.verdict === "wrong" };
}

function printListing(
  file: string,
  text: string,
  request: AnalysisRequest,
  terminal: Terminal,
  titled: boolean,
  apart: boolean,
): Evaluated {
  const { lines, evaluated } = fileListing(text, request, terminal.color);
  const title = titled ? [`==> ${file} <==`] : [];
  const gap = apart ? [""] : [];
  terminal.out([...gap, ...title, ...lines].map((line) => `${line}\n`).join(""));
  return evaluated;
}

async function startServer(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const unknown = args.find((arg) => arg !== "--stdio");
  if (unknown !== undefined) return misuse(terminal, `lsp has no option ${unknown}`, "nabla --help");
  await terminal.serve();
  return 0;
}

function misuse(terminal: Terminal, what: string, see: string): ExitStatus {
  terminal.err(`nabla: ${what}. See ${see}.\n`);
  return 2;
}
