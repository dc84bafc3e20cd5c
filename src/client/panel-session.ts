/** One panel's session: what its page asks for and is told. */
import { type TextEditor, Uri, type WebviewPanel, window, workspace } from "vscode";
import type { FlowView } from "../protocol/flow-view.ts";
import type { FlowAsked, FromPanel, GraphView, PanelState, ToPanel } from "../protocol/graph-view.ts";
import {
  flowRequest,
  graphRequest,
  libraryCallsRequest,
  locateRequest,
  nodesAtRequest,
  showTurnRequest,
  stepsRequest,
  type FlowParams,
  type GraphParams,
  type LibraryCallsParams,
  type LocateParams,
  type LocateResult,
  type NodesAtParams,
  type ShowTurnParams,
  type StepsParams,
  type StepsResult,
} from "../protocol/requests.ts";
import { predictRequest, type PredictParams, type PredictResult } from "../protocol/prediction.ts";
import type { ActiveFile } from "./active-file.ts";
import type { Lecture } from "./lecture.ts";
import { createInspector } from "./inspect.ts";
import type { Pins } from "./pins.ts";
import { createNonce, panelHtml, panelSheets } from "./panel-html.ts";
import { createPanelJacobian } from "./panel-jacobian.ts";
import { revealPlace } from "./panel-reveal.ts";
import { takeElements } from "./take.ts";
import { createPanelSteps } from "./panel-steps.ts";
import type { StepLead } from "./step-lead.ts";
import { createStepLight } from "./step-light.ts";
import { createWhatIfSession } from "./what-if.ts";

/** What a session needs from the rest of the client. */
export interface SessionDeps {
  readonly extensionUri: Uri;
  readonly active: ActiveFile;
  readonly lecture: Lecture;
  readonly pins: Pins;
  /** Which panel's steps the source goes along with. */
  readonly lead: StepLead;
  /** Asks the server; null where it does not know the file. */
  readonly request: <T>(method: string, params: object) => Promise<T>;
  /** For the output channel. */
  readonly log: (text: string) => void;
}

/** To be done with the next graph that arrives. */
interface Then {
  readonly play?: true;
  readonly flow?: true;
  readonly step?: true;
  readonly jacobian?: true;
  /** Opens all calls of the library, or closes them. */
  readonly calls?: "open" | "close";
  readonly line?: number;
}

export interface PanelSession {
  readonly panel: WebviewPanel;
  /** The file that it shows. */
  readonly uri: string | undefined;
  /** It keeps its file whatever editor is active. */
  readonly locked: boolean;
  /** Shows another file, or none. */
  setFile(uri: string | undefined): void;
  /** Asks for the newest picture, with this to be done once it is there. */
  refresh(then?: Then): Promise<void>;
  /** Other values are pinned, or they are compared with something else. */
  pinsChanged(): Promise<void>;
  /** The caret rests in another line of the file. */
  caretMoved(): Promise<void>;
  /** A message is lost on a panel that is hidden: its page begins anew when it is shown. */
  post(message: ToPanel): void;
}

