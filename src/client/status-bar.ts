/** The status bar item: what the server last said of the active file. */
import { StatusBarAlignment, ThemeColor, window, workspace } from "vscode";
import { commands, languageId } from "../protocol/manifest.ts";
import type { StatusParams } from "../protocol/requests.ts";
import type { WirePosition } from "../protocol/wire.ts";
import { type ActiveFile, isGrad } from "./active-file.ts";
import type { HintSwitch } from "./hint-switch.ts";

export interface StatusBar {
  /** What is drawn now; undefined while the item is hidden. */
  readonly text: string | undefined;
  show(status: StatusParams): void;
  /** Where the first NaN or infinity of a file begins, as the server last said. */
  beginningIn(uri: string): WirePosition | undefined;
  /** The server is gone, and what it said with it. */
  clear(): void;
  dispose(): void;
}

const HIDDEN =
  "Gradients are hidden: Page Down shows the next one, Page Up hides the last one again, and the card in the graph asks for one. The command that has hidden them shows them.";

export function createStatusBar(active: ActiveFile, hintSwitch: HintSwitch): StatusBar {
  const item = window.createStatusBarItem("nabla.status", StatusBarAlignment.Left, 50);
  item.name = "Nabla";
  const statuses = new Map<string, StatusParams>();
  let text: string | undefined;
  const draw = (): void => {
    const { document } = active;
    const status = document === undefined ? undefined : statuses.get(document.uri.toString());
    const editor = window.activeTextEditor;
    // Without an active text editor a panel or a view has the focus: what is meant is still the same file.
    const isMeant = editor === undefined || isGrad(editor.document);
    if (document === undefined || status === undefined || !isMeant) {
      text = undefined;
      item.hide();
      return;
    }
    const inlayHints = workspace
      .getConfiguration("editor", { uri: document.uri, languageId })
      .get("inlayHints.enabled");
    const why = !hintSwitch.isOn
      ? "they are switched off: Nabla: Toggle Hints brings them back"
      : inlayHints === "off"
        ? "the setting editor.inlayHints.enabled is off"
        : undefined;
    text = why === undefined ? status.text : `${status.text} · hints are off`;
    // What a file calls its target is no icon.
    item.text = text.replaceAll("$(", "$\u200b(");
    item.command = status.begins === undefined ? commands.openGraph : commands.goToFirstNaN;
    item.backgroundColor =
      status.begins === undefined ? undefined : new ThemeColor("statusBarItem.warningBackground");
    const notes = [
      status.tooltip,
      status.revealed === undefined ? "" : HIDDEN,
      why === undefined ? "" : `Nothing is shown at the ends of lines, because ${why}.`,
    ];
    item.tooltip = notes.filter((note) => note !== "").join("\n\n");
    item.show();
  };
  const subscriptions = [
    item,
    active.onDidChange(draw),
    hintSwitch.onDidChange(draw),
    window.onDidChangeActiveTextEditor(draw),
    workspace.onDidCloseTextDocument(({ uri }) => void statuses.delete(uri.toString())),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("editor.inlayHints")) draw();
    }),
  ];
  return {
    get text() {
      return text;
    },
    show(status) {
      statuses.set(status.uri, status);
      draw();
    },
    beginningIn: (uri) => statuses.get(uri)?.begins,
    clear() {
      statuses.clear();
      draw();
    },
    dispose: () => subscriptions.forEach((one) => void one.dispose()),
  };
}
