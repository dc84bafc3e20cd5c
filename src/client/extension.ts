/** What the extension does on every platform: start the server, own it, start it again when asked. */
import * as vscode from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import { commands, languageId } from "../protocol/manifest.ts";
import { pingRequest } from "../protocol/requests.ts";

/** A started server; `stop` also ends its process or worker when it no longer answers. */
export interface RunningServer {
  readonly client: BaseLanguageClient;
  stop(): Promise<void>;
}

/** How a platform starts a server. */
export type StartServer = (options: LanguageClientOptions) => Promise<RunningServer>;

/** What other extensions, and tests, get from `vscode.extensions.getExtension(…).exports`. */
export interface NablaApi {
  /** Resolves when the server gave a sign of life. */
  ping(): Promise<void>;
}

/** Starts the server and registers everything that the extension contributes. */
export async function activateWith(context: vscode.ExtensionContext, start: StartServer): Promise<NablaApi> {
  const output = vscode.window.createOutputChannel("Nabla", { log: true });
  const options: LanguageClientOptions = {
    documentSelector: [{ language: languageId }],
    outputChannel: output,
    initializationOptions: { commands: Object.values(commands) },
  };
  let server = await start(options);
  const restart = async (): Promise<void> => {
    await server.stop();
    server = await start(options);
  };
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand(commands.showOutput, () => output.show()),
    vscode.commands.registerCommand(commands.restartServer, restart),
    { dispose: () => server.stop() },
  );
  return { ping: () => server.client.sendRequest(pingRequest) };
}
