/** The whole server, its worker too, over in-memory streams and a folder of real files; a test waits for what is shown. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished } from "vitest";
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidOpenTextDocumentNotification,
  FileChangeType,
  InitializedNotification,
  InitializeRequest,
  InlayHintRequest,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  type FileEvent,
  type ProtocolConnection,
} from "vscode-languageserver-protocol/node";
import { platform } from "../../src/server/stdio.ts";
import { serve, type Platform } from "../../src/server/server.ts";
import { labelOf } from "./session.ts";

/** A folder of files, gone after the test. */
export interface Folder {
  readonly path: string;
  at(name: string): string;
  write(name: string, content: string | Uint8Array): void;
  uri(name: string): string;
}

export function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Folder {
  // The system's own folder for these may be behind a symbolic link.
  const path = realpathSync(mkdtempSync(join(tmpdir(), "nabla-test-")));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  const at = (name: string): string => join(path, name);
  const folder: Folder = {
    path,
    at,
    write(name, content) {
      mkdirSync(dirname(at(name)), { recursive: true });
      writeFileSync(at(name), content);
    },
    uri: (name) => escapeAsVsCode(pathToFileURL(at(name)).href),
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder;
}

/** VS Code's `Uri.toString()` escapes everything but letters, digits and `-._~/`. */
export function escapeAsVsCode(uri: string): string {
  const rest = uri.slice("file://".length);
  return `file://${decodeURIComponent(rest).replace(/[^\w\-.~/]+/gu, (text) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  )}`;
}

export interface Options {
  /** URIs of the workspace's folders. */
  readonly folders: readonly string[];
  readonly trusted?: boolean;
  readonly settings?: object;
  /** Whether the client says that it can watch files. */
  readonly watches?: boolean;
  /** Whether the client says that it makes files as parts of edits. */
  readonly createsFiles?: boolean;
  /** Whether the client says that it asks about edits before it makes them. */
  readonly confirmsEdits?: boolean;
  /** Whether the client says that it reads files that are on no disk. */
  readonly readsFiles?: boolean;
  /** What the client can run. */
  readonly commands?: readonly string[];
  readonly platform?: Platform;
  /** More of what the client says of itself. */
  readonly options?: object;
}

export interface Workspace {
  readonly client: ProtocolConnection;
  /** What the server asked to watch. */
  readonly watched: readonly string[];
  readonly logged: readonly string[];
  open(uri: string, text: string): Promise<void>;
  /** Replaces a document's whole text. */
  change(uri: string, text: string): Promise<void>;
  /** A file has changed, as a client that watches says. */
  changed(uri: string): Promise<void>;
  /** The document's hints, by line. */
  hints(uri: string): Promise<readonly string[]>;
  problems(uri: string): readonly string[];
  /** Waits until these are the hints that are shown, of the lines that have any. */
  shows(uri: string, hints: readonly string[]): Promise<void>;
  /** Waits until these are the problems. */
  complains(uri: string, problems: readonly string[]): Promise<void>;
}

const PATIENCE = { timeout: 60_000, interval: 10 };

export async function openWorkspace(options: Options): Promise<Workspace> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  serve(connection, options.platform ?? platform);
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const watched: string[] = [];
  const logged: string[] = [];
  const problems = new Map<string, readonly string[]>();
  let version = 1;
  client.onRequest(RegistrationRequest.type, ({ registrations }) => {
    for (const { registerOptions } of registrations) watched.push(JSON.stringify(registerOptions));
  });
  client.onNotification(LogMessageNotification.type, ({ message }) => void logged.push(message));
  client.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    problems.set(
      uri,
      diagnostics.map(({ message, range: { start } }) => {
        const text = typeof message === "string" ? message : message.value;
        return `${start.line}:${start.character} ${text}`;
      }),
    );
  });
  client.listen();
  await client.sendRequest(InitializeRequest.method, {
    processId: null,
    workspaceFolders: options.folders.map((uri) => ({ uri, name: "folder" })),
    capabilities: {
      workspace: {
        workspaceFolders: true,
        didChangeWatchedFiles: { dynamicRegistration: options.watches ?? false },
        ...(options.createsFiles === true
          ? { workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } }
          : {}),
        ...(options.confirmsEdits === true
          ? { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } }
          : {}),
      },
    },
    initializationOptions: {
      trusted: options.trusted ?? true,
      // A long path leaves its line's hint no room otherwise.
      settings: { hints: { columns: 1000 }, ...options.settings },
      readsFiles: options.readsFiles ?? false,
      commands: options.commands ?? [],
      ...options.options,
    },
  });
  await client.sendNotification(InitializedNotification.type, {});
  onTestFinished(async () => {
    await client.sendRequest(ShutdownRequest.type);
    client.dispose();
    connection.dispose();
  });
  const hints = async (uri: string): Promise<readonly string[]> => {
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const found = await client.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range });
    return (found ?? []).map(labelOf);
  };
  const problemsOf = (uri: string): readonly string[] => problems.get(uri) ?? [];
  return {
    client,
    watched,
    logged,
    async open(uri, text) {
      const textDocument = { uri, languageId: "grad", version: 1, text };
      await client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    },
    async change(uri, text) {
      const textDocument = { uri, version: ++version };
      await client.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument,
        contentChanges: [{ text }],
      });
    },
    async changed(uri) {
      const changes: FileEvent[] = [{ uri, type: FileChangeType.Changed }];
      await client.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    },
    hints,
    problems: problemsOf,
    shows: (uri, expected) => expect.poll(() => hints(uri), PATIENCE).toEqual(expected),
    complains: (uri, expected) => expect.poll(() => problemsOf(uri), PATIENCE).toEqual(expected),
  };
}
