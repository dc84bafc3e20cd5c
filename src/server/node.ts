/** The server where there is Node: as VS Code's client starts it, and over standard input and output for every other editor. */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import source from "virtual:worker-source";
import { createConnection, ProposedFeatures, type Connection } from "vscode-languageserver/node";
import { failureOf, listIn, MOST_DEPTH, readIn, stampOf } from "./disk.ts";
import { soundFrames } from "./frames.ts";
import { keepInCache } from "./library-cache.ts";
import { connectionOptions } from "./messages.ts";
import type { StartWorker } from "./runner.ts";
import { serve, type Platform } from "./server.ts";
import type { FromWorker } from "./worker-messages.ts";

/** The evaluation worker as a thread. */
export const startThread: StartWorker = ({ message, died }) => {
  const worker = new Worker(source, { eval: true, name: "nabla" });
  worker.on("message", (data: FromWorker) => message(data));
  worker.on("error", (error) => died(String(error)));
  worker.on("exit", (code) => died(`exit code ${code}`));
  return {
    post: (data) => worker.postMessage(data),
    terminate: () => void worker.terminate(),
  };
};

/** What the server takes of Node. */
export const platform: Platform = {
  startWorker: startThread,
  disk: {
    async read(uri, folders, mostBytes) {
      try {
        return await readIn(
          fileURLToPath(uri),
          folders.filter((folder) => folder.startsWith("file:")).map((folder) => fileURLToPath(folder)),
          mostBytes,
        );
      } catch (error) {
        return failureOf(error);
      }
    },
    keepLibrary: keepInCache,
    list: async (uri, deep) => listIn(fileURLToPath(uri), deep ? MOST_DEPTH : 0),
    async stamp(uri) {
      try {
        return await stampOf(fileURLToPath(uri));
      } catch (error) {
        return failureOf(error).why;
      }
    },
  },
};

/** Connects to a client that speaks over two streams. */
export function connect(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Connection {
  const frames = soundFrames(() => connection.console.warn("A message without its length was skipped."));
  const connection = createConnection(ProposedFeatures.all, input.pipe(frames), output, connectionOptions);
  return connection;
}

/** Serves an editor over standard input and output; ends the process when the editor goes. */
export function serveStdio(): void {
  serve(connect(process.stdin, process.stdout), platform);
}

// VS Code's client starts this file by itself and says how it talks; for the command line it is a module like others.
if (process.argv.includes("--node-ipc")) {
  serve(createConnection(ProposedFeatures.all, connectionOptions), platform);
}
