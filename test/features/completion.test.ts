/** Completion at `$0`, most of all in lines that are only half there. */
import { describe, expect, test } from "vitest";
import { builtins } from "../../src/check/functions.ts";
import commonFunctions from "../../src/features/common-functions.json" with { type: "json" };
import type { Completion } from "../../src/features/completion-item.ts";
import { completionsAt } from "../../src/features/completion.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { referenceOf, referenceText } from "../../src/features/reference.ts";
import { signatureHelpAt } from "../../src/features/signature-help.ts";
import { viewOf } from "../check.ts";
import { atCaret } from "./caret.ts";

function complete(marked: string, trigger?: string): readonly Completion[] {
  const { source, offset } = atCaret(marked);
  return completionsAt(viewOf(source), offset, trigger);
}

function labels(marked: string, ...kinds: readonly Completion["kind"][]): string {
  return complete(marked)
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ label }) => label)
    .join(" ");
}

/** The text after the item of this label was taken, as an editor without snippets does, and with them. */
function taken(marked: string, label: string): readonly string[] {
  const { source } = atCaret(marked);
  const item = complete(marked).find((one) => one.label === label);
  if (item === undefined) return ["(none)"];
  const { span, text, snippet } = item;
  return [text, ...(snippet === undefined ? [] : [snippet])].map(
    (inserted) => source.slice(0, span.start) + inserted + source.slice(span.end),
  );
}

describe("names", () => {
  test.each<readonly [marked: string, names: string]>([
    ["x: [N, D] = [[1, 2]]\ny: [$0", "N D"],
    ["x: [N, D] = [[1, 2]]\ny: [N, $0] = x", "N D"],
    ["x: [N, D] = [[1, 2]]\ndef f(w: [D, K$0", "N D"],
    ["x: [N, D] = [[1, 2]]\ny: [N $0", ""],
  ])("in the brackets of a shape %j knows the dimensions %j", (marked, names) => {
    expect(labels(marked)).toBe(names);
  });

  test.each<readonly [marked: string, names: string]>([
    ["x = 1\ny = 2\nz = $0", "y x"],
    ["x = 1\ny = 2\nz = x * ($0", "y x"],
    ["x = 1\nz = [x, $0\ny = 2", "x"],
    ["x = 1\n$0\ny = 2", "x"],
    ["x = 1\nz = sum(x,\n    $0)", "x"],
    ["for i in range(3):\n    x = i\n    $0", "x i"],
    ["a = 1\ndef f(x):\n    y = x\n    $0\nb = 2", "y b a"],
    ["a = 1\ndef f(x):\n    y = x\n    return y\nbackward(g):\n    h = g\n    return $0", "h y"],
    ["def f(x):\n    y = x\n    return y\n$0", ""],
  ])("%j knows %j", (marked, names) => {
    expect(labels(marked, "value")).toBe(names);
  });

  test("parameters are those of the function, in its backward block also the upstream gradients", () => {
    expect(labels("def f(x, k=2):\n    return $0", "parameter")).toBe("k x");
    expect(labels("def f(x):\n    y = x\n    return y\nbackward(g):\n    return g * $0", "parameter")).toBe(
      "g x",
    );
  });

  test("a name has its value and its shape", () => {
    const items = complete("x = 3\nw = [[1, 2], [3, 4]]\nw: [N, D] = w\nb = $0");
    const details = Object.fromEntries(items.map(({ label, detail }) => [label, detail]));
    expect(details["x"]).toBe("= 3");
    expect(details["w"]).toBe("= [[1, 2], [3, 4]]  [N=2, D=2]");
    expect(details["pi"]).toBe("3.142");
  });

  test("a name that is bound twice has the value that it has there", () => {
    expect(complete("x = 1\ny = x$0\nx = 2").find(({ label }) => label === "x")?.detail).toBe(
      "= 1  ∂y/∂x = 1",
    );
  });
});

