/**
 * Lecture mode: text and graph are large, the side bar is closed, and gradients are hidden until somebody asks for them. To predict
 * them, they are hidden and all else stays as it is. Either lasts as long as the window.
 */
import { commands, EventEmitter, window, type Event } from "vscode";
import { contextKeys } from "../protocol/manifest.ts";
import { lectureZoom, type StatusParams } from "../protocol/requests.ts";
import type { ActiveFile } from "./active-file.ts";

export interface Lecture {
  /** Gradients are hidden. */
  readonly hides: boolean;
  readonly isLarge: boolean;
  readonly onDidChange: Event<void>;
  toggle(): Promise<void>;
  /** Hides the gradients alone, or shows them. */
  togglePredict(): Promise<void>;
  dispose(): void;
}

/** VS Code's own zoom of its editors, which writes no setting: a tenth of the font's size each time. */
const zoomSteps = Math.round((lectureZoom - 1) * 10);

/** `statuses` tell how many gradients of a file are shown: keys ask for the next one only where there is one. */
export function createLecture(active: ActiveFile, statuses: Event<StatusParams>): Lecture {
  const changed = new EventEmitter<void>();
  const revealed = new Map<string, StatusParams["revealed"]>();
  const known = new Map<string, boolean>();
  let mode: "off" | "predict" | "lecture" = "off";
  let isZoomed = false;
  const setKey = (key: string, value: boolean): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void commands.executeCommand("setContext", key, value);
  };
  const setKeys = (): void => {
    const { shown, count } = revealed.get(active.document?.uri.toString() ?? "") ?? { shown: 0, count: 0 };
    const hides = mode !== "off";
    setKey(contextKeys.lecture, hides);
    setKey(contextKeys.canReveal, hides && shown < count);
    setKey(contextKeys.canHide, hides && shown > 0);
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
  const change = async (to: typeof mode): Promise<void> => {
    mode = to;
    revealed.clear();
    setKeys();
    changed.fire();
    const isLecture = mode === "lecture";
    // Large text needs the room. Nothing tells an extension whether the side bar was there: it stays away.
    if (isLecture) await commands.executeCommand("workbench.action.closeSidebar");
    if (isZoomed === isLecture || !(await isInEditor(active))) return;
    isZoomed = isLecture;
    const zoom = isLecture ? "editor.action.fontZoomIn" : "editor.action.fontZoomOut";
    for (let step = 0; step < zoomSteps; step++) await commands.executeCommand(zoom);
  };
  return {
    get hides() {
      return mode !== "off";
    },
    get isLarge() {
      return mode === "lecture";
    },
    onDidChange: changed.event,
    toggle: () => change(mode === "lecture" ? "off" : "lecture"),
    togglePredict: () => change(mode === "predict" ? "off" : "predict"),
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
