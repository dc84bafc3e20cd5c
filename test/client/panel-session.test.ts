/** What one panel's session asks and tells: nothing while its panel is hidden, and everything anew when it is shown. */
import { expect, test, vi } from "vitest";
import type { WebviewPanel } from "vscode";
import type { FromPanel, ToPanel } from "../../src/protocol/graph-view.ts";
import { graphRequest, stepsRequest } from "../../src/protocol/requests.ts";
import { createPanelSession, type SessionDeps } from "../../src/client/panel-session.ts";
import { createStepLead } from "../../src/client/step-lead.ts";

const uri = "file:///a.grad";

vi.mock("vscode", () => {
  const address = (text: string) => ({ path: text.replace("file://", ""), toString: () => text });
  return {
    Uri: { parse: address, joinPath: () => address("file:///page") },
    ThemeColor: function ThemeColor() {},
    OverviewRulerLane: { Full: 7 },
    window: {
      visibleTextEditors: [],
      createTextEditorDecorationType: () => ({ dispose: () => undefined }),
      onDidChangeVisibleTextEditors: () => ({ dispose: () => undefined }),
    },
    workspace: { openTextDocument: () => Promise.resolve({}) },
  };
});

/** A session beside the file that is active, with what it has asked the server and told its page. */
function open(active?: string) {
  const asked: string[] = [];
  const told: ToPanel[] = [];
  let receive: (message: FromPanel) => void = () => undefined;
  let seen: () => void = () => undefined;
  const panel = {
    visible: true,
    title: "",
    webview: {
      asWebviewUri: (address: unknown) => address,
      postMessage: (message: ToPanel) => told.push(message),
      onDidReceiveMessage: (listener: typeof receive) => (receive = listener),
    },
    onDidChangeViewState: (listener: typeof seen) => (seen = listener),
    onDidDispose: () => undefined,
  };
  const view = { uri, version: 1, nodes: [], edges: [], groups: [], banner: undefined, isOld: false };
  const deps = {
    active: { document: active === undefined ? undefined : { uri: active } },
    lecture: { hides: false, isLarge: false },
    pins: { show: () => (asked.push("pins"), Promise.resolve({ uri, rows: [] })) },
    lead: createStepLead(),
    request(method: string) {
      asked.push(method);
      return Promise.resolve(method === graphRequest ? view : null);
    },
    log: (text: string) => expect.unreachable(text),
  } as unknown as SessionDeps;
  const session = createPanelSession(panel as unknown as WebviewPanel, deps, undefined, undefined);
  return {
    session,
    asked,
    told,
    say: (message: FromPanel) => receive(message),
    setVisible(isVisible: boolean) {
      panel.visible = isVisible;
      seen();
    },
  };
}

const ready = {
  kind: "ready",
  uri,
  opened: {},
  locked: false,
  flow: undefined,
  steps: true,
  whatIf: undefined,
} as unknown as FromPanel;

test("a panel that is hidden sends no message and asks nothing, and asks for everything when it is shown again", async () => {
  const { session, asked, told, say, setVisible } = open();
  say(ready);
  await expect.poll(() => asked).toContain(stepsRequest);
  expect(told.map(({ kind }) => kind)).toEqual(["graph", "pins"]);
  setVisible(false);
  const [questions, messages] = [asked.length, told.length];
  await session.refresh();
  await session.refresh({ play: true });
  await session.caretMoved();
  await session.pinsChanged();
  session.post({ kind: "edited", uri, version: 2 });
  say({
    kind: "inspect",
    uri,
    question: { kind: "tensor", id: "x#0", aspect: "value" },
  } as unknown as FromPanel);
  await session.refresh();
  expect([asked.length - questions, told.length - messages]).toEqual([0, 0]);
  setVisible(true);
  say(ready);
  await expect.poll(() => told.slice(messages).map(({ kind }) => kind)).toEqual(["graph", "play", "pins"]);
});

test("the page of a window that was reloaded gets the file that is active by then, unless it is locked to its own", () => {
  const shown = (active: string | undefined, locked: boolean) => {
    const { session, say } = open(active);
    say({ ...ready, locked } as FromPanel);
    return session.uri;
  };
  expect(shown("file:///b.grad", false)).toBe("file:///b.grad");
  expect(shown("file:///b.grad", true)).toBe(uri);
  expect(shown(undefined, false)).toBe(uri);
});