describe("functions", () => {
  test("every function is there, with its first sentence and the text of its hover", () => {
    const items = complete("x = $0");
    for (const callable of builtins.values()) {
      const reference = referenceOf(callable);
      const item = items.find(({ label, kind }) => label === callable.signature.name && kind === "function");
      expect(item?.detail).toBe(reference.sentence);
      expect(item?.documentation).toBe(referenceText(reference));
    }
    const source = "x = 1\ny = sigmoid(x)";
    const hover = hoverAt(viewOf(source), source.indexOf("sigmoid"), { link: undefined })?.markdown;
    expect(hover?.startsWith(items.find(({ label }) => label === "sigmoid")?.documentation ?? "-")).toBe(
      true,
    );
  });

  test("a function of the file comes first, with its comment, once it is defined", () => {
    const source = "# Twice as much.\ndef relu(x):\n    return 2 * x\n";
    expect(complete(`${source}y = $0`).filter(({ label }) => label === "relu")).toMatchObject([
      { detail: "Twice as much.", documentation: "```grad\nrelu(x)\n```\n\nTwice as much." },
    ]);
    expect(labels(`$0\n${source}`).split(" ")).not.toContain("relu");
  });

  test.each([
    ["su", "sum"],
    ["sig", "sigmoid"],
    ["si", "sigmoid"],
    ["me", "mean"],
    ["ma", "max"],
    ["mat", "matmul"],
    ["re", "relu"],
    ["so", "softmax"],
    ["sq", "sqrt"],
    ["lo", "log"],
    ["ex", "exp"],
    ["ta", "tan"],
    ["tanh", "tanh"],
    ["no", "norm"],
    ["cross_", "cross_entropy"],
    ["ms", "mse_loss"],
    ["wh", "where"],
    ["pa", "param"],
    ["randn", "randn"],
    ["on", "ones"],
    ["ze", "zeros"],
    ["conv", "conv2d"],
    ["tr", "transpose"],
  ])("of those that begin with %s the first is %s", (begun, first) => {
    const found = complete(`y = ${begun}$0`).filter(({ label }) => label.startsWith(begun));
    expect(found[0]?.label).toBe(first);
  });

  test("those that most files use are there", () => {
    const all = complete("y = $0").map(({ label }) => label);
    expect(commonFunctions.filter((name) => !all.includes(name))).toEqual([]);
    expect(new Set(commonFunctions).size).toBe(commonFunctions.length);
  });

  test("brackets are written where there are none", () => {
    expect(taken("x = 1\ny = sq$0", "sqrt")).toEqual(["x = 1\ny = sqrt", "x = 1\ny = sqrt($0)"]);
    expect(taken("x = 1\ny = s$0q(x)", "sqrt")).toEqual(["x = 1\ny = sqrt(x)"]);
    expect(taken("x = 1\ny = sq$0 (x)", "sqrt")).toEqual(["x = 1\ny = sqrt (x)"]);
    expect(taken("x = 1\ny = exp(sq$0)", "sqrt")).toEqual([
      "x = 1\ny = exp(sqrt)",
      "x = 1\ny = exp(sqrt($0))",
    ]);
    expect(taken("x = 1\ny = sq$0\n(x)", "sqrt")).toHaveLength(2);
  });
});

describe("behind a dot", () => {
  test("what stands before the dot is not offered again, whichever parameter it is", () => {
    expect(labels("x = [1, 2]\ny = x.polygamma($0", "argument")).toBe("n=");
    expect(labels("x = [1, 2]\ny = polygamma(2, $0", "argument")).toBe("x=");
    expect(labels("x = [1, 2]\ny = x.clip(0, $0", "argument")).toBe("max=");
  });

  test("of a module, its functions; a value has none of them", () => {
    expect(labels("x = 1\ny = linalg.$0").split(" ")).toEqual(expect.arrayContaining(["inv", "solve"]));
    expect(labels("y = torch.linalg.s$0").split(" ")).not.toContain("relu");
    expect(taken("y = linalg.i$0", "inv")).toEqual(["y = linalg.inv", "y = linalg.inv($0)"]);
    expect(labels("x = 1\ny = x.$0")).not.toMatch(/\w\.\w/);
    expect(labels("linalg = 1\ny = linalg.$0").split(" ")).toContain("relu");
  });

  test("attributes, then every function of a value", () => {
    const found = labels("x = [1, 2]\ny = x.$0").split(" ");
    expect(found.slice(0, 5)).toEqual(["shape", "T", "mT", "sum", "mean"]);
    expect(found).toEqual(expect.arrayContaining(["sum", "relu", "softmax"]));
    for (const none of ["zeros", "param", "x", "pi", "def"]) expect(found).not.toContain(none);
  });

  test.each<readonly [line: string, first: string]>([
    ["f = sum(x)\nf.$0", "backward shape T mT exp"],
    ["f = sum(x)\nf.ba$0", "backward shape T mT exp"],
    ["f = sum(x)\ny = f.$0", "shape T mT exp log"],
    ["x.$0", "shape T mT backward sum"],
    ["(x + 1).$0", "shape T mT backward sum"],
    ["sum(x, dim=0).$0", "shape T mT backward sum"],
  ])("%j begins with %s", (line, first) => {
    expect(labels(`x = [1, 2]\n${line}`).split(" ").slice(0, 5).join(" ")).toBe(first);
  });

  test("what fits the value's shape comes first", () => {
    const first = (value: string): readonly string[] => labels(`x = ${value}\ny = x.$0`).split(" ");
    const isBefore = (value: string, one: string, other: string): boolean =>
      first(value).indexOf(one) < first(value).indexOf(other);
    expect(isBefore("2", "square", "sum")).toBe(true);
    expect(isBefore("[1, 2]", "sum", "square")).toBe(true);
    expect(isBefore("[1, 2]", "norm", "diagonal")).toBe(true);
    expect(first("2").toSorted()).toEqual(first("[[1, 2]]").toSorted());
  });

  test.each([
    "y = x.$0\nz = 3",
    "y = [1, x.$0",
    "y = sum(x.s$0",
    "y = (x + 1).$0",
    "y = x[0].$0",
    "x.$0",
    "for i in range(2):\n    y = x.$0",
  ])("%j has members", (line) => {
    expect(labels(`x = [1, 2]\n${line}`, "attribute")).toBe("shape T mT");
  });

  test.each([
    ["y = topk(x, 2).$0", "values indices shape T mT"],
    ["y = x.sort(descending=True).ind$0", "values indices shape T mT"],
    ["y = sum(max(x, dim=(0)).$0)", "values indices shape T mT"],
    ["y = linalg.norm(x).$0", "shape T mT"],
    ["y = (topk(x, 2) + 1).$0", "shape T mT"],
    ["def sort(x): return x\ny = sort(x).$0", "shape T mT"],
  ])("%j has the parts of a pair where it is one", (line, attributes) => {
    expect(labels(`x = [1, 2]\n${line}`, "attribute")).toBe(attributes);
  });

  test("a word that is begun is replaced whole", () => {
    expect(taken("x = 1\ny = x.su$0", "sum")).toEqual(["x = 1\ny = x.sum", "x = 1\ny = x.sum($0)"]);
    expect(taken("x = 1\ny = x.s$0um", "shape")).toEqual(["x = 1\ny = x.shape"]);
  });
});

