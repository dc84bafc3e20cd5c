/**
 * From `didOpen` and `didChange` to the numbers of that version, in the shipped server: a process of its own with its worker, over
 * standard input and output. Machines differ, so a fixed loop of arithmetic is timed before every edit, and a question that the
 * same server answers at once behind it.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import {
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
} from "vscode-languageserver-protocol/node";
import { pingRequest } from "../src/protocol/requests.ts";
import { temporaryFolder } from "../test/host/launch/paths.ts";
import { buildServer, fixedLoop, startServer } from "./server.ts";
import { median, percentile, printTable, type Table } from "./table.ts";

/** A person's pause between two keys is longer; the server may tidy up in it. */
const pause = 30;
/** Edits before anything is measured. */
const warmUps = 10;

/** A text, and which of its lines end in a digit that is edited. */
interface Program {
  readonly name: string;
  readonly text: string;
  readonly isLeaf: (line: string) => boolean;
}

export interface Sizes {
  readonly lines: readonly number[];
  /** Turns of a loop of two gates. */
  readonly turns: number;
  /** Turns of a loop in which each takes a gradient. */
  readonly steps: number;
  /** Elements of a file that is loaded. */
  readonly elements: number;
}

const FULL: Sizes = { lines: [1_000, 10_000], turns: 50_000, steps: 800, elements: 2 ** 21 };

export async function benchEdit(sizes: Sizes = FULL, edits = 60): Promise<Table> {
  const folder = temporaryFolder("bench");
  const cli = await buildServer(folder);
  writeFileSync(join(folder, "data.npy"), npy(sizes.elements));
  const empty = await measure(
    cli,
    folder,
    { name: "an empty file", text: "x = 1\n", isLeaf: isBinding },
    edits,
  );
  const rows = [];
  for (const program of programs(sizes)) {
    const { megabytes, ...row } = await measure(cli, folder, program, edits);
    rows.push({ ...row, "MB above an empty file": Math.max(0, megabytes - empty.megabytes) });
  }
  return { name: "Open, and edit one digit → numbers of that version, in the server", rows };
}

function programs({ lines, turns, steps, elements }: Sizes): readonly Program[] {
  const isSample = (line: string): boolean => /^a\d+ = /.test(line);
  const small = sampleText(100);
  return [
    ...lines.map((count) => ({ name: `${count} lines`, text: sampleText(count), isLeaf: isSample })),
    {
      name: `${2 * turns} gates from one loop`,
      text: `x = 0.5\ny = x\nfor i in range(${turns}):\n    y = y * x + x\ny.backward()\n`,
      isLeaf: isBinding,
    },
    {
      name: `${steps} gradients in a loop`,
      text: `x = 0.5\nfor i in range(${steps}):\n    p = x * x\n    x = x - 0.001 * grad(p, x)\n`,
      isLeaf: isBinding,
    },
    { name: "100 lines", text: small, isLeaf: isSample },
    {
      name: `the same beside ${Math.round((8 * elements) / 2 ** 20)} MB of data`,
      text: `data = load("data.npy")\n${small}`,
      isLeaf: isSample,
    },
  ];
}

function isBinding(line: string): boolean {
  return /^x = [\d.]+$/.test(line);
}

/** A vector of so many numbers as NumPy writes it. */
function npy(elements: number): Uint8Array {
  const facts = `{'descr': '<f8', 'fortran_order': False, 'shape': (${elements},), }`;
  const header = `${facts.padEnd(117)}\n`;
  const bytes = new Uint8Array(128 + 8 * elements);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, 118, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  const data = new Float64Array(bytes.buffer, 128);
  for (let i = 0; i < elements; i++) data[i] = i % 7;
  return bytes;
}

async function measure(cli: string, folder: string, { name, text, isLeaf }: Program, edits: number) {
  const { client, child, uri, ready } = await startServer(cli, folder);
  try {
    const leaves = text.split("\n").flatMap((line, at) => (isLeaf(line) ? [at] : []));
    const opened = performance.now();
    const textDocument = { uri, languageId: "grad", version: 0, text };
    await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    await ready(0);
    const first = performance.now() - opened;
    const [times, pings, loops]: [number[], number[], number[]] = [[], [], []];
    for (let version = 1; version <= warmUps + edits; version++) {
      await wait(pause);
      const loop = fixedLoop();
      // One digit of a leaf, here and there in the file.
      const line = leaves[(version * 7919) % leaves.length] ?? 0;
      const character = text.split("\n", line + 1)[line]!.length - 1;
      const range = { start: { line, character }, end: { line, character: character + 1 } };
      const contentChanges = [{ range, text: String(1 + (version % 9)) }];
      const start = performance.now();
      const done = ready(version);
      await client.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges,
      });
      await done;
      const asked = performance.now();
      await client.sendRequest(pingRequest);
      if (version <= warmUps) continue;
      times.push(asked - start);
      pings.push(performance.now() - asked);
      loops.push(loop);
    }
    return {
      file: name,
      "opened ms": first,
      "edit median ms": median(times),
      "edit p95 ms": percentile(times, 95),
      "ping median ms": median(pings),
      "loop ms": median(loops),
      "edit / loop": median(times) / median(loops),
      megabytes: memoryOf(child.pid),
    };
  } finally {
    client.dispose();
    child.kill();
  }
}

/** What a process holds, its worker with it, in megabytes; 0 where nobody tells. */
function memoryOf(pid: number | undefined): number {
  try {
    return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
  } catch {
    return 0;
  }
}

/** Ten lines at a time: numbers, small matrices and calls, with a sum that runs through the whole file. */
export function sampleText(lines: number): string {
  const text = ["t = 0"];
  for (let i = 0; text.length < lines - 1; i++) {
    text.push(
      `# block ${i}`,
      `a${i} = 0.${1 + (i % 9)}`,
      `w${i} = [[0.2, -0.5], [0.7, -0.3]]`,
      `x${i} = [a${i}, 1 - a${i}]`,
      `z${i} = w${i} @ x${i} + a${i}`,
      `h${i} = tanh(z${i})`,
      `s${i} = sum(h${i} ** 2)`,
      `c${i} = exp(-s${i}) * a${i}`,
      `m${i} = max(c${i}, 0.1)`,
      `t = t + m${i}`,
    );
  }
  return [...text.slice(0, lines - 1), "t.backward()"].join("\n");
}

if (import.meta.main) printTable(await benchEdit());
