/** What a client should not send, and what is made of it: one that forgets a field still gets a server. */
import type { ConnectionOptions, Message } from "vscode-languageserver";
import { at } from "../protocol/settings.ts";

/** For every connection, whatever carries it. */
export const connectionOptions: ConnectionOptions = {
  messageStrategy: { handleMessage: (message, next) => next(sound(message)) },
};

/** `initialize` with an object for each thing that everybody relies on. */
function sound(message: Message): Message {
  if (at(message, "method") !== "initialize") return message;
  const params = objectOf(at(message, "params"));
  const folders = at(params, "workspaceFolders");
  const root = at(params, "rootUri");
  // What a client says that knows one folder only.
  const alone = typeof root === "string" ? [{ uri: root, name: "" }] : null;
  const complete = {
    ...params,
    capabilities: objectOf(at(params, "capabilities")),
    workspaceFolders: Array.isArray(folders) ? folders.filter(isFolder) : alone,
  };
  return { ...message, params: complete } as Message;
}

function objectOf(value: unknown): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function isFolder(folder: unknown): boolean {
  return typeof at(folder, "uri") === "string";
}
