/** The graph panels: one that follows the active `.grad` file, and as many as are locked to theirs. */
import {
  Disposable,
  type Event,
  type TextEditor,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { FlowView } from "../protocol/flow-view.ts";
import type { FlowAsked, FromPanel, GraphView, PanelState, ToPanel } from "../protocol/graph-view.ts";
import { graphView, languageId } from "../protocol/manifest.ts";
import type { LocateResult, StatusParams } from "../protocol/requests.ts";
import type { ActiveFile } from "./active-file.ts";
import type { Lecture } from "./lecture.ts";
import { createNonce, panelHtml } from "./panel-html.ts";
import { revealPlace } from "./panel-reveal.ts";

/** What the panels need from the rest of the client. */
export interface GraphPanelDeps {
  readonly extensionUri: Uri;
  readonly active: ActiveFile;
  readonly lecture: Lecture;
  /** The graph of a file with these groups opened, of a large one around the line; null while the server does not know the file. */
  readonly graph: (
    uri: string,
    opened: readonly string[],
    line: number | undefined,
  ) => Promise<GraphView | null>;
  /** The gradient flow of a file, its updates judged at a learning rate; null while the server does not know the file. */
  readonly flow: (uri: string, rate: number) => Promise<FlowView | null>;
  /** The nodes that stand in a line, counted from 0. */
  readonly nodesAt: (uri: string, line: number, opened: readonly string[]) => Promise<readonly string[]>;
  /** Shows a turn of a loop, in the editor too. */
  readonly showTurn: (uri: string, id: string) => Promise<null>;
  /** Where a node, or a row of the gradient flow, stands in the source. */
  readonly locate: (uri: string, id: string, opened: readonly string[]) => Promise<LocateResult | null>;
  /** What the server says after every run. */
  readonly onStatus: Event<StatusParams>;
  /** For the output channel. */
  readonly log: (text: string) => void;
}

export interface GraphPanels {
  /** Shows a file's graph, beside the editor when there is no panel yet; the keyboard stays where it is. */
  open(uri: string): Promise<void>;
  /** Lets the backward pass be seen in the panels that show the file, once they have its newest numbers. */
  play(uri: string): void;
  /** Shows the gradient flow in the place of the picture, in the panels that show the file. */
  showFlow(uri: string): void;
  /** Marks what stands in a line, counted from 0, and brings it into view. */
  light(uri: string, line: number): Promise<void>;
  dispose(): void;
}

/** One panel, with what the host knows of it. */
interface Open {
  readonly panel: WebviewPanel;
  uri: string | undefined;
  locked: boolean;
  opened: Readonly<Record<string, readonly string[]>>;
  /** Its page has said that it listens; messages to a hidden panel are lost, and its page begins anew when shown. */
  ready: boolean;
  asking: boolean;
  askAgain: boolean;
  /** It shows what is around the caret's line, and follows that. */
  isPart: boolean;
  /** The learning rate at which it shows the gradient flow, where it does. */
  flow: FlowAsked;
  /** To be done with the next graph that arrives. */
  then: { readonly play?: true; readonly flow?: true; readonly line?: number };
}

/** The caret rests this long before its line is lit. */
const caretRest = 80;

export function createGraphPanels(deps: GraphPanelDeps): GraphPanels {
  const panels = new Set<Open>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const showing = (uri: string): Open[] => [...panels].filter((open) => open.uri === uri);
  const post = (open: Open, message: ToPanel): void => {
    if (open.ready && open.panel.visible) void open.panel.webview.postMessage(message);
  };

  const refresh = async (open: Open): Promise<void> => {
    const { uri } = open;
    if (!open.ready || !open.panel.visible) return;
    if (uri === undefined) return post(open, { kind: "nothing" });
    if (open.asking) {
      open.askAgain = true;
      return;
    }
    open.asking = true;
    open.askAgain = false;
    try {
      const line = open.then.line ?? editorOf(uri)?.selection.active.line;
      const view = await deps.graph(uri, openedIn(open, uri), line);
      if (open.uri !== uri) open.askAgain = true;
      else if (view !== null) {
        await showView(open, view);
        await showRows(open, uri);
      } else if (!(await isOpened(uri))) post(open, { kind: "nothing" });
    } catch (error) {
      deps.log(`graph of ${uri}: ${String(error)}`);
    } finally {
      open.asking = false;
    }
    if (open.askAgain) await refresh(open);
  };

  const showView = async (open: Open, view: GraphView): Promise<void> => {
    open.isPart = view.part !== undefined;
    post(open, {
      kind: "graph",
      view,
      file: nameOf(view.uri),
      locked: open.locked,
      large: deps.lecture.isOn,
    });
    const { play, flow, line } = open.then;
    open.then = {};
    if (play === true) post(open, { kind: "play" });
    if (flow === true) post(open, { kind: "showFlow" });
    if (line === undefined) await lightCaret(open);
    else await lightLine(open, line, true);
  };

  const showRows = async (open: Open, uri: string): Promise<void> => {
    if (open.flow === undefined) return;
    const view = await deps.flow(uri, open.flow);
    if (view !== null && open.uri === uri) post(open, { kind: "flow", view });
  };

  const lightLine = async (open: Open, line: number, show: boolean): Promise<void> => {
    const { uri } = open;
    if (uri === undefined || !open.ready || !open.panel.visible) return;
    const ids = await deps.nodesAt(uri, line, openedIn(open, uri));
    if (open.uri === uri) post(open, { kind: "lit", uri, ids, show });
  };

  const lightCaret = async (open: Open): Promise<void> => {
    const editor = editorOf(open.uri);
    if (editor !== undefined) await lightLine(open, editor.selection.active.line, false);
  };

  const setFile = (open: Open, uri: string | undefined): void => {
    open.uri = uri;
    retitle(open);
    void refresh(open);
  };

  const receive = async (open: Open, message: FromPanel): Promise<void> => {
    switch (message.kind) {
      case "ready":
        open.ready = true;
        open.opened = message.opened;
        open.locked = message.locked;
        open.flow = message.flow;
        open.uri ??= message.uri ?? deps.active.document?.uri.toString();
        retitle(open);
        return refresh(open);
      case "opened":
        open.opened = { ...open.opened, [message.uri]: message.ids };
        return refresh(open);
      case "flow":
        open.flow = message.flow;
        if (open.uri !== undefined) await showRows(open, open.uri);
        return;
      case "turn":
        await deps.showTurn(message.uri, message.id);
        return;
      case "lock":
        open.locked = message.locked;
        if (!open.locked) open.uri = deps.active.document?.uri.toString() ?? open.uri;
        retitle(open);
        return refresh(open);
      case "reveal": {
        const place = await deps.locate(message.uri, message.id, openedIn(open, message.uri));
        if (place !== null) await revealPlace(place, message.focus, open.panel.viewColumn);
        return;
      }
      case "problem":
        deps.log(`panel: ${message.text}`);
    }
  };

  const adopt = (panel: WebviewPanel, uri: string | undefined, kept: PanelState | undefined): Open => {
    const open: Open = {
      panel,
      uri,
      locked: kept?.locked ?? false,
      opened: kept?.opened ?? {},
      ready: false,
      asking: false,
      askAgain: false,
      isPart: false,
      flow: undefined,
      then: {},
    };
    panels.add(open);
    panel.webview.onDidReceiveMessage((message: FromPanel) => {
      receive(open, message).catch((error: unknown) => deps.log(`panel: ${String(error)}`));
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) open.ready = false;
    });
    panel.onDidDispose(() => {
      // An answer may still be on its way, and a panel that is gone throws when it is looked at.
      open.ready = false;
      panels.delete(open);
    });
    panel.iconPath = Uri.joinPath(deps.extensionUri, "media", "icon.png");
    load(panel, deps.extensionUri);
    retitle(open);
    return open;
  };

  const create = (uri: string): Open => {
    const where = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    return adopt(window.createWebviewPanel(graphView, "Graph", where), uri, undefined);
  };

  const subscription = Disposable.from(
    deps.onStatus(({ uri, state }) => {
      if (state !== "running") for (const open of showing(uri)) void refresh(open);
    }),
    deps.lecture.onDidChange(() => {
      for (const open of panels) void refresh(open);
    }),
    deps.active.onDidChange((document) => {
      for (const open of panels) {
        if (!open.locked) setFile(open, document?.uri.toString());
      }
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      const uri = document.uri.toString();
      for (const open of showing(uri)) post(open, { kind: "edited", uri, version: document.version });
    }),
    window.onDidChangeTextEditorSelection(({ textEditor: { document } }) => {
      if (document.languageId !== languageId || panels.size === 0) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const open of showing(document.uri.toString()))
          void (open.isPart ? refresh(open) : lightCaret(open));
      }, caretRest);
    }),
    window.registerWebviewPanelSerializer(graphView, {
      deserializeWebviewPanel(panel, state: PanelState | undefined) {
        adopt(panel, state?.locked === true ? state.uri : undefined, state);
        return Promise.resolve();
      },
    }),
  );

  return {
    open(uri) {
      const follower = [...panels].find((open) => !open.locked);
      const open = showing(uri)[0] ?? follower ?? create(uri);
      if (open.uri !== uri) setFile(open, uri);
      if (!open.panel.visible) open.panel.reveal(undefined, true);
      return Promise.resolve();
    },
    play(uri) {
      for (const open of showing(uri)) {
        open.then = { ...open.then, play: true };
        void refresh(open);
      }
    },
    showFlow(uri) {
      for (const open of showing(uri)) {
        open.then = { ...open.then, flow: true };
        void refresh(open);
      }
    },
    async light(uri, line) {
      const [open] = showing(uri);
      if (open === undefined) return;
      open.then = { ...open.then, line };
      await refresh(open);
    },
    dispose() {
      clearTimeout(timer);
      subscription.dispose();
      for (const { panel } of [...panels]) panel.dispose();
    },
  };
}

