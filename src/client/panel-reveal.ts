/** Brings the source of a node into view: in the editor that has it, never in place of the graph. */
import { Position, Range, TabInputText, TextEditorRevealType, Uri, ViewColumn, window } from "vscode";
import type { LocateResult } from "../protocol/requests.ts";
import type { WirePosition } from "../protocol/wire.ts";

/** Selects a place in the source; the keyboard goes there only with `focus`. `panel` is the graph's own column. */
export async function revealPlace(
  { uri, range }: LocateResult,
  focus: boolean,
  panel: ViewColumn | undefined,
): Promise<void> {
  const target = Uri.parse(uri);
  const selection = new Range(toPosition(range.start), toPosition(range.end));
  const viewColumn = columnOf(uri) ?? (panel === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One);
  const editor = await window.showTextDocument(target, { viewColumn, preserveFocus: !focus, selection });
  editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport);
}

/** The column in which a file is seen, or at least open. */
function columnOf(uri: string): ViewColumn | undefined {
  const seen = window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri);
  if (seen?.viewColumn !== undefined) return seen.viewColumn;
  const group = window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri),
  );
  return group?.viewColumn;
}

function toPosition({ line, character }: WirePosition): Position {
  return new Position(line, character);
}