describe("arguments", () => {
  test.each<readonly [marked: string, found: string]>([
    ["y = sum($0", "x= dim= keepdim="],
    ["y = sum(x, $0", "dim= keepdim="],
    ["y = sum(x, $0)", "dim= keepdim="],
    ["y = sum(x, ke$0)", "dim= keepdim="],
    ["y = sum(x, dim=0, $0)", "keepdim="],
    ["y = x.sum($0)", "dim= keepdim="],
    ["y = sum(x, dim=$0)", ""],
    ["y = sum(x, [$0])", ""],
    ["y = sum(x, 1 + $0)", ""],
    ["y = exp(sum(x, $0", "dim= keepdim="],
    ["y = nothing(x, $0", ""],
  ])("%j takes %j", (line, found) => {
    expect(labels(`x = [1, 2]\n${line}`, "argument")).toBe(found);
  });

  test("they have their default and their documentation, and are not given a second =", () => {
    const dim = complete("y = sum(x, $0)").find(({ label }) => label === "dim=");
    expect(dim?.detail).toBe("= None");
    expect(dim?.documentation).toMatch(/\S/u);
    expect(taken("y = sum(x, d$0=1)", "dim=")).toEqual(["y = sum(x, dim=1)"]);
  });

  test("they come before the numbers of the language, and those before its functions", () => {
    const all = complete("def f(x, slope=2):\n    return slope * x\na = 1\ny = f(a, $0").map(
      ({ label }) => label,
    );
    expect(all.slice(0, 6)).toEqual(["a", "slope=", "nan", "inf", "pi", "f"]);
  });

  test("a function of the file has its own", () => {
    expect(labels("def f(x, slope=2):\n    return slope * x\ny = f(1, $0", "argument")).toBe("slope=");
  });
});