function load({ webview }: WebviewPanel, extensionUri: Uri): void {
  const folder = Uri.joinPath(extensionUri, "dist", "webview");
  const address = (name: string): string => webview.asWebviewUri(Uri.joinPath(folder, name)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = panelHtml({
    source: webview.cspSource,
    nonce: createNonce(),
    script: address("main.js"),
    styles: ["codicon.css", "panel.css", "picture.css", "flow.css"].map(address),
    title: "Graph",
  });
}

function retitle({ panel, uri, locked }: Open): void {
  panel.title =
    uri === undefined ? "Graph" : locked ? `Graph of ${nameOf(uri)} (locked)` : `Graph of ${nameOf(uri)}`;
}

/** The groups that are opened in a file's picture. */
function openedIn({ opened }: Open, uri: string): readonly string[] {
  return Object.hasOwn(opened, uri) ? (opened[uri] ?? []) : [];
}

function nameOf(uri: string): string {
  return Uri.parse(uri).path.split("/").at(-1) ?? uri;
}

/** The editor whose caret is meant: the active one of the file, or one that is seen. */
function editorOf(uri: string | undefined): TextEditor | undefined {
  const isOf = (editor: TextEditor | undefined): boolean => editor?.document.uri.toString() === uri;
  return isOf(window.activeTextEditor) ? window.activeTextEditor : window.visibleTextEditors.find(isOf);
}

/** After a reload a panel may be there before its file was opened: then it is opened, unseen, and its run will tell. */
async function isOpened(uri: string): Promise<boolean> {
  try {
    await workspace.openTextDocument(Uri.parse(uri));
    return true;
  } catch {
    return false;
  }
}
