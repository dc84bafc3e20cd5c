/** The nabla command: reads its arguments, does what they say, and gives the exit status. */
import { version } from "../../package.json";
import type { AnalysisRequest } from "../analysis.ts";
import { utf8 } from "../base/bytes.ts";
import { messageOf, stackOf } from "../base/fault.ts";
import { shortHash } from "../base/short-hash.ts";
import type { Evaluated } from "./evaluate.ts";
import { fileResult, jsonPieces } from "./json.ts";
import { fileListing } from "./listing.ts";
import { requestFor, type ReadBeside } from "./sources.ts";
import { describeProblem, placesOf } from "./problems.ts";

/** What the command needs from where it runs. */
export interface Terminal {
  /** Reads the file that a person names; gives a reason as a sentence where it cannot. */
  readFile(path: string): Promise<Uint8Array | string>;
  /** Reads a path relative to a file's folder, in the folder that is worked in or in further ones. */
  readBeside(
    file: string,
    further: readonly string[],
    ...what: Parameters<ReadBeside>
  ): ReturnType<ReadBeside>;
  out(text: string): void;
  err(text: string): void;
  /** Whether the output may carry colours. */
  readonly color: boolean;
  /** Whether somebody wants to know where in our own code a fault is. */
  readonly stacks: boolean;
  /** Starts the language server on standard input and output; it goes on after this resolves. */
  serve(): Promise<void>;
}

/** 0: all is well; 1: a file has problems; 2: the command could not do what it was asked. */
export type ExitStatus = 0 | 1 | 2;

const help = `nabla ${version}: gradients of .grad files, from the terminal

Usage:
  nabla run FILE…         print each file with value and gradient beside its lines
  nabla run --json FILE…  print one JSON object a file: values, shapes, gradients, literals, problems
  nabla lsp --stdio       the language server, for any editor
  nabla --version
  nabla --help            this text; nabla run --help says more of run
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
             problems  [{line, column, severity, code, message}]
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
      return runFiles(rest, terminal);
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
      return misuse(terminal, `there is no command "${command}": it is run or lsp`, "nabla --help");
  }
}

async function runFiles(args: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const end = args.indexOf("--");
  const options = (end < 0 ? args : args.slice(0, end)).filter((arg) => arg.startsWith("-"));
  const files = [
    ...args.filter((arg, i) => (end < 0 || i < end) && !arg.startsWith("-")),
    ...(end < 0 ? [] : args.slice(end + 1)),
  ];
  if (options.includes("--help") || options.includes("-h")) {
    terminal.out(runHelp);
    return 0;
  }
  const further = options.flatMap((option) => FOLDER.exec(option)?.slice(1) ?? []);
  const unknown = options.find((option) => option !== "--json" && !FOLDER.test(option));
  if (unknown !== undefined) return misuse(terminal, `run has no option ${unknown}`, "nabla run --help");
  if (files.length === 0) return misuse(terminal, "run needs a file: nabla run net.grad", "nabla run --help");
  const all: ExitStatus[] = [];
  for (const [i, file] of files.entries()) {
    const print: Print = options.includes("--json")
      ? printJson
      : (...facts) => printListing(...facts, files.length > 1, i > 0);
    all.push(await runFile(file, further, print, terminal));
  }
  return all.includes(2) ? 2 : all.includes(1) ? 1 : 0;
}

const FOLDER = /^--folder=(.+)$/s;

type Print = (file: string, text: string, request: AnalysisRequest, terminal: Terminal) => Evaluated;

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
    for (const found of problems) terminal.err(`${describeProblem(file, found)}\n`);
    if (evaluated.fault !== undefined) {
      tellStack(evaluated.fault, text, terminal);
      return 2;
    }
    return problems.some(({ severity }) => severity !== "information") ? 1 : 0;
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
  const bytes = await terminal.readFile(file);
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
