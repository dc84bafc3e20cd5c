/** What a server is given where there is Node. */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { failureOf, listIn, MOST_DEPTH, readIn, stampOf } from "./disk.ts";
import { keepInCache } from "./library-cache.ts";
import type { StartWorker } from "./runner.ts";
import type { Platform } from "./server.ts";
import type { FromWorker } from "./worker-messages.ts";

/** The evaluation worker as a thread, from its text, or from its file, whose compiled code Node can keep. */
export function threadOf(source: { readonly text: string } | { readonly file: string }): StartWorker {
  const [script, isText] = "text" in source ? [source.text, true] : [source.file, false];
  return ({ message, died }) => {
    const worker = new Worker(script, { eval: isText, name: "nabla" });
    worker.on("message", (data: FromWorker) => message(data));
    worker.on("error", (error) => died(String(error)));
    worker.on("exit", (code) => died(`exit code ${code}`));
    return {
      post: (data) => worker.postMessage(data),
      terminate: () => void worker.terminate(),
    };
  };
}

/** What the server takes of Node. */
export function nodePlatform(startWorker: StartWorker): Platform {
  return {
    startWorker,
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
}
