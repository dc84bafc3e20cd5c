/** There is one way to another place, and back from it whatever happens there. */
import { expect, test } from "vitest";
import { within, type Lowering, type Where } from "../../src/lower/lowering.ts";
import { analyse } from "../check.ts";
import { filesOf } from "../tidy/files.ts";

test("a throw leads back too", () => {
  const [here, there] = [{ depth: 0 }, { depth: 1 }] as Where[];
  const lowering = { where: here } as Lowering;
  const inside = (): never => {
    expect(lowering.where).toBe(there);
    throw new Error("a bug");
  };
  expect(() => within(lowering, there!, inside)).toThrow("a bug");
  expect(lowering.where).toBe(here);
  expect(within(lowering, there!, () => lowering.where)).toBe(there);
});

test("nothing else goes anywhere", () => {
  const found = filesOf("src/lower/*.ts").flatMap(({ path, text }) =>
    [...text.matchAll(/\.where(\.\w+)? \W?= |Object\.assign/g)].map(([written]) => `${path}${written}`),
  );
  expect(new Set(found)).toEqual(new Set(["src/lower/lowering.ts.where = "]));
});

test("a backward block of another file is wrong where that file is imported, however late it is written out", () => {
  const { problems, text } = analyse(`from "other.grad" import y
y.backward()
--- other.grad
def f(a):
    return a * a
backward(g):
    return [g, g]
y = f(3)
`);
  expect(problems.map(({ message, span }) => [text.slice(span.start, span.end), message])).toEqual([
    ['"other.grad"', "other.grad, line 5: f: The gradient of a has a's shape, []; this one is [2]."],
  ]);
});
