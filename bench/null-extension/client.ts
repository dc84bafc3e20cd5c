/** The extension to measure against: the same language client, and a server that computes nothing. */
import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

export async function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath("server.cjs");
  const server = { module, transport: TransportKind.ipc };
  const client = new LanguageClient("null", "Null", server, { documentSelector: [{ language: "grad" }] });
  context.subscriptions.push(client);
  await client.start();
}
