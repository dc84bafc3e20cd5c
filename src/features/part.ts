/** The part that is drawn of a graph too large to be drawn whole: what is around a line, and the way from there to the target. */
import type { Picture, Step } from "./picture.ts";

/** Larger graphs are drawn in part: nothing lays them out in time, and nobody could read them. */
export const MOST_DRAWN = 1000;

/** How many steps around the line are drawn, and how many neighbours of one. */
const mostNear = 30;
const mostNeighbours = 6;
/** How much is drawn of a way at either end of it. */
const wayEnd = 8;

export interface Part {
  /** In the order of the file. */
  readonly steps: readonly Step[];
  /** The step in the line, or the last of several. */
  readonly centre: Step;
  /** The middle of a long way: the steps that it leads between, its own last step, and how many there are in it. */
  readonly gap:
    { readonly from: Step; readonly last: Step; readonly to: Step; readonly count: number } | undefined;
  readonly reachesTarget: boolean;
}

/** The part around a line; where nothing stands in it, around the nearest line above that has something. */
export function partAround(
  picture: Picture,
  target: Step | undefined,
  lineOf: (step: Step) => number,
  line: number,
): Part {
  const users = usersOf(picture);
  const centre = stepsAt(picture.steps, lineOf, line);
  const chosen = new Set(nearTo(centre, (step) => [...makersOf(picture, step), ...(users.get(step) ?? [])]));
  const way = target === undefined ? [] : wayTo(target, centre, users);
  const isLong = way.length > 2 * wayEnd + 1;
  const kept = isLong ? [...way.slice(0, wayEnd), ...way.slice(-wayEnd)] : way;
  // What is near the line may lie in the middle of the way too.
  const middle = isLong ? way.slice(wayEnd, -wayEnd).filter((step) => !chosen.has(step)) : [];
  for (const step of kept) chosen.add(step);
  const [first] = middle;
  const last = middle.at(-1);
  return {
    steps: picture.steps.filter((step) => chosen.has(step)),
    centre: centre.at(-1)!,
    gap:
      first === undefined || last === undefined
        ? undefined
        : {
            from: way[way.indexOf(first) - 1]!,
            last,
            to: way[way.indexOf(last) + 1]!,
            count: middle.length,
          },
    reachesTarget: way.length > 0,
  };
}

function makersOf(picture: Picture, step: Step): Step[] {
  return step.wires.flatMap((at) => picture.makerOf.get(step.reads[at]!) ?? []);
}

function usersOf(picture: Picture): ReadonlyMap<Step, readonly Step[]> {
  const users = new Map<Step, Step[]>();
  for (const step of picture.steps) {
    for (const maker of makersOf(picture, step)) {
      const known = users.get(maker);
      if (known === undefined) users.set(maker, [step]);
      else known.push(step);
    }
  }
  return users;
}

function stepsAt(steps: readonly Step[], lineOf: (step: Step) => number, line: number): readonly Step[] {
  const lines = steps.map(lineOf);
  const above = lines.reduce((best, one) => (one <= line && one > best ? one : best), 0);
  const at = above > 0 ? above : lines.reduce((best, one) => Math.min(best, one), Infinity);
  return steps.filter((_, index) => lines[index] === at).slice(0, mostNear);
}

function nearTo(centre: readonly Step[], neighbours: (step: Step) => readonly Step[]): readonly Step[] {
  const near = new Set(centre);
  // A set is gone through in the order in which its members came, those that come meanwhile too.
  for (const step of near) {
    for (const other of neighbours(step).slice(0, mostNeighbours)) {
      if (near.size >= mostNear) return [...near];
      near.add(other);
    }
  }
  return [...near];
}

/** The shortest way from one of some steps to the target, with both ends. */
function wayTo(
  target: Step,
  from: readonly Step[],
  users: ReadonlyMap<Step, readonly Step[]>,
): readonly Step[] {
  const before = new Map<Step, Step | undefined>(from.map((step) => [step, undefined]));
  for (const [step] of before) {
    if (step === target) break;
    for (const user of users.get(step) ?? []) if (!before.has(user)) before.set(user, step);
  }
  if (!before.has(target)) return [];
  const way: Step[] = [];
  for (let at: Step | undefined = target; at !== undefined; at = before.get(at)) way.push(at);
  return way.reverse();
}
