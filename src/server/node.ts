/** The server where there is Node: as VS Code's client starts it, and over standard input and output for every other editor. */
import { Worker } from "node:worker_threads";
import source from "virtual:worker-source";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import type { StartWorker } from "./runner.ts";
import { serve } from "./server.ts";
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

/** Serves an editor over standard input and output; ends the process when the editor goes. */
export function serveStdio(): void {
  serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout), startThread);
}

// VS Code's client starts this file by itself and says how it talks; for the command line it is a module like others.
if (process.argv.includes("--node-ipc")) serve(createConnection(ProposedFeatures.all), startThread);
