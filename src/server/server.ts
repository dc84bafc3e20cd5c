/** The language server: keeps documents, and converts between LSP and the language service. */
import {
  CodeLensRefreshRequest,
  DidChangeWatchedFilesNotification,
  type Connection,
  type DidChangeConfigurationParams,
  type DidChangeWatchedFilesParams,
  type InitializeParams,
  type InitializeResult,
  type WorkspaceFoldersChangeEvent,
} from "vscode-languageserver";
import { looseFileKey } from "../base/uris.ts";
import { section } from "../protocol/manifest.ts";
import { at, readSettings } from "../protocol/settings.ts";
import {
  listFilesRequest,
  readNotification,
  statusNotification,
  type ListFilesParams,
  type ReadParams,
} from "../protocol/requests.ts";
import {
  createGuarded,
  createLanguageService,
  guardTimers,
  type LanguageService,
  type Limits,
  type TellFault,
  type Timers,
  type Update,
} from "../service.ts";
import { createAnswers } from "./answers.ts";
import type { Context } from "./context.ts";
import { createDiagnostics } from "./diagnostics.ts";
import { documentSync, listenToDocuments, type Documents } from "./documents.ts";
import { createFaultLog } from "./faults.ts";
import { createClientReader } from "./client-files.ts";
import { createFiles, findFile, resolveUri, namableFiles, type ReadFile } from "./files.ts";
import { foldersFor } from "./folders.ts";
import { createHintRefresher } from "./hint-refresh.ts";
import { createLibraryUri, type LibraryUri } from "./library-uri.ts";
import { capabilities, requests } from "./requests/index.ts";
import { createRunner, type StartWorker } from "./runner.ts";
import { readClientFacts, type ClientFacts } from "./settings.ts";
import { createStatusSender } from "./status.ts";
import { createWorkspaceFiles, type WorkspaceReader } from "./workspace.ts";

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
export function serve(connection: Connection, { startWorker, disk }: Platform): void {
  const ask = createClientReader(connection, () => new Promise((resolve) => timers.after(0, resolve)));
  const readFile: ReadFile = async (uri, folders, mostBytes) => {
    const { readsFiles } = served.client();
    if (readsFiles) await connection.sendNotification(readNotification, { uri } satisfies ReadParams);
    if (disk !== undefined && isFile(uri)) return disk.read(uri, folders, mostBytes);
    return readsFiles ? ask(uri, folders, mostBytes) : { kind: "failed", why: "elsewhere" };
  };
  const list: WorkspaceReader["list"] = async (folder) => {
    // A file that was opened alone may lie in a home folder, with everything below it.
    const deep = served.folders().includes(folder);
    if (served.client().readsFiles)
      return connection.sendRequest(listFilesRequest, {
        folder,
        pattern: (deep ? "**/" : "") + namableFiles,
      } satisfies ListFilesParams);
    return disk !== undefined && isFile(folder) ? disk.list(folder, deep) : [];
  };
  const createService: CreateService = (tell) => {
    const runner = createRunner({ startWorker, timers, log: writer(connection, "warn"), tell });
    const files = createFiles({
      timers,
      openText: (uri) => served.documents.find(uri)?.getText(),
      examples: () => served.client().examples,
      folders: (document) => foldersFor(document, served.folders(), served.client()),
      stampOf: (uri) => (disk !== undefined && isFile(uri) ? disk.stamp(uri) : Promise.resolve(undefined)),
      readFile,
    });
    return createLanguageService({ runner, timers, files, tell });
  };
  const reader = { list, readFile, keepLibrary: disk?.keepLibrary };
  const served: Served = serveWith(connection, timers, createService, reader);
}

/** Writes to the client's log; once the connection is closed nobody is left who could read it. */
function writer({ console }: Connection, kind: "warn" | "error"): (text: string) => void {
  return (text) => {
    try {
      console[kind](text);
    } catch {
      return;
    }
  };
}

