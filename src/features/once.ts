/** One problem for many: in a loop, or in several calls, the first, with how often it happens. */
import { MAX_BEGINNINGS } from "../insight/not-finite.ts";
import type { Problem } from "../problems.ts";

/** The first problem of each key. Where others have its very place too, it says how many they are. */
export function onceEach(all: readonly Problem[], keyOf: (problem: Problem) => string): readonly Problem[] {
  const kept = new Map<string, { readonly first: Problem; times: number }>();
  for (const found of all) {
    const key = keyOf(found);
    const known = kept.get(key);
    if (known === undefined) kept.set(key, { first: found, times: 1 });
    else if (known.first.code === found.code && isSamePlace(known.first, found)) known.times += 1;
  }
  return [...kept.values()].map(({ first, times }) => (times === 1 ? first : counted(first, times)));
}

function isSamePlace({ span: one }: Problem, { span: other }: Problem): boolean {
  return one.start === other.start && one.end === other.end;
}

function counted(first: Problem, times: number): Problem {
  const all = times === MAX_BEGINNINGS ? `${times} or more` : `${times}`;
  const message = `${first.message} This is the first of ${all} times.`;
  return { ...first, message, data: { ...first.data, times } };
}
