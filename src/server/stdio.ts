/** The server over standard input and output, for every editor that starts the command line, which is one file: its worker is text. */
import source from "virtual:worker-source";
import { createConnection, ProposedFeatures, type Connection } from "vscode-languageserver/node";
import { soundFrames } from "./frames.ts";
import { connectionOptions } from "./messages.ts";
import { nodePlatform, threadOf } from "./node.ts";
import type { StartWorker } from "./runner.ts";
import { serve, type Platform } from "./server.ts";

export const startThread: StartWorker = threadOf({ text: source });

export const platform: Platform = nodePlatform(startThread);

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
