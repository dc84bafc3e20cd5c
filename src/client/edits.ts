/**
 * What has become of a text since an answer about it was made. VS Code takes an answer for the text as it is then, also where that
 * has changed meanwhile: hints would stand a line too high or too low until the next one.
 */
import { Position, type InlayHint, type TextDocument } from "vscode";
import { placeAfter, type Replaced } from "./line-after.ts";

export interface Edits {
  add(document: TextDocument, changes: readonly Replaced[]): void;
  /** The hints where they belong now; without those of lines that are gone. */
  follow(document: TextDocument, hints: readonly InlayHint[]): InlayHint[];
  forget(document: TextDocument): void;
}

/** No answer comes so late. */
const MOST_EDITS = 100;

interface Edit {
  /** Of the text that the edit made. */
  readonly version: number;
  readonly changes: readonly Replaced[];
}

export function createEdits(): Edits {
  const edits = new Map<string, Edit[]>();
  return {
    add({ uri, version }, changes) {
      const list = edits.get(uri.toString()) ?? [];
      edits.set(uri.toString(), list);
      list.push({ version, changes });
      if (list.length > MOST_EDITS) list.shift();
    },
    follow({ uri }, hints) {
      const list = edits.get(uri.toString()) ?? [];
      return hints.flatMap((hint) => {
        const since = list.filter(({ version }) => version > versionOf(hint));
        if (since.length === 0) return [hint];
        let place: { readonly line: number; readonly character: number } | undefined = hint.position;
        for (const { changes } of since) place &&= placeAfter(place, changes);
        if (place === undefined) return [];
        hint.position = new Position(place.line, place.character);
        return [hint];
      });
    },
    forget({ uri }) {
      edits.delete(uri.toString());
    },
  };
}

/** The version of the text that the server made a hint of; of a hint that says nothing the newest. */
function versionOf(hint: InlayHint): number {
  const { data } = hint as InlayHint & { readonly data?: unknown };
  return typeof data === "number" ? data : Infinity;
}
