/** The extension where VS Code has Node: the server is a process of its own. */
import type { ExtensionContext } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { section } from "../protocol/manifest.ts";
import { activateWith, type NablaApi } from "./extension.ts";

export function activate(context: ExtensionContext): Promise<NablaApi> {
  const module = context.asAbsolutePath("dist/server/node.cjs");
  return activateWith(context, async (options) => {
    const client = new LanguageClient(section, "Nabla", { module, transport: TransportKind.ipc }, options);
    await client.start();
    return { client, stop: () => client.dispose() };
  });
}
