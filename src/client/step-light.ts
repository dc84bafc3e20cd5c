/** Lights the source line of the step that a panel shows. The keyboard stays where it is, and the text too while it is in view. */
import {
  Disposable,
  OverviewRulerLane,
  Range,
  TextEditorRevealType,
  ThemeColor,
  window,
  type TextEditor,
} from "vscode";
import type { WireRange } from "../protocol/wire.ts";

export interface StepLight {
  /** Lights this place in the editors that show the file; without a range nothing is lit. */
  show(uri: string, range: WireRange | undefined): void;
  dispose(): void;
}

export function createStepLight(): StepLight {
  const line = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor("editor.stackFrameHighlightBackground"),
    // A bar at the line's beginning: colour alone is no sign.
    borderStyle: "solid",
    borderWidth: "0 0 0 3px",
    borderColor: new ThemeColor("focusBorder"),
    overviewRulerColor: new ThemeColor("focusBorder"),
    overviewRulerLane: OverviewRulerLane.Full,
  });
  const part = window.createTextEditorDecorationType({
    outline: "1px solid",
    outlineColor: new ThemeColor("focusBorder"),
  });
  let lit: { readonly uri: string; readonly range: Range } | undefined;
  const paint = (editor: TextEditor): void => {
    const ranges = lit?.uri === editor.document.uri.toString() ? [lit.range] : [];
    editor.setDecorations(line, ranges);
    editor.setDecorations(part, ranges);
  };
  const subscription = window.onDidChangeVisibleTextEditors((editors) => editors.forEach(paint));
  return {
    show(uri, wire) {
      if (wire === undefined && lit === undefined) return;
      lit = wire && { uri, range: toRange(wire) };
      window.visibleTextEditors.forEach(paint);
      const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === lit?.uri);
      if (lit !== undefined) editor?.revealRange(lit.range, TextEditorRevealType.InCenterIfOutsideViewport);
    },
    dispose() {
      Disposable.from(line, part, subscription).dispose();
    },
  };
}

function toRange({ start, end }: WireRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
