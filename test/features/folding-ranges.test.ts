/** Folding as text: behind each line that can be folded stands what it is and down to which line. */
import { expect, test } from "vitest";
import { foldingRanges } from "../../src/features/folding-ranges.ts";
import { analyse } from "../check.ts";

/** Holds that exactly the lines that end with `#> KIND LAST` can be folded, down to line LAST. */
function checkFolds(fixture: string): void {
  const source = fixture.replace(/ *#> .*$/gm, "");
  expect(source).not.toBe(fixture);
  const folds = new Map(foldingRanges(analyse(source)).map((fold) => [fold.first, fold]));
  const told = source.split("\n").map((line, i) => {
    const fold = folds.get(i);
    return fold === undefined ? line : `${line} #> ${fold.kind} ${fold.last + 1}`;
  });
  expect(told.join("\n")).toBe(fixture);
}

test("blocks fold, a backward block apart from its function", () => {
  checkFolds(`def f(x): #> block 4
    for i in range(2): #> block 3
        x = x * 2
    return x

backward(g): #> block 8

    return 4 * g

def g(x): return x
for i in range(3): x = i
y = 1`);
});

test("brackets fold down to the line before their closing one", () => {
  checkFolds(`W = param([ #> block 3
    [1, 2],
    [3, 4],
])
v = [1, #> block 7
     2,
     3]
y = sum( #> block 14
    stack([ #> block 11
        v,
        v,
    ]),
) + (1 #> block 14
    + 2)
b = W[ #> block 16
    0,
]`);
});

test("runs of comments and of imports fold, and regions", () => {
  checkFolds(
    `# one #> comment 2
# two
from "a.grad" import f #> imports 6
# between

from "b.grad" import g
x = 1  # alone

# region data #> region 14
y = 2
# region inner #> region 13
z = 3
# endregion
# endregion
# and #> comment 16
# on`,
  );
});

test("a line that is broken folds by its brackets", () => {
  checkFolds(`y = = [ #> block 2
    1,
]`);
});
