/** The server in a web worker: messages to the page that started it, and a worker of its own for evaluation. */
import source from "virtual:worker-source";
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { connectionOptions } from "./messages.ts";
import type { StartWorker } from "./runner.ts";
import { serve } from "./server.ts";
import type { FromWorker } from "./worker-messages.ts";

const startWorker: StartWorker = ({ message, died }) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { name: "nabla evaluation" });
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => message(data);
  worker.onerror = (event) => died(event.message);
  return {
    post: (data) => worker.postMessage(data),
    terminate() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
};

// The DOM's types know no worker scope; what is used of it here is what a port has too.
const scope = self as unknown as MessagePort;
const [reader, writer] = [new BrowserMessageReader(scope), new BrowserMessageWriter(scope)];
serve(createConnection(reader, writer, connectionOptions), {
  startWorker,
  disk: undefined,
});
