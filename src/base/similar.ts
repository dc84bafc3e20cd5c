/** Finds the name that a person probably meant. */

/** Longer names are not compared: nobody mistypes them by hand. */
const MAX_LENGTH = 60;

/** How much is compared for all names of a text together: some 20 ms. Who has more to mend has enough to do without. */
const MAX_COMPARED = 4_000_000;

/** What may still be compared: a letter of a name with a letter of another is one. */
export interface Effort {
  left: number;
}

export function createEffort(): Effort {
  return { left: MAX_COMPARED };
}

/** The candidate nearest to `name` by edits (a swap of neighbours counts as one), or undefined where none is near enough. */
export function mostSimilar(
  name: string,
  candidates: Iterable<string>,
  effort: Effort = createEffort(),
): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const written = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 0.5;
  for (const candidate of candidates) {
    if (effort.left <= 0) return undefined;
    effort.left -= 1;
    if (candidate === name || Math.abs(candidate.length - name.length) > bestDistance) continue;
    effort.left -= name.length * candidate.length;
    const distance = editDistance(written, candidate.toLowerCase());
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Several lists of candidates, one after the other. */
export function* inTurn(...lists: readonly Iterable<string>[]): Generator<string> {
  for (const list of lists) yield* list;
}

/** Two names are compared at a time, and small letters take more room at most: the rows of the table are used again and again. */
const rows = [0, 1, 2].map(() => new Uint8Array(4 * MAX_LENGTH)) as [Uint8Array, Uint8Array, Uint8Array];

function editDistance(a: string, b: string): number {
  let [before, previous, current] = rows;
  for (let j = 0; j <= b.length; j++) previous[j] = j;
  for (let i = 1; i <= a.length; i++) {
    current[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      current[j] = cost;
    }
    [before, previous, current] = [previous, current, before];
  }
  return previous[b.length]!;
}
