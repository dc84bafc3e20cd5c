/** A hint at the end of a line, and what it is made of. */

export interface HintOptions {
  readonly value: boolean;
  readonly gradient: boolean;
  readonly shape: boolean;
  readonly maximumLength: number;
}

export interface HintPart {
  readonly text: string;
  /** It holds a NaN or an infinity that nobody wrote, or a gate refused it. */
  readonly alarm?: true;
  readonly kind: "value" | "gradient" | "shape" | "note";
}

export interface LineHint {
  /** Where it stands: behind the last statement that ends in the line. */
  readonly offset: number;
  /** The same line's identity from version to version. */
  readonly key: string;
  readonly parts: readonly HintPart[];
  /** Markdown: everything, in full. */
  readonly tooltip: string;
  /** False where numbers are still missing: what was shown before is old. */
  readonly fresh: boolean;
}

/** How much a tooltip tells of one value. */
export const TOOLTIP_ROOM = 1500;

/** What stands for a number that a gate refused to give. */
export const NONE = "none";

/** How much room a value has beside a gradient. */
export function roomOf({ maximumLength }: HintOptions): number {
  return Math.max(12, Math.floor(maximumLength / 2) - 4);
}

/** What a hint says, beside where it stands. */
export type Content = Pick<LineHint, "parts" | "tooltip" | "fresh">;

/** A class: an object with getters of its own would cost a hidden class for each line. */
export class LazyHint implements LineHint {
  readonly offset: number;
  readonly key: string;
  readonly #read: () => Content;
  #content: Content | undefined;

  constructor(offset: number, key: string, read: () => Content) {
    this.offset = offset;
    this.key = key;
    this.#read = read;
  }

  get parts(): readonly HintPart[] {
    return this.#known().parts;
  }

  get tooltip(): string {
    return this.#known().tooltip;
  }

  get fresh(): boolean {
    return this.#known().fresh;
  }

  #known(): Content {
    return (this.#content ??= this.#read());
  }
}

/** Cuts a hint to its length; its tooltip has all of it. */
export function cut(parts: readonly HintPart[], most: number): readonly HintPart[] {
  const result: HintPart[] = [];
  let room = most;
  for (const part of parts) {
    if (part.text.length <= room) result.push(part);
    else {
      if (room > 1) result.push({ ...part, text: `${part.text.slice(0, room - 1)}…` });
      break;
    }
    room -= part.text.length;
  }
  return result;
}
