/** How far findings are looked for: a count of what was looked at, and an end to it. */

export interface Effort {
  readonly spent: number;
  readonly isOver: boolean;
  /** Counts values or elements that are to be looked at; false where that would be more than is left, and from then on. */
  spend(count: number): boolean;
}

export function createEffort(most: number): Effort {
  let spent = 0;
  return {
    get spent() {
      return spent;
    },
    get isOver() {
      return spent >= most;
    },
    spend(count) {
      spent = Math.min(most, spent + count);
      return spent < most;
    },
  };
}
