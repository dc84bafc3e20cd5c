/** Where names come from, where else they are used, and what renaming does: each program says so by its labels. */
import { describe, expect, test } from "vitest";
import { occurrencesAcross } from "../../src/features/across-files.ts";
import { definitionAt, referencesAt } from "../../src/features/references.ts";
import { rename, renamableAt } from "../../src/features/rename.ts";
import { analyse } from "../check.ts";
import { filesAfter, workspaceOf } from "./files.ts";
import { render, sourceOf, type Label } from "../labels.ts";

/** The offset of `$0` in a fixture, and the fixture without it. */
function caretIn(marked: string): { readonly fixture: string; readonly offset: number } {
  const program = sourceOf(marked);
  return { fixture: marked.replace("$0", ""), offset: program.indexOf("$0") };
}

/** Holds that going to the definition at `$0` leads to the places with a label: `here`, or the file and the line. */
function checkDefinition(marked: string): void {
  const { fixture, offset } = caretIn(marked);
  const source = sourceOf(fixture);
  const labels = definitionAt(analyse(source), offset).map(({ file, span }): Label => {
    expect(file).toBeUndefined();
    return { span, text: "" };
  });
  expect(render(source, labels)).toBe(render(fixture));
}

function checkReferences(marked: string): void {
  const { fixture, offset } = caretIn(marked);
  const source = sourceOf(fixture);
  const labels = referencesAt(analyse(source), offset).map(({ span, access }): Label => ({
    span,
    text: access,
  }));
  expect(render(source, labels)).toBe(render(fixture));
}

describe("definition", () => {
  test("of a name is the version that is read", () => {
    checkDefinition(`
      x = 1
      y = x + 1
      x = y * 2
    # ^
      z = $0x * x
      x = 4
    `);
  });

  test("in its own line a name is the version before", () => {
    checkDefinition(`
      x = 1
    # ^
      x = $0x * 2
    `);
  });

  test("in a loop it is the one above and the one of the turn before", () => {
    checkDefinition(`
      x = 1
    # ^
      for i in range(3):
          y = $0x * 2
          x = y + i
    #     ^
      z = x
    `);
  });

  test("of a loop's name is the loop", () => {
    checkDefinition(`
      for i in range(3):
    #     ^
          y = $0i * 2
    `);
  });

  test("of a parameter is its function's", () => {
    checkDefinition(`
      x = 2
      def f(x, y=1):
    #       ^
          return $0x * y
      z = f(x, y=3)
    `);
  });

  test("of an argument is the parameter that it gives", () => {
    checkDefinition(`
      x = 2
      def f(x, y=1):
    #          ^
          return x * y
      z = f(x, $0y=3)
    `);
  });

  test("of the upstream gradient is where the block receives it", () => {
    checkDefinition(`
      def f(x):
          return x * x
      backward(g):
    #          ^
          return 2 * x * $0g
      y = f(3)
    `);
  });

  test("in a function the file's name is the last one", () => {
    checkDefinition(`
      s = 1
      def f(x):
          return x * $0s
      s = 2
    # ^
      y = f(1)
    `);
  });

  test("of a function is its definition, of a dimension where it is bound", () => {
    checkDefinition(`
      def f(x):
    #     ^
          return x
      y = $0f(1)
    `);
    checkDefinition(
      `
      a: [N, 2] = [[1, 2]]
    #     ^
      b: [$0N] = [1]
    `,
    );
  });

  test.each([
    ["y = 1 $0+ 2", "gates/add.grad"],
    ["y = [1] @$0 [2]", "gates/matmul.grad"],
    ["y = 2\ny $0*= 3", "gates/mul.grad"],
    ["y = $0-(1)", "gates/neg.grad"],
    ["y = 1 < 2 $0>= 3", "gates/ge.grad"],
    ["y = True $0and False", "gates/logical_and.grad"],
    ['y = $0load("a.csv")', "gates/load.grad"],
  ])("of an operator is its gate's page: %s", (text, page) => {
    const places = definitionAt(analyse(text.replace("$0", "")), text.indexOf("$0"));
    expect(places.map(({ file }) => file?.library)).toEqual([page]);
  });

  test("of a function of the library is in its file, of a gate on its page", () => {
    const [place] = definitionAt(analyse("y = softmax([1, 2], dim=0)"), 5);
    expect(place?.file?.library).toMatch(/\.grad$/);
    expect(place?.file?.text.slice(place.span.start, place.span.end)).toBe("softmax");
    const [param] = definitionAt(analyse("y = softmax([1, 2], axis=0)"), 21);
    expect(param?.file?.text.slice(param.span.start, param.span.end)).toBe("dim");
    const [gate] = definitionAt(analyse("y = exp(1)"), 5);
    expect(gate?.file?.library).toBe("gates/exp.grad");
    expect(gate?.file?.text.slice(gate.span.start, gate.span.end)).toBe("exp");
    const [axis] = definitionAt(analyse("y = cat([[1], [2]], dim=0)"), 21);
    expect(axis?.file?.text.slice(axis.span.start).split("\n", 1)).toEqual([
      "dim: The dimension along which they are joined.",
    ]);
    expect(definitionAt(analyse("y = pi"), 5)).toEqual([]);
  });

  test("of what is imported is in the file that it comes from", () => {
    const analysis = analyse(
      'from "lib.grad" import f, w\ny = f(w)\n--- lib.grad\nw = 2\ndef f(x):\n    return x\nw = 3\n',
    );
    const at = (offset: number): string[] =>
      definitionAt(analysis, offset).map(({ file, span }) => `${file?.path} ${span.start}`);
    const y = analysis.text.indexOf("y = ");
    expect(at(y + 4)).toEqual(["lib.grad 10"]);
    expect(at(y + 6)).toEqual(["lib.grad 29"]);
    expect(at(analysis.text.indexOf("w"))).toEqual(["lib.grad 29"]);
  });
});

