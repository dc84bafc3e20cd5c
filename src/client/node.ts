/** The extension where VS Code has Node: the server is a process of its own. */
import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { section } from "../protocol/manifest.ts";
import { activateWith, type NablaApi } from "./extension.ts";

export function activate(context: ExtensionContext): Promise<NablaApi> {
  const module = context.asAbsolutePath("dist/server/node.cjs");
  // The server's code as V8 has compiled it, for the next start; a Node that is too old for that takes no notice.
  const env = { NODE_COMPILE_CACHE: Uri.joinPath(context.globalStorageUri, "compiled").fsPath };
  const server = { module, transport: TransportKind.ipc, options: { env } };
  return activateWith(context, async (options) => {
    const client = new LanguageClient(section, "Nabla", server, options);
    await client.start();
    return { client, stop: () => client.dispose() };
  });
}
