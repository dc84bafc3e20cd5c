/** What other files have: the names of files in strings, and what can be imported from one. */
import { describe, expect, test } from "vitest";
import { completionsAt, nearbyAt, type Nearby } from "../../src/features/completion.ts";
import { viewOf } from "../check.ts";
import { atCaret } from "./caret.ts";

describe("other files", () => {
  const nearby: Nearby = {
    paths: ["lib.grad", "data/x.csv", "../n.npy"],
    names: [
      { written: "f", isFunction: true },
      { written: "x₁", isFunction: false },
    ],
  };
  const nearbyLabels = (marked: string, trigger?: string): readonly string[] => {
    const { source, offset } = atCaret(marked);
    return completionsAt(viewOf(source), offset, trigger, nearby).map(({ label }) => label);
  };

  test.each<readonly [marked: string, found: readonly string[]]>([
    ['from "$0', ["lib.grad"]],
    ['from "$0" import f', ["lib.grad"]],
    ['x = load("$0', ["data/x.csv", "../n.npy"]],
    ["x = load('data/$0', header=True)", ["data/x.csv", "../n.npy"]],
    ['x = load("a.csv", "$0', []],
    ['from "lib.grad" $0', ["import"]],
    ['from "lib.grad" import $0', ["f", "x₁"]],
    ['from "lib.grad" import f, $0', ["x₁"]],
    ['from "lib.grad" import f $0', []],
  ])("%j has %j", (marked, found) => {
    expect(nearbyLabels(marked)).toEqual(found);
  });

  test("a path takes the place of what is between the quotes, and a slash asks for one and for nothing else", () => {
    const { source, offset } = atCaret('x = load("da$0ta/y.csv")');
    const [first] = completionsAt(viewOf(source), offset, undefined, nearby);
    expect(first?.text).toBe("data/x.csv");
    expect(source.slice(first!.span.start, first!.span.end)).toBe("data/y.csv");
    expect(nearbyLabels('x = load("data/$0', "/")).toHaveLength(2);
    expect(nearbyLabels("x = 1\ny = x /$0", "/")).toEqual([]);
  });

  test("only such a place asks for them", () => {
    const wanted = (marked: string): unknown => {
      const { source, offset } = atCaret(marked);
      return nearbyAt(source, offset);
    };
    expect(wanted('x = 1\ny = load("$0")')).toBe("files");
    expect(wanted('from "a.grad" import $0')).toEqual({ path: "a.grad" });
    expect(wanted('y = sum(x, "$0")')).toBeUndefined();
    expect(wanted("y = x$0")).toBeUndefined();
  });
});
