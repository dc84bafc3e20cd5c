/** The extension where VS Code has no Node: the server is a web worker. */
import { type ExtensionContext, Uri, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/browser";
import { section } from "../protocol/manifest.ts";
import { activateWith, type NablaApi } from "./extension.ts";

export async function activate(context: ExtensionContext): Promise<NablaApi> {
  // A worker cannot be started from an extension's own address: its text is read and started as a blob.
  const source = await workspace.fs.readFile(Uri.joinPath(context.extensionUri, "dist/server/browser.js"));
  return activateWith(context, async (options) => {
    const url = URL.createObjectURL(new Blob([new Uint8Array(source)], { type: "text/javascript" }));
    const worker = new Worker(url, { name: "nabla" });
    const client = new LanguageClient(section, "Nabla", worker, options);
    await client.start();
    // Not earlier: the worker reads its text after it was made.
    URL.revokeObjectURL(url);
    const stop = async (): Promise<void> => {
      // The client's browser build never ends the worker, and a hanging server must not keep it alive.
      try {
        await client.dispose();
      } finally {
        worker.terminate();
      }
    };
    return { client, stop };
  });
}
