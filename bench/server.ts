/** The shipped server, in a process of its own with its worker, over standard input and output. */
import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  InitializedNotification,
  InitializeRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from "vscode-languageserver-protocol/node";
import { buildOne } from "../scripts/build.ts";
import { shipped } from "../scripts/bundles.ts";
import { statusNotification, type StatusParams } from "../src/protocol/requests.ts";

/** The longest that one version may take. */
const patience = 60_000;

/** Builds the command line that has the server into a folder, and returns it. */
export async function buildServer(folder: string): Promise<string> {
  const cli = join(folder, "cli.cjs");
  const bundle = shipped.find(({ entry }) => entry === "src/cli/main.ts");
  if (bundle === undefined) throw new Error("internal: the command line is not in the table of bundles");
  await buildOne({ ...bundle, out: cli });
  return cli;
}

export interface Server {
  readonly client: ProtocolConnection;
  readonly child: ChildProcess;
  /** Of the document that is measured. */
  readonly uri: string;
  /** Resolves when the server says that a version's run is over and its numbers are there. */
  readonly ready: (version: number) => Promise<void>;
}

/** As far as they change what an answer takes: as VS Code has them. */
const capabilities = {
  textDocument: {
    completion: {
      completionItem: { snippetSupport: true, resolveSupport: { properties: ["documentation", "detail"] } },
    },
  },
};

export async function startServer(cli: string, folder: string): Promise<Server> {
  const child = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const client = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uri = pathToFileURL(join(folder, "bench.grad")).href;
  const workspaceFolders = [{ uri: pathToFileURL(folder).href, name: "bench" }];
  const ready = readyVersions(client, uri);
  client.listen();
  await client.sendRequest(InitializeRequest.method, { processId: null, capabilities, workspaceFolders });
  await client.sendNotification(InitializedNotification.type, {});
  return { client, child, uri, ready };
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

/** The same arithmetic on every machine: how long it takes says how fast that one is just now. */
export function fixedLoop(): number {
  const start = performance.now();
  let x = 0.5;
  for (let i = 0; i < 2_000_000; i++) x = x * 0.999 + 1e-3;
  if (x < 0) throw new Error("internal: the loop was not run");
  return performance.now() - start;
}
