/** Which graph panels there are: one that follows the active `.grad` file, and as many as are locked to theirs. */
import { Disposable, type Event, ViewColumn, type WebviewPanel, window, workspace } from "vscode";
import type { PanelState } from "../protocol/graph-view.ts";
import { graphView, languageId } from "../protocol/manifest.ts";
import type { StatusParams } from "../protocol/requests.ts";
import { createStepLead } from "./step-lead.ts";
import { createPanelSession, type PanelSession, type SessionDeps } from "./panel-session.ts";

/** What the panels need from the rest of the client. */
export interface GraphPanelDeps extends Omit<SessionDeps, "lead"> {
  /** What the server says after every run. */
  readonly onStatus: Event<StatusParams>;
}

export interface GraphPanels {
  /** Shows a file's graph, beside the editor when there is no panel yet; the keyboard stays where it is. */
  open(uri: string): Promise<void>;
  /** Lets the backward pass be seen in the panels that show the file, once they have its newest numbers. */
  play(uri: string): void;
  /** Shows the gradient flow in the place of the picture, in the panels that show the file. */
  showFlow(uri: string): void;
  /** Steps through the graph of the file in one of its panels, with the keys that step. */
  step(uri: string): void;
  /** Shows the Jacobian at the selected node, or else of the target, in the panels that show the file. */
  showJacobian(uri: string): void;
  /** Turns all calls of the library's functions into their gates, or back, in the panels that show the file. */
  allCalls(uri: string, calls: "open" | "close"): void;
  /** Marks what stands in a line, counted from 0, and brings it into view. */
  light(uri: string, line: number): Promise<void>;
  dispose(): void;
}

/** The caret rests this long before its line is lit. */
const caretRest = 80;

export function createGraphPanels(deps: GraphPanelDeps): GraphPanels {
  const sessions = new Set<PanelSession>();
  const lead = createStepLead();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const showing = (uri: string): PanelSession[] => [...sessions].filter((session) => session.uri === uri);

  const adopt = (
    panel: WebviewPanel,
    uri: string | undefined,
    kept: PanelState | undefined,
  ): PanelSession => {
    const session = createPanelSession(panel, { ...deps, lead }, uri, kept);
    sessions.add(session);
    panel.onDidDispose(() => sessions.delete(session));
    return session;
  };

  const create = (uri: string): PanelSession => {
    const where = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    return adopt(window.createWebviewPanel(graphView, "Graph", where), uri, undefined);
  };

  const subscription = Disposable.from(
    deps.onStatus(({ uri, state }) => {
      if (state !== "running") for (const session of showing(uri)) void session.refresh();
    }),
    deps.lecture.onDidChange(() => {
      for (const session of sessions) void session.refresh();
    }),
    deps.pins.onDidChange(() => {
      for (const session of sessions) void session.pinsChanged();
    }),
    deps.active.onDidChange((document) => {
      for (const session of sessions) {
        if (!session.locked) session.setFile(document?.uri.toString());
      }
    }),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      const uri = document.uri.toString();
      for (const session of showing(uri)) session.post({ kind: "edited", uri, version: document.version });
    }),
    window.onDidChangeTextEditorSelection(({ textEditor: { document } }) => {
      if (document.languageId !== languageId || sessions.size === 0) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const session of showing(document.uri.toString())) void session.caretMoved();
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
      const follower = [...sessions].find((session) => !session.locked);
      const session = showing(uri)[0] ?? follower ?? create(uri);
      if (session.uri !== uri) session.setFile(uri);
      if (!session.panel.visible) session.panel.reveal(undefined, true);
      return Promise.resolve();
    },
    play(uri) {
      for (const session of showing(uri)) void session.refresh({ play: true });
    },
    showFlow(uri) {
      for (const session of showing(uri)) void session.refresh({ flow: true });
    },
    step(uri) {
      // Each panel has steps of its own: one of them is meant.
      const all = showing(uri);
      const session =
        all.find(({ panel }) => panel.active) ?? all.find(({ panel }) => panel.visible) ?? all[0];
      session?.panel.reveal();
      void session?.refresh({ step: true });
    },
    showJacobian(uri) {
      for (const session of showing(uri)) void session.refresh({ jacobian: true });
    },
    allCalls(uri, calls) {
      for (const session of showing(uri)) void session.refresh({ calls });
    },
    async light(uri, line) {
      await showing(uri)[0]?.refresh({ line });
    },
    dispose() {
      clearTimeout(timer);
      subscription.dispose();
      for (const { panel } of [...sessions]) panel.dispose();
    },
  };
}
