/** The server's connection in a web worker: messages to the page that started it. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { serve } from "./server.ts";

// The DOM's types know no worker scope; what is used of it here is what a port has too.
const scope = self as unknown as MessagePort;
serve(createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)));
