/** What the extension does on every platform: starts the server, and shows what it knows. */
import * as vscode from "vscode";
import {
  DidChangeConfigurationNotification,
  InlayHintRequest,
  type BaseLanguageClient,
  type LanguageClientOptions,
} from "vscode-languageclient";
import {
  commands,
  editorCommands,
  internalCommands,
  languageId,
  libraryScheme,
  section,
} from "../protocol/manifest.ts";
import {
  hideNotification,
  libraryRequest,
  pingRequest,
  listFilesRequest,
  readFileRequest,
  readNotification,
  statusNotification,
  type ChangedSettings,
  type HideParams,
  type InitializationOptions,
  type LibraryParams,
  type ReadParams,
  type StatusParams,
} from "../protocol/requests.ts";
import { createActiveFile } from "./active-file.ts";
import { createCaretLine } from "./caret-line.ts";
import { notifyCaret } from "./caret-notifier.ts";
import { registerCommands } from "./commands.ts";
import { listForServer, readForServer } from "./files.ts";
import { createGradientTests } from "./gradient-tests.ts";
import { createHintSwitch } from "./hint-switch.ts";
import { createLecture } from "./lecture.ts";
import { createLibrary } from "./library.ts";
import { offerPastedAsNabla } from "./paste.ts";
import { showPlaceholders } from "./placeholder.ts";
import { createGraphPanels } from "./panel.ts";
import { createPins } from "./pins.ts";
import { createRevealable } from "./revealable.ts";
import { startServerLife, type RunningServer } from "./server-life.ts";
import { settingsIn } from "./settings.ts";
import { showOutput } from "./show-output.ts";
import { createStatusBar } from "./status-bar.ts";

export type { RunningServer } from "./server-life.ts";

/** How a platform starts a server. */
export type StartServer = (options: LanguageClientOptions) => Promise<RunningServer>;

/** What other extensions, and tests, get from `vscode.extensions.getExtension(…).exports`. */
export interface NablaApi {
  /** Resolves when the server gave a sign of life. */
  ping(): Promise<void>;
  /** The status bar's text; undefined while there is none. */
  status(): string | undefined;
}

/** Starts the server and registers everything that the extension contributes. */
export async function activateWith(context: vscode.ExtensionContext, start: StartServer): Promise<NablaApi> {
  const output = vscode.window.createOutputChannel("Nabla", { log: true });
  const active = createActiveFile();
  const hintSwitch = createHintSwitch();
  const statuses = new vscode.EventEmitter<StatusParams>();
  const lecture = createLecture(active, statuses.event);
  const statusBar = createStatusBar(active, hintSwitch);
  let newest: BaseLanguageClient | undefined;
  const caretLine = createCaretLine(hintSwitch, (document) => {
    newest?.getFeature(InlayHintRequest.method).getProvider(document)?.onDidChangeInlayHints.fire();
  });
  const { reveal, showInGraph, showTurn, pinThis } = internalCommands;
  const revealable = createRevealable();
  const options: LanguageClientOptions = {
    documentSelector: [{ language: languageId }],
    outputChannel: output,
    initializationOptions: (): InitializationOptions => ({
      commands: [commands, internalCommands, editorCommands].flatMap((some) => Object.values(some)),
      settings: settingsIn(),
      trusted: vscode.workspace.isTrusted,
      readsFiles: true,
      examples: vscode.Uri.joinPath(context.extensionUri, "examples").toString(),
      opensLibrary: true,
      showsPictures: true,
      hidesGradients: lecture.hides,
      isLarge: lecture.isLarge,
    }),
    markdown: { isTrusted: { enabledCommands: [reveal, showInGraph, showTurn, pinThis] } },
    middleware: {
      provideInlayHints: (document, range, token, next) =>
        caretLine.provideInlayHints(document, range, token, async () => next(document, range, token)),
    },
  };
  const life = await startServerLife(
    () => start(options),
    (client) => {
      newest = client;
      statusBar.clear();
      client.onRequest(readFileRequest, readForServer);
      client.onRequest(listFilesRequest, listForServer);
      client.onNotification(readNotification, ({ uri }: ReadParams) => revealable.wasRead(uri));
      client.onNotification(statusNotification, (status: StatusParams) => statuses.fire(status));
    },
  );
  const { request } = life;
  const library = createLibrary((path) => request(libraryRequest, { path } satisfies LibraryParams));
  const pins = createPins(context.workspaceState, request);
  const panels = createGraphPanels({
    extensionUri: context.extensionUri,
    active,
    lecture,
    pins,
    request,
    onStatus: statuses.event,
    log: (text) => output.warn(text),
  });
  const gradientTests = createGradientTests(request);
  context.subscriptions.push(
    output,
    gradientTests,
    active,
    statuses,
    hintSwitch,
    lecture,
    lecture.onDidChange(() => {
      const params: HideParams = { hide: lecture.hides, isLarge: lecture.isLarge };
      life.tell(hideNotification, params);
    }),
    statusBar,
    statuses.event((status) => statusBar.show(status)),
    caretLine,
    panels,
    pins,
    life,
    notifyCaret(life.tell),
    offerPastedAsNabla(request),
    showPlaceholders(),
    registerCommands({
      active,
      gradientTests,
      hintSwitch,
      lecture,
      panels,
      pins,
      revealable,
      beginningIn: (uri) => statusBar.beginningIn(uri),
      request,
      tell: life.tell,
      restart: life.restart,
      showOutput: () => showOutput(output),
    }),
    vscode.workspace.registerFileSystemProvider(libraryScheme, library, {
      isReadonly: true,
      isCaseSensitive: true,
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration(section)) return;
      const settings: ChangedSettings = { nabla: settingsIn() };
      life.tell(DidChangeConfigurationNotification.method, { settings });
    }),
    // Restricted Mode is over: runs are limited no more.
    vscode.workspace.onDidGrantWorkspaceTrust(() => void life.restart()),
  );
  return { ping: () => request(pingRequest), status: () => statusBar.text };
}