/** What differs between Node and a browser. */
export interface Platform {
  readonly startWorker: StartWorker;
  /** Where `file:` URIs are; undefined where there is none. */
  readonly disk: Disk | undefined;
}

export interface Disk {
  readonly read: ReadFile;
  /** What differs once a file has changed: its time, its size, or why there is none. */
  readonly stamp: (uri: string) => Promise<string>;
  /** The files in a folder that a document can name, `deep` at any depth. */
  readonly list: (uri: string, deep: boolean) => Promise<readonly string[]>;
  /** Puts a file of the library where an editor can open it that opens files only, and says where that is. */
  readonly keepLibrary: LibraryUri;
}

/** What a server knows of its client while it serves. */
export interface Served {
  readonly documents: Documents;
  readonly client: () => ClientFacts;
  /** The URIs of the workspace's folders. */
  readonly folders: () => readonly string[];
}

export type CreateService = (tell: TellFault) => LanguageService;

/** The same over a service of the caller's; without a reader a workspace is the open documents. */
export function serveWith(
  connection: Connection,
  clock: Timers,
  createService: CreateService,
  reader?: WorkspaceReader & { readonly keepLibrary: LibraryUri | undefined },
): Served {
  let client: ClientFacts = readClientFacts(undefined);
  let canRefreshLenses = false;
  let canWatchFiles = false;
  let canChangeFolders = false;
  let folders: readonly string[] = [];

  const faults = createFaultLog({
    log: writer(connection, "error"),
    documentOf: (uri) => documents.get(uri),
    // Not at once: it may be the list of problems itself that fails.
    shown: (uri) => void timers.after(0, () => diagnostics.publish(uri)),
  });
  const { tell } = faults;
  const guarded = createGuarded(tell);
  const timers = guardTimers(clock, guarded);
  const send = guarded("message to the client", (message: () => Promise<void>) => message());
  const service = createService(tell);
  const status = createStatusSender({
    service,
    positionAt: (uri, offset) => documents.get(uri)?.positionAt(offset),
    note: () => workspaceFiles.leftOut(),
    timers,
    send: (params) => send(() => connection.sendNotification(statusNotification, params)),
  });
  const refresher = createHintRefresher({
    timers,
    send() {
      if (client.refreshesHints) send(() => connection.languages.inlayHint.refresh());
    },
  });
  const documents = listenToDocuments(connection, guarded, {
    opened(document) {
      service.open(document.uri, document.getText(), document.version);
      diagnostics.changed(document);
      status.changed(document.uri);
      filesChanged(document.uri);
    },
    changed(document, caret) {
      service.change(document.uri, document.getText(), document.version, caret);
      diagnostics.changed(document);
      status.changed(document.uri);
      filesChanged(document.uri);
    },
    saved(uri) {
      service.save(uri);
      status.changed(uri);
    },
    closed(uri) {
      service.close(uri);
      filesChanged(uri);
      for (const part of [diagnostics, refresher, status, faults]) part.closed(uri);
    },
  });
  const diagnostics = createDiagnostics({
    service,
    documents,
    timers,
    linksCodes: () => client.linksCodes,
    faults,
    send: (uri, version, found) =>
      send(() =>
        connection.sendDiagnostics({
          uri,
          diagnostics: found,
          ...(version === undefined ? {} : { version }),
        }),
      ),
  });
  const workspaceFiles = createWorkspaceFiles(
    reader,
    () => documents,
    (uri) => (uri === undefined ? folders : foldersFor(uri, folders, client)),
    () => canWatchFiles,
    (text) => {
      writer(connection, "warn")(text);
      for (const { uri } of documents.all()) status.update(uri);
    },
  );
  const answers = createAnswers({ service, documents, tell });
  const context: Context = {
    ...answers,
    connection,
    service,
    documents,
    guarded,
    refresher,
    workspace: workspaceFiles,
    libraryUri: createLibraryUri(() => client, reader?.keepLibrary, writer(connection, "warn")),
    findFile: (document, path) =>
      findFile(document, path, {
        folders: (uri) => foldersFor(uri, folders, client),
        examples: () => client.examples,
        readFile: reader?.readFile ?? (() => Promise.resolve({ kind: "failed", why: "elsewhere" })),
      }),
    client: () => client,
  };

  const refreshLenses = (): void => {
    if (canRefreshLenses) send(() => connection.sendRequest(CodeLensRefreshRequest.type));
  };
  const updated = ({ uri, kind }: Update): void => {
    if (kind === "lenses") {
      refreshLenses();
      return;
    }
    if (kind === "hints") {
      refresher.changed(uri);
      return;
    }
    if (kind === "ran") {
      refresher.ran(uri);
      diagnostics.ran(uri);
    } else {
      diagnostics.publish(uri);
      refresher.changed(uri);
    }
    status.update(uri);
  };
  const initialize = (params: InitializeParams): InitializeResult => {
    client = readClientFacts(params.initializationOptions, params.capabilities);
    const { workspace } = params.capabilities;
    folders = params.workspaceFolders?.map(({ uri }) => uri) ?? [];
    canWatchFiles = workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    canChangeFolders = workspace?.workspaceFolders === true;
    canRefreshLenses = workspace?.codeLens?.refreshSupport === true;
    service.configure(client.settings.run, limitsOf(client), client.settings.insight);
    service.hideGradients(client.hidesGradients, client.isLarge);
    return initializeResult;
  };
  const initialized = (): void => {
    if (canChangeFolders) connection.workspace.onDidChangeWorkspaceFolders(foldersListener);
    if (!canWatchFiles) return;
    const watchers = [{ globPattern: `**/${namableFiles}` }];
    send(async () => {
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    });
  };
  const foldersListener = guarded("change of folders", ({ added, removed }: WorkspaceFoldersChangeEvent) => {
    const gone = new Set(removed.map(({ uri }) => uri));
    folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
    workspaceFiles.changed();
    service.filesChanged(() => true);
  });
  const configured = (params: DidChangeConfigurationParams): void => {
    const settings: unknown = params.settings;
    const before = client.settings;
    client = { ...client, settings: readSettings(at(settings, section) ?? settings) };
    if (isSame(client.settings, before)) return;
    service.configure(client.settings.run, limitsOf(client), client.settings.insight);
    if (!isSame(client.settings.files, before.files)) service.filesChanged(() => true);
    for (const { uri } of documents.all()) refresher.changed(uri);
    refreshLenses();
  };
  const watched = ({ changes }: DidChangeWatchedFilesParams): void => {
    workspaceFiles.changed();
    filesChanged(...changes.map(({ uri }) => uri));
    // Whoever names a file by a link to it hears of it under another name.
    service.lookAtFiles();
  };
  const filesChanged = (...uris: readonly string[]): void => {
    const changed = new Set(uris.map(looseFileKey));
    service.filesChanged((document, path) => {
      const uri = resolveUri(document, path);
      return uri !== undefined && changed.has(looseFileKey(uri));
    });
  };

  service.onUpdate(guarded("update", updated, ({ uri }) => uri));
  connection.onInitialize(answers.reply("start", initializeResult, initialize));
  connection.onInitialized(guarded("start", initialized));
  connection.onDidChangeConfiguration(guarded("change of settings", configured));
  connection.onDidChangeWatchedFiles(guarded("change of files", watched));
  connection.onShutdown(guarded("end", service.dispose));
  for (const request of requests) request.listen(context);
  connection.listen();
  return { documents, client: () => client, folders: () => folders };
}

function isFile(uri: string): boolean {
  return uri.startsWith("file:");
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function limitsOf({ trusted }: ClientFacts): Limits {
  return trusted ? TRUSTED : UNTRUSTED;
}

const initializeResult: InitializeResult = {
  serverInfo: { name: "nabla" },
  capabilities: {
    ...documentSync,
    ...capabilities,
    workspace: {
      ...capabilities.workspace,
      workspaceFolders: { supported: true, changeNotifications: true },
    },
  },
};