describe("words that an argument takes", () => {
  test.each<readonly [marked: string, found: string]>([
    ["y = mse_loss(x, x, reduction=$0", '"mean" "sum" "none"'],
    ["y = mse_loss(x, x, $0)", '"mean" "sum" "none"'],
    ['y = mse_loss(x, x, reduction="$0', "mean sum none"],
    ['y = mse_loss(x, x, reduction="m$0")', "mean sum none"],
    ["y = nll_loss(x, x, reduction='$0')", "mean sum none"],
    ['y = gelu(x, approximate="$0")', "none tanh"],
    ['y = conv2d(x, x, padding="$0")', "same valid"],
    ['y = pad(x, [1, 1], mode="$0")', "constant reflect replicate circular"],
    ['y = sum(x, dim="$0")', ""],
    ['y = "$0', ""],
  ])("%j: %j", (line, found) => {
    expect(labels(`x = [1, 2]\n${line}`, "choice")).toBe(found);
  });

  test("a string is closed once", () => {
    expect(taken('y = mse_loss(x, x, reduction="s$0', "sum")).toEqual(['y = mse_loss(x, x, reduction="sum"']);
    expect(taken('y = mse_loss(x, x, reduction="s$0")', "sum")).toEqual([
      'y = mse_loss(x, x, reduction="sum")',
    ]);
  });

  test.each<readonly [marked: string, found: string, texts: string]>([
    ["y = sum(w, dim=$0)", "0 (N) 1 (D) -1", "0 1 -1"],
    ["y = w.sum(dim=$0", "0 (N) 1 (D) -1", "0 1 -1"],
    ["y = w.sum($0", "0 (N) 1 (D) -1", "0 1 -1"],
    ["y = softmax(v, dim=$0", "0 -1", "0 -1"],
    ["y = exp(sum(w, keepdim=True, dim=$0", "0 (N) 1 (D) -1", "0 1 -1"],
    ["y = sum(w @ w.T, dim=$0", "0 1 -1", "0 1 -1"],
    ["y = a.w.sum(dim=$0", "0 1 -1", "0 1 -1"],
    ["y = transpose(w, dim0=$0", "0 (N) 1 (D) -1", "0 1 -1"],
    ["y = sum(f, dim=$0", "", ""],
    ["y = sum(w, keepdim=$0", "True False", "True False"],
  ])("%j: %j", (line, found, texts) => {
    const items = complete(`w: [N, D] = [[1, 2], [3, 4]]\nv = [1, 2]\nf = sum(v)\n${line}`, "=");
    expect(items.map(({ label }) => label).join(" ")).toBe(found);
    expect(items.map(({ text }) => text).join(" ")).toBe(texts);
  });

  test.each(["y =$0", "y = sum(x, x =$0", "x =$0= 1", "def f(a, b=$0"])(
    "an = asks for no list in %j",
    (line) => {
      expect(complete(`x = [1, 2]\n${line}`, "=")).toEqual([]);
    },
  );

  test("a function of the file takes what it compares with", () => {
    const source = 'def f(x, how="up"):\n    return x if how == "up" else -x if how == "down" else 0\n';
    expect(labels(`${source}y = f(1, how=$0)`, "choice")).toBe('"up" "down"');
  });
});

describe("words of the language", () => {
  test.each<readonly [marked: string, found: string]>([
    ["$0", "def for from"],
    ["de$0", "def for from"],
    ["x = 1\n$0", "def for from"],
    ["x = 1; $0", "def for from"],
    ["def f(x):\n    y = x\n    return y\n$0", "backward def for from"],
    ["def f(x):\n    return x\nbackward(g):\n    return g\n$0", "def for from"],
    ["def f(x):\n    $0", "for return"],
    ["for i in range(2):\n    $0", "for"],
    ["for i in $0", "range"],
    ["x = 1 $0", "and or if else is is not"],
    ["x = $0", "not True False None"],
  ])("%j: %j", (marked, found) => {
    expect(labels(marked, "keyword")).toBe(found);
  });

  test("a backward block has a name for each result", () => {
    const [, snippet] = taken("def f(x):\n    return x, 2 * x\nback$0", "backward");
    expect(snippet).toBe("def f(x):\n    return x, 2 * x\nbackward(${1:g1}, ${2:g2}):\n\treturn $0");
  });
});

test.each([
  "# a comment $0",
  "x = 3$0",
  "x = 3.$0",
  "x = 1e$0",
  "x = 0x$0",
  "def $0",
  "def f($0",
  "def f(x, $0",
  "for $0",
  "def f(x):\n    return x\nbackward($0",
])("nothing is offered where a name or a number is made up: %j", (marked) => {
  expect(labels(marked)).toBe("");
});

describe("a name that is typed in full is the first that begins so", () => {
  test.each<readonly [source: string, begun: string, first: string]>([
    ["b = 1\nbias = 2\nbi = 3\ny = ", "b", "b bi bias"],
    ["sums = 1\nsu = 2\ny = ", "su", "su sum sums"],
    ["bias = 1\ny = bias.", "ma", "max max_pool1d"],
  ])("%j and %j: %j", (source, begun, first) => {
    const found = labels(`${source}${begun}$0`)
      .split(" ")
      .filter((label) => label.startsWith(begun));
    const wanted = first.split(" ");
    expect(found.filter((label) => wanted.includes(label))).toEqual(wanted);
    found.forEach((label, i) => {
      expect(found.slice(0, i).filter((earlier) => earlier !== label && earlier.startsWith(label))).toEqual(
        [],
      );
    });
  });
});

test("whatever the text is cut to, there is an answer", () => {
  const source =
    'def f(x, k="a"):\n    y = x.sum(dim=0)\n    return y * (k + 1)\nbackward(g):\n    return g, [None\nz = f([1, 2], k="b';
  for (let end = 0; end <= source.length; end++) {
    const view = viewOf(source.slice(0, end));
    expect(() => [completionsAt(view, end), signatureHelpAt(view, end)]).not.toThrow();
  }
});
