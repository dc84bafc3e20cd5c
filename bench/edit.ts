/**
 * From `didChange` to the numbers of that version, in the shipped server: a process of its own with its worker, over standard
 * input and output. The baseline is a question that the same server answers at once.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { pingRequest, statusNotification, type StatusParams } from "../src/protocol/requests.ts";
import { buildOne } from "../scripts/build.ts";
import { shipped } from "../scripts/bundles.ts";
import { temporaryFolder } from "../test/host/launch/paths.ts";
import { median, percentile, printTable, type Table } from "./table.ts";

/** A person's pause between two keys is longer; the server may tidy up in it. */
const pause = 30;
/** Edits before anything is measured. */
const warmUps = 10;
/** The longest that one version may take. */
const patience = 60_000;

export async function benchEdit(sizes: readonly number[] = [1_000, 10_000], edits = 60): Promise<Table> {
  const cli = join(temporaryFolder("bench"), "cli.cjs");
  const bundle = shipped.find(({ entry }) => entry === "src/cli/main.ts");
  if (bundle === undefined) throw new Error("internal: the command line is not in the table of bundles");
  await buildOne({ ...bundle, out: cli });
  const rows = [];
  for (const size of sizes) rows.push(await measure(cli, size, edits));
  return { name: "Edit → numbers of that version, in the server", rows };
}

async function measure(cli: string, size: number, edits: number) {
  const child = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const client = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  try {
    const uri = "file:///bench.grad";
    const text = sampleText(size);
    const leaves = text.split("\n").flatMap((line, at) => (/^a\d+ = /.test(line) ? [at] : []));
    const ready = readyVersions(client, uri);
    client.listen();
    await client.sendRequest(InitializeRequest.method, { processId: null, capabilities: {} });
    await client.sendNotification(InitializedNotification.type, {});
    const opened = performance.now();
    const textDocument = { uri, languageId: "grad", version: 0, text };
    await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    await ready(0);
    const first = performance.now() - opened;
    const times: number[] = [];
    const pings: number[] = [];
    for (let version = 1; version <= warmUps + edits; version++) {
      await wait(pause);
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
    }
    return {
      lines: size,
      "opened ms": first,
      "edit median ms": median(times),
      "edit p95 ms": percentile(times, 95),
      "ping median ms": median(pings),
      "edit / ping": median(times) / median(pings),
    };
  } finally {
    client.dispose();
    child.kill();
  }
}

/** Resolves when the server says that a version's run is over and its numbers are there. */
function readyVersions(client: ProtocolConnection, uri: string): (version: number) => Promise<void> {
  let waiting: { readonly version: number; readonly settle: (error?: Error) => void } | undefined;
  client.onNotification(statusNotification, (status: StatusParams) => {
    if (status.uri !== uri || status.version !== waiting?.version || status.state === "running") return;
    waiting.settle(status.state === "ready" ? undefined : new Error(`the run failed: ${status.text}`));
  });
  return (version) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no numbers within ${patience} ms`)), patience);
      const settle = (error?: Error): void => {
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error);
      };
      waiting = { version, settle };
    });
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
