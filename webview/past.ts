/** The views that one can go back to: each is kept before a person's act changes what they see. */
import type { Camera } from "../src/picture/camera.ts";

/** What a person saw of a file: from where, and with what opened. */
export interface Seen {
  readonly camera: Camera;
  readonly opened: readonly string[];
}

export interface Past {
  /** The last one last. */
  readonly seen: readonly Seen[];
  /** The view is being moved by hand: until something else is done that is one movement. */
  readonly byHand: boolean;
  /** The view that was gone back to, while its picture is under way. */
  readonly returning: Camera | undefined;
}

export const noPast: Past = { seen: [], byHand: false, returning: undefined };

const most = 50;
const byHandActs: ReadonlySet<string> = new Set(["pan", "zoom"]);
const otherActs: ReadonlySet<string> = new Set(["fit", "go", "select", "focus", "toggle"]);

/** What is kept when an act of this kind has changed what is seen. */
export function afterAct(past: Past, before: Seen, act: string): Past {
  const byHand = byHandActs.has(act);
  if (!byHand && !otherActs.has(act)) return past;
  if (byHand && past.byHand) return past;
  return { ...past, seen: [...past.seen, before].slice(-most), byHand };
}

/** The last view, and what can be gone back to from there. */
export function stepBack(past: Past): { readonly seen: Seen; readonly past: Past } | undefined {
  const seen = past.seen.at(-1);
  return seen && { seen, past: { ...noPast, seen: past.seen.slice(0, -1) } };
}