/** Takes a panel, new or from before a reload, and loads its page. */
export function createPanelSession(
  panel: WebviewPanel,
  deps: SessionDeps,
  first: string | undefined,
  kept: PanelState | undefined,
): PanelSession {
  let uri = first;
  let locked = kept?.locked ?? false;
  let opened = kept?.opened ?? {};
  /** Its page has said that it listens. */
  let ready = false;
  let asking = false;
  let askAgain = false;
  /** It shows what is around the caret's line, and follows that. */
  let isPart = false;
  /** The learning rate at which it shows the gradient flow, where it does. */
  let flow: FlowAsked;
  /** It steps through the graph. */
  let steps = false;
  let next: Then = {};

  const listens = (): boolean => ready && panel.visible;
  const post = (message: ToPanel): void => {
    if (listens()) void panel.webview.postMessage(message);
  };
  /** The groups that are opened in a file's picture. */
  const openedIn = (of: string): readonly string[] => (Object.hasOwn(opened, of) ? (opened[of] ?? []) : []);
  const whatIf = createWhatIfSession({ request: deps.request, post, openedIn });
  const { request, lead, log } = deps;
  const stepping = createPanelSteps({ request, openedIn, light: createStepLight(), lead, log });
  /** Another file can have become the active one while the page was away, or locked to its own. */
  const followActive = (): void => {
    if (!locked || uri === undefined) uri = deps.active.document?.uri.toString() ?? uri;
  };
  const retitle = (): void => {
    const title = uri === undefined ? "Graph" : `Graph of ${nameOf(uri)}`;
    panel.title = uri !== undefined && locked ? `${title} (locked)` : title;
  };

  const refresh = async (then: Then = {}): Promise<void> => {
    next = { ...next, ...then };
    const of = uri;
    if (!listens()) return;
    if (of === undefined) return post({ kind: "nothing" });
    if (asking) {
      askAgain = true;
      return;
    }
    asking = true;
    askAgain = false;
    try {
      const line = next.line ?? editorOf(of)?.selection.active.line;
      const params: GraphParams = { uri: of, opened: openedIn(of), line };
      const view = await deps.request<GraphView | null>(graphRequest, params);
      if (uri !== of) askAgain = true;
      else if (view !== null) {
        await showView(view);
        await showPins(of);
        await showRows(of);
        // Beside the picture of an earlier text its steps stay too.
        if (!view.isOld) await showSteps(of, line);
        await whatIf.show(of);
        void jacobian.refresh();
      } else if (!(await isOpened(of))) post({ kind: "nothing" });
    } catch (error) {
      deps.log(`graph of ${of}: ${String(error)}`);
    } finally {
      asking = false;
    }
    if (askAgain) await refresh();
  };

  const showView = async (view: GraphView): Promise<void> => {
    isPart = view.part !== undefined;
    const { isLarge: large, hides } = deps.lecture;
    post({ kind: "graph", view, file: nameOf(view.uri), locked, large, hides });
    const then = next;
    next = {};
    if (then.play === true) post({ kind: "play" });
    if (then.flow === true) post({ kind: "showFlow" });
    if (then.step === true) post({ kind: "stepThrough" });
    if (then.calls !== undefined) await showCalls(view.uri, then.calls === "open");
    if (then.jacobian === true) post({ kind: "showJacobian" });
    if (then.line === undefined) await lightCaret();
    else await lightLine(then.line, true);
  };

  const showCalls = async (of: string, isOpen: boolean): Promise<void> => {
    const params: LibraryCallsParams = { uri: of, opened: openedIn(of) };
    const ids = await deps.request<readonly string[]>(libraryCallsRequest, params);
    if (uri === of) post({ kind: "allCalls", ids, open: isOpen });
  };

  const showPins = async (of: string): Promise<void> => {
    const view = await deps.pins.show(of, openedIn(of));
    if (view !== undefined && uri === of) post({ kind: "pins", view });
  };

  const showRows = async (of: string): Promise<void> => {
    if (flow === undefined) return;
    const params: FlowParams = { uri: of, rate: flow };
    const view = await deps.request<FlowView | null>(flowRequest, params);
    if (view !== null && uri === of) post({ kind: "flow", view });
  };

  const showSteps = async (of: string, line = editorOf(of)?.selection.active.line): Promise<void> => {
    if (!steps) return;
    const params: StepsParams = { uri: of, opened: openedIn(of), line };
    const view = await deps.request<StepsResult | null>(stepsRequest, params);
    if (view === null || uri !== of) return;
    post({ kind: "steps", view });
    stepping.follow(view);
  };
  const jacobian = createPanelJacobian({ request: deps.request, post, openedIn, log: deps.log });

  const lightLine = async (line: number, show: boolean): Promise<void> => {
    const of = uri;
    if (of === undefined || !listens()) return;
    const params: NodesAtParams = { uri: of, line, opened: openedIn(of) };
    const ids = await deps.request<readonly string[]>(nodesAtRequest, params);
    if (uri === of) post({ kind: "lit", uri: of, ids, show });
  };

  const lightCaret = async (): Promise<void> => {
    const editor = editorOf(uri);
    if (editor !== undefined) await lightLine(editor.selection.active.line, false);
  };

  const inspector = createInspector({ request: deps.request, openedIn, listens, post });

  const receive = async (message: FromPanel): Promise<void> => {
    switch (message.kind) {
      case "ready":
        ready = true;
        opened = message.opened;
        locked = message.locked;
        flow = message.flow;
        steps = message.steps;
        whatIf.begin(message.whatIf);
        uri ??= message.uri;
        followActive();
        retitle();
        return refresh();
      case "opened":
        opened = { ...opened, [message.uri]: message.ids };
        return refresh();
      case "flow":
        flow = message.flow;
        if (uri !== undefined) await showRows(uri);
        return;
      case "steps":
        steps = message.on;
        if (uri !== undefined) await showSteps(uri);
        return;
      case "stepAt":
        return stepping.show(message);
      case "whatIf":
      case "setLeaf":
      case "resetLeaves":
      case "writeLeaves":
        return whatIf.receive(message);
      case "jacobian":
        return jacobian.ask(message.uri, message.asked);
      case "turn": {
        const params: ShowTurnParams = { uri: message.uri, id: message.id };
        await deps.request<null>(showTurnRequest, params);
        return;
      }
      case "lock":
        locked = message.locked;
        followActive();
        retitle();
        return refresh();
      case "predict": {
        const { uri: of, id, text } = message;
        const params: PredictParams = { uri: of, id, text, opened: openedIn(of) };
        const answer = await deps.request<PredictResult | null>(predictRequest, params);
        if (answer !== null && uri === of) post({ kind: "predicted", uri: of, id, answer });
        return;
      }
      case "togglePin":
        await deps.pins.toggle(message.uri, { id: message.id, opened: openedIn(message.uri) });
        return;
      case "unpin":
        return deps.pins.unpin(message.uri, message.id);
      case "against":
        return deps.pins.compareWith(message.against);
      case "reveal": {
        const params: LocateParams = { uri: message.uri, id: message.id, opened: openedIn(message.uri) };
        const place = await deps.request<LocateResult | null>(locateRequest, params);
        if (place !== null) await revealPlace(place, message.focus, panel.viewColumn);
        return;
      }
      case "take":
        return takeElements(deps.request, openedIn(message.uri), message);
      case "inspect":
        return inspector.ask(message.uri, message.question);
      case "problem":
        deps.log(`panel: ${message.text}`);
    }
  };

  panel.webview.onDidReceiveMessage((message: FromPanel) => {
    receive(message).catch((error: unknown) => deps.log(`panel: ${String(error)}`));
  });
  panel.onDidChangeViewState(() => {
    if (panel.visible) return;
    ready = false;
    stepping.end();
    jacobian.stop();
  });
  panel.onDidDispose(() => {
    jacobian.stop();
    // An answer may still be on its way, and a panel that is gone throws when it is looked at.
    ready = false;
    whatIf.end().catch((error: unknown) => deps.log(`panel: ${String(error)}`));
    stepping.dispose();
  });
  panel.iconPath = Uri.joinPath(deps.extensionUri, "media", "icon.png");
  load(panel, deps.extensionUri);
  retitle();

  return {
    panel,
    get uri() {
      return uri;
    },
    get locked() {
      return locked;
    },
    setFile(other) {
      uri = other;
      retitle();
      void refresh();
    },
    refresh,
    async pinsChanged() {
      if (uri !== undefined && listens()) await showPins(uri);
    },
    caretMoved: () => (isPart ? refresh() : lightCaret()),
    post,
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
    styles: ["codicon.css", ...panelSheets].map(address),
    title: "Graph",
  });
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
