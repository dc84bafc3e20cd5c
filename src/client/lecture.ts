/** Lecture mode: text and graph are large, the side bar is closed, and gradients are hidden until somebody asks for them. It lasts as long as the window. */
import { commands, EventEmitter, window, type Event } from "vscode";
import { contextKeys } from "../protocol/manifest.ts";
import { lectureZoom, type StatusParams } from "../protocol/requests.ts";
import type { ActiveFile } from "./active-file.ts";

export interface Lecture {
  readonly isOn: boolean;
  readonly onDidChange: Event<void>;
  toggle(): Promise<void>;
  dispose(): void;
}

/** VS Code's own zoom of its editors, which writes no setting: a tenth of the font's size each time. */
const zoomSteps = Math.round((lectureZoom - 1) * 10);

/** `statuses` tell how many gradients of a file are shown: keys ask for the next one only where there is one. */
export function createLecture(active: ActiveFile, statuses: Event<StatusParams>): Lecture {
  const changed = new EventEmitter<void>();
  const revealed = new Map<string, StatusParams["revealed"]>();
  const known = new Map<string, boolean>();
  let isOn = false;
  let isLarge = false;
  const setKey = (key: string, value: boolean): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void commands.executeCommand("setContext", key, value);
  };
  const setKeys = (): void => {
    const { shown, count } = revealed.get(active.document?.uri.toString() ?? "") ?? { shown: 0, count: 0 };
    setKey(contextKeys.lecture, isOn);
    setKey(contextKeys.canReveal, isOn && shown < count);
    setKey(contextKeys.canHide, isOn && shown > 0);
  };
  const subscriptions = [
    changed,
    active.onDidChange(setKeys),
    statuses((status) => {
      if (status.state === "running") return;
      revealed.set(status.uri, status.revealed);
      setKeys();
    }),
  ];
  return {
    get isOn() {
      return isOn;
    },
    onDidChange: changed.event,
    async toggle() {
      isOn = !isOn;
      revealed.clear();
      setKeys();
      changed.fire();
      // Large text needs the room. Nothing tells an extension whether the side bar was there: it stays away.
      if (isOn) await commands.executeCommand("workbench.action.closeSidebar");
      if (isLarge === isOn || !(await isInEditor(active))) return;
      isLarge = isOn;
      const zoom = isOn ? "editor.action.fontZoomIn" : "editor.action.fontZoomOut";
      for (let step = 0; step < zoomSteps; step++) await commands.executeCommand(zoom);
    },
    dispose: () => subscriptions.forEach((one) => void one.dispose()),
  };
}

/** VS Code zooms from an editor that has the keyboard alone: where the graph has it, the file's editor takes it over. */
async function isInEditor({ document }: ActiveFile): Promise<boolean> {
  if (window.activeTextEditor !== undefined) return true;
  const editor = window.visibleTextEditors.find((one) => one.document === document);
  if (editor?.viewColumn === undefined) return false;
  await window.showTextDocument(editor.document, editor.viewColumn);
  return true;
}
