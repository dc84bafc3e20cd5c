/** The server as VS Code's client starts it, which says on the command line how it talks; its worker is the file beside this one. */
import { join } from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { connectionOptions } from "./messages.ts";
import { nodePlatform, threadOf } from "./node.ts";
import { serve } from "./server.ts";

const worker = threadOf({ file: join(__dirname, "worker.cjs") });
serve(createConnection(ProposedFeatures.all, connectionOptions), nodePlatform(worker));
