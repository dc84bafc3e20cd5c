/** The strip in the hover of a name that a loop binds: how the norm of its gradient goes over the turns. */
import { describe, expect, test } from "vitest";
import { hoverAt } from "../../src/features/hover.ts";
import { viewOf } from "../check.ts";

/** The strips in the hover at `$0`. */
function strips(marked: string, revealed?: number): readonly string[] {
  const offset = marked.indexOf("$0");
  const view = { ...viewOf(marked.replace("$0", "")), revealed };
  const { markdown } = hoverAt(view, offset, { link: undefined })!;
  return markdown.split("\n\n").filter((section) => section.startsWith("‖"));
}

const program = (name: string, turns = 20): string =>
  `w = param(0.3)\nh = 1\nfor t in range(${turns}):\n    ${name} = tanh(w * h)\nL = h\nL.backward()`;

describe("a gradient that vanishes", () => {
  const strip = "‖∂L/∂h‖ over 20 turns: `▁▁▂▂▂▃▃▄▄▄▅▅▅▆▆▇▇▇██` 1.153e-10 … 1, on a log scale";

  test.each([
    ["where the name is bound", program("$0h")],
    ["where it is read in the loop", program("h").replace("w * h", "w * $0h")],
    ["where it is read behind the loop", program("h").replace("L = h", "L = $0h")],
  ])("%s", (_, marked) => {
    expect(strips(marked)).toEqual([strip]);
  });

  test("of a long loop has blocks of several turns", () => {
    expect(strips(program("$0h", 100))).toEqual([
      "‖∂L/∂h‖ over 100 turns, 3 in a block: `▁▁▂▂▂▂▂▃▃▃▃▃▄▄▄▄▅▅▅▅▅▆▆▆▆▆▇▇▇▇████` 1.704e-52 … 1, on a log scale",
    ]);
  });

  test("is not shown while gradients are hidden", () => {
    expect(strips(program("$0h"), 0)).toEqual([]);
    expect(strips(program("$0h"), 2)).toEqual([]);
    expect(strips(program("$0h"), 9)).toEqual([strip]);
  });
});

test.each([
  [
    "a gradient that is nearly the same in every turn is level",
    "w = param(0.001)\nh = 1\nfor t in range(6):\n    $0h = h + w * h\nL = h\nL.backward()",
    ["‖∂L/∂h‖ over 6 turns: `██████` 1 … 1.005, on a log scale"],
  ],
  [
    "a gradient that grows",
    "w = param(2)\nh = 1\nfor t in range(6):\n    $0h = relu(h - 0.4) * w\nL = h\nL.backward()",
    ["‖∂L/∂h‖ over 6 turns: `█▇▅▄▂▁` 1 … 32, on a log scale"],
  ],
  [
    "what is not used any more has none",
    "w = param(2)\nh = 1\nfor t in range(4):\n    $0s = w * h\n    h = h + (s if t < 2 else 1)\nL = h\nL.backward()",
    ["‖∂L/∂s‖ over 4 turns: `█▅··` 1 … 3, on a log scale"],
  ],
  [
    "a loop in a loop has one for each",
    "w = param(0.5)\nh = 1\nfor i in range(2):\n    for j in range(3):\n        $0h = w * h\nL = h\nL.backward()",
    [
      "‖∂L/∂h‖ over 3 turns: `▄▆█` 0.25 … 1, on a log scale",
      "‖∂L/∂h‖ over 2 turns: `▂█` 0.125 … 1, on a log scale",
    ],
  ],
  ["a name of no loop", "w = param(2)\n$0L = w * 3\nL.backward()", []],
  ["the loop's own name", "w = param(2)\nh = 1\nfor $0t in range(3):\n    h = h * w\nh.backward()", []],
  ["a file without a target", "w = param(2)\nfor t in range(3):\n    $0h = w > t", []],
])("%s", (_, marked, expected) => {
  expect(strips(marked)).toEqual(expected);
});

describe("a loop of an imported function, at its call", () => {
  const lib =
    "--- lib.grad\ndef rnn(w):\n    h = 1\n    for t in range(20):\n        h = tanh(w * h)\n    return h\ndef head(w):\n    return 2 * rnn(w)\n";
  const file = (lines: string): string =>
    `from "lib.grad" import rnn, head\nw = param(0.3)\n${lines}\nL.backward()\n${lib}`;
  const strip = "‖∂L/∂h‖ over 20 turns of lib.grad: `▁▁▂▂▂▃▃▄▄▄▅▅▅▆▆▇▇▇██` 1.153e-10 … 1, on a log scale";

  test.each([
    ["where its result gets a name", "$0L = rnn(w)"],
    ["where that is read", "y = rnn(w)\nL = $0y + 1"],
    ["where it is called", "L = $0rnn(w) + 1"],
    ["where a function of that file calls it", "L = 0.5 * $0head(w)"],
  ])("%s", (_, lines) => {
    expect(strips(file(lines))).toEqual([strip]);
  });

  test("of a line that multiplies what it binds", () => {
    const source = file("$0L = rnn(w)").replace("h = tanh(w * h)", "h *= w");
    expect(strips(source)).toEqual([
      "‖∂L/∂h‖ over 20 turns of lib.grad: `▁▁▂▂▂▃▃▄▄▄▅▅▅▆▆▇▇▇██` 1.162e-10 … 1, on a log scale",
    ]);
  });

  test("is not shown at another value, nor while gradients are hidden", () => {
    expect(strips(file("$0L = rnn(w) + 1"))).toEqual([]);
    expect(strips(file("L = rnn($0w)"))).toEqual([]);
    expect(strips(file("$0L = rnn(w)"), 0)).toEqual([]);
  });
});
