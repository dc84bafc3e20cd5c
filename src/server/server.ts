/** The language server: keeps documents, and converts between LSP and the language service. */
import {
  CodeActionKind,
  CodeLensRefreshRequest,
  DidChangeWatchedFilesNotification,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  type Connection,
  type InitializeResult,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { looseFileKey } from "../base/uris.ts";
import { section } from "../protocol/manifest.ts";
import { readFileRequest, type ReadFileParams, type ReadFileResult } from "../protocol/requests.ts";
import { createLanguageService, type LanguageService, type Limits, type Timers } from "../service.ts";
import { logThrow, type Asked, type Context } from "./context.ts";
import { tokenLegend } from "./convert.ts";
import { answerCustomRequests, createStatusSender } from "./custom-requests.ts";
import { createDiagnostics } from "./diagnostics.ts";
import { listenToDocuments, type Documents } from "./documents.ts";
import { createFiles, resolveUri, watchedFiles } from "./files.ts";
import { createHintRefresher } from "./hint-refresh.ts";
import { answerLanguageFeatures } from "./language-features.ts";
import { createRunner, type StartWorker } from "./runner.ts";
import { readClientFacts, readSettings, type ClientFacts } from "./settings.ts";

const GB = 1024 ** 3;
const TRUSTED: Limits = { bytes: 4 * GB, milliseconds: undefined };
/** Restricted Mode. */
const UNTRUSTED: Limits = { bytes: GB / 2, milliseconds: 5000 };

const timers: Timers = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Serves one client over a connection until that closes. */
export function serve(connection: Connection, { startWorker, readFile }: Platform): void {
  const runner = createRunner({ startWorker, timers, log: (text) => connection.console.warn(text) });
  const files = createFiles({
    openText: (uri) => served.documents.find(uri)?.getText(),
    readFile: (uri, document) =>
      served.client().readsFiles
        ? askForFile(connection, { uri, document })
        : readFile(uri, served.folders(), document),
  });
  const service = createLanguageService({ runner, timers, files });
  const served: Served = serveWith(connection, service, timers);
}

async function askForFile(connection: Connection, params: ReadFileParams): Promise<Uint8Array | string> {
  const result = await connection.sendRequest<ReadFileResult>(readFileRequest, params);
  return result.kind === "failed"
    ? result.reason
    : Uint8Array.from(atob(result.base64), (byte) => byte.charCodeAt(0));
}

/** What differs between Node and a browser. */
export interface Platform {
  readonly startWorker: StartWorker;
  /** Reads a file from the disk for clients that do not read for us, within the workspace's folders. */
  readonly readFile: (
    uri: string,
    folders: readonly string[],
    document: string,
  ) => Promise<Uint8Array | string>;
}

/** What a server knows of its client while it serves. */
export interface Served {
  readonly documents: Documents;
  readonly client: () => ClientFacts;
  /** The URIs of the workspace's folders. */
  readonly folders: () => readonly string[];
}

/** The same over a service of the caller's. */
export function serveWith(connection: Connection, service: LanguageService, clock: Timers): Served {
  let client: ClientFacts = readClientFacts(undefined);
  let canRefreshHints = false;
  let canRefreshLenses = false;
  let canWatchFiles = false;
  let folders: readonly string[] = [];

  const guard = (what: string, body: () => void): void => {
    try {
      body();
    } catch (error) {
      logThrow(connection, what, error);
    }
  };
  const onRefused = (error: unknown): void => logThrow(connection, "refresh", error);
  const status = createStatusSender({ connection, service }, clock);
  const refresher = createHintRefresher({
    timers: clock,
    send: () => {
      if (canRefreshHints) connection.languages.inlayHint.refresh().catch(onRefused);
    },
  });
  const documents = listenToDocuments(connection, {
    opened: (document) =>
      guard("open", () => {
        service.open(document.uri, document.getText(), document.version);
        diagnostics.changed(document);
        status.changed(document.uri);
        fileChanged(document.uri);
      }),
    changed: (document, line) =>
      guard("change", () => {
        service.change(document.uri, document.getText(), document.version);
        if (line !== undefined) service.caretAt(document.uri, line);
        diagnostics.changed(document);
        status.changed(document.uri);
        fileChanged(document.uri);
      }),
    saved: (uri) =>
      guard("save", () => {
        service.save(uri);
        status.changed(uri);
      }),
    closed: (uri) =>
      guard("close", () => {
        service.close(uri);
        fileChanged(uri);
        for (const part of [diagnostics, refresher, status]) part.closed(uri);
      }),
  });
  const diagnostics = createDiagnostics({
    service,
    documents,
    timers: clock,
    guard,
    send: (uri, version, found) =>
      void connection.sendDiagnostics({
        uri,
        diagnostics: found,
        ...(version === undefined ? {} : { version }),
      }),
  });
  const context: Context = { connection, service, documents, client: () => client, answer };

  service.onUpdate(({ uri, kind }) =>
    guard("update", () => {
      if (kind === "ran") {
        diagnostics.ran(uri);
        refresher.ran(uri);
      } else refresher.changed(uri);
      status.update(uri);
    }),
  );
  connection.onInitialize((params) => {
    client = readClientFacts(params.initializationOptions, params.capabilities);
    const { workspace } = params.capabilities;
    folders = params.workspaceFolders?.map(({ uri }) => uri) ?? [];
    canWatchFiles = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    canRefreshHints = workspace?.inlayHint?.refreshSupport === true;
    canRefreshLenses = workspace?.codeLens?.refreshSupport === true;
    service.configure(client.settings.run, limitsOf(client));
    return initializeResult;
  });
  connection.onDidChangeConfiguration(({ settings }: { settings: unknown }) => {
    const own =
      settings !== null && typeof settings === "object" && section in settings ? settings[section] : settings;
    const before = JSON.stringify(client.settings);
    client = { ...client, settings: readSettings(own) };
    if (JSON.stringify(client.settings) === before) return;
    service.configure(client.settings.run, limitsOf(client));
    for (const { uri } of documents.all()) refresher.changed(uri);
    if (canRefreshLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(onRefused);
  });
  connection.onInitialized(() => {
    if (!canWatchFiles) return;
    const watchers = [{ globPattern: watchedFiles }];
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(onRefused);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => fileChanged(...changes.map(({ uri }) => uri)));
  connection.onShutdown(() => service.dispose());
  answerLanguageFeatures(context, refresher);
  answerCustomRequests(context);
  connection.listen();
  return { documents, client: () => client, folders: () => folders };

  function fileChanged(...uris: readonly string[]): void {
    const changed = new Set(uris.map(looseFileKey));
    const isChanged = (document: string, path: string): boolean => {
      const uri = resolveUri(document, path);
      return uri !== undefined && changed.has(looseFileKey(uri));
    };
    guard("file change", () => service.filesChanged(isChanged));
  }

  async function answer<T>(asked: Asked, otherwise: T, body: (document: TextDocument) => T): Promise<T> {
    const { what, uri, token, milliseconds } = asked;
    if (milliseconds > 0) {
      await service.settled(uri, milliseconds, (listener) => void token.onCancellationRequested(listener));
    }
    if (token.isCancellationRequested)
      throw new ResponseError(LSPErrorCodes.RequestCancelled, `${what} cancelled`);
    const document = documents.get(uri);
    if (document === undefined) return otherwise;
    try {
      return await body(document);
    } catch (error) {
      logThrow(connection, what, error);
      return otherwise;
    }
  }
}

function limitsOf({ trusted }: ClientFacts): Limits {
  return trusted ? TRUSTED : UNTRUSTED;
}

const initializeResult: InitializeResult = {
  serverInfo: { name: "nabla" },
  capabilities: {
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    inlayHintProvider: true,
    hoverProvider: true,
    completionProvider: { triggerCharacters: [".", "(", ",", '"'] },
    signatureHelpProvider: { triggerCharacters: ["(", ","] },
    semanticTokensProvider: { legend: tokenLegend, full: true },
    codeLensProvider: { resolveProvider: false },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  },
};