describe("references", () => {
  test("are all versions of a name, and none of another scope", () => {
    checkReferences(`
      x = 1
    # ^ declare
      $0x += 2
    # ^ write
      def f(x):
          return x
      y = f(x=x)
    #         ^ read
    `);
  });

  test("of a parameter are those of its name in calls too", () => {
    checkReferences(`
      def f($0x):
    #       ^ declare
          return x * x
    #            ^ read
    #                ^ read
      x = 1
      y = f(x=x)
    #       ^ read
    `);
  });

  test("of a function are its calls, as methods too", () => {
    checkReferences(`
      def f(x):
    #     ^ declare
          return x
      y = $0f(2).f()
    #     ^ read
    #          ^ read
      f = 3
    `);
  });
});

/** All files after renaming what stands at `$0`, or why that is refused. */
function renamed(marked: string, name: string): string {
  const { workspace, file, offset } = workspaceOf(marked);
  const result = rename(workspace, file, offset, name);
  if ("reason" in result) return result.reason;
  return filesAfter(workspace, result);
}

describe("rename", () => {
  test("changes every version of a name", () => {
    expect(renamed("x = 1\n$0x = x * 2\ny = x.sum()\n", "total")).toBe(
      "total = 1\ntotal = total * 2\ny = total.sum()\n",
    );
  });

  test("of a parameter changes the arguments that name it, in other files too", () => {
    expect(
      renamed(
        'def f(x, k=2):\n    return $0k * x\ny = f(1, k=3)\n--- b.grad\nfrom "a.grad" import f\nk = 4\nz = f(k, k=k)\n',
        "factor",
      ),
    ).toBe(
      'def f(x, factor=2):\n    return factor * x\ny = f(1, factor=3)\n--- b.grad\nfrom "a.grad" import f\nk = 4\nz = f(k, factor=k)\n',
    );
  });

  test("of what is imported begins where it comes from, through other files too", () => {
    const files =
      'def f(x):\n    return x\n--- b.grad\nfrom "a.grad" import f\n--- sub/c.grad\nfrom "../b.grad" import f\ny = f(1)\n--- d.grad\ndef f(x):\n    return -x\ny = f(2)\n';
    const wanted = files
      .replace("def f(x):\n    return x\n", "def h(x):\n    return x\n")
      .replaceAll("import f", "import h")
      .replace("y = f(1)", "y = h(1)");
    expect(renamed(files.replace("f(1)", "$0f(1)"), "h")).toBe(wanted);
    expect(renamed(`${files.slice(0, 4)}$0${files.slice(4)}`, "h")).toBe(wanted);
  });

  test("of a dimension stays in its function", () => {
    expect(renamed("def f(x: [N]):\n    return x\na: [$0N] = [1]\nb: [N] = [2]\n", "B")).toBe(
      "def f(x: [N]):\n    return x\na: [B] = [1]\nb: [B] = [2]\n",
    );
  });

  test("keeps what the text means, and says why it does not", () => {
    expect(renamed("$0x = 1\ny = x\n", "y")).toBe(
      "y is a name already (line 2): the two could not be told apart.",
    );
    expect(renamed("$0s = 1\ndef f(x):\n    return x * s\n", "x")).toBe(
      "x is a name already (line 2): the two could not be told apart.",
    );
    expect(renamed("def f($0x):\n    y = x\n    return y\nz = f(1)\n", "y")).toBe(
      "y is a name already (line 2): the two could not be told apart.",
    );
    expect(renamed("$0x = 1\n", "2x")).toBe(
      '"2x" is no name: write letters, digits and _, beginning with a letter.',
    );
    expect(renamed("$0x = 1\n", "for")).toBe(
      '"for" is no name: write letters, digits and _, beginning with a letter.',
    );
    expect(renamed("$0x = 1\n", "pi")).toBe("pi is a number of the language.");
    expect(renamed("def $0f(x):\n    return x\n", "sum")).toBe(
      "sum comes with Nabla: calls of it would call this function.",
    );
    expect(renamed("$0x = 1\n", "sum")).toBe("sum = 1\n");
    expect(
      renamed(
        'def $0f(x):\n    return x\n--- b.grad\nfrom "a.grad" import f\ndef g(x):\n    return f(x)\n',
        "g",
      ),
    ).toBe("b.grad: g is a name already (line 2): the two could not be told apart.");
  });

  test("of what comes from two files, or is bound again behind its import, goes to all of them", () => {
    const files =
      'w = 3\n--- b.grad\nw = 2\n--- c.grad\nfrom "a.grad" import w\nfrom "b.grad" import w\ny = $0w\n--- d.grad\nfrom "c.grad" import w\nw *= 2\n--- e.grad\nw = 4\n';
    const [others, own] = files.split("--- e.grad\n");
    expect(renamed(files, "v")).toBe(`${others!.replace("$0", "").replaceAll("w", "v")}--- e.grad\n${own}`);
  });

  test("is refused where one word of an import brings a function and a value", () => {
    const double =
      "w is a function and a value (line 3) of a.grad, and b.grad imports both by one word: the two could not be told apart.";
    const program = (f: string, v: string, imported: string): string =>
      `def ${f}(x):\n    return x\n${v} = 1\n--- b.grad\nfrom "a.grad" import ${imported}\n`;
    expect(renamed(program("w", "$0w", "w"), "v")).toBe(double);
    expect(renamed(program("$0w", "w", "w"), "v")).toBe(double);
    expect(renamed(program("w", "$0v", "v"), "w")).toBe(double);
    expect(renamed(program("$0f", "w", "w"), "w")).toBe(double);
    expect(renamed(program("w", "$0w", "other"), "v")).toBe(program("w", "v", "other"));
  });

  test("is offered for a person's own names alone", () => {
    const { workspace } = workspaceOf("y = softmax([1, pi], dim=0).T\n");
    const [file] = workspace.files;
    const reasons = [4, 16, 21, 28, 2].map((offset) => {
      const found = renamableAt(file!, offset);
      return "reason" in found ? found.reason : found.text;
    });
    expect(reasons).toEqual([
      "softmax comes with Nabla: it has its name in every file.",
      "pi is a number of the language.",
      "dim is an argument of softmax, which comes with Nabla.",
      ".T is a word of the language.",
      "There is no name here: put the caret on one.",
    ]);
  });

  test.each(["y = f(1, $0k=2)\n", 'from "none.grad" import f\ny = f(1, $0k=2)\n'])(
    "of an argument of a function that no file has says so: %j",
    (text) => {
      expect(renamed(text, "n")).toBe("k is an argument of f, which no file here defines.");
    },
  );

  test("writes a name as it is given", () => {
    expect(renamed("x₁ = 1\ny = $0x1 + x₁\n", "α₂")).toBe("α₂ = 1\ny = α₂ + α₂\n");
  });
});

test("a file's own occurrences are found across files", () => {
  const { workspace, file, offset } = workspaceOf(
    'w = 2\n--- b.grad\nfrom "a.grad" import w\nw = w * 2\ny = $0w\n',
  );
  const found = occurrencesAcross(workspace, file, offset);
  expect(found.map(({ file, occurrences }) => `${file.uri} ${occurrences.length}`).sort()).toEqual([
    "file:///w/a.grad 1",
    "file:///w/b.grad 4",
  ]);
});
