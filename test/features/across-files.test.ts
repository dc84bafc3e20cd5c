/** What changes other files: files that move, functions that move, imports that are put in order; and names edited together. */
import { describe, expect, test } from "vitest";
import { applyEdits } from "../../src/base/edits.ts";
import { organisedImports } from "../../src/features/imports.ts";
import { linkedAt } from "../../src/features/linked-editing.ts";
import { functionMoves } from "../../src/features/move-function.ts";
import { movedFiles } from "../../src/features/moved-files.ts";
import { analyse } from "../check.ts";
import { atCaret } from "./caret.ts";
import { filesAfter, resolve, root, workspaceOf } from "./files.ts";

describe("files that move", () => {
  const moved = (files: string, ...moves: readonly (readonly [from: string, to: string])[]): string => {
    const { workspace } = workspaceOf(files);
    const all = moves.map(([from, to]) => ({ from: root + from, to: root + to }));
    return filesAfter(workspace, movedFiles(workspace, all, resolve));
  };

  test("another name is written wherever the file is named, however that is", () => {
    const files = `from "lib.grad" import f
from './lib.grad' import f
x = load("lib.csv")
--- deep/b.grad
from "../lib.grad" import f
--- lib.grad
def f(x):
    return x
`;
    expect(moved(files, ["lib.grad", "my lib.grad"])).toBe(
      files
        .replace('"lib.grad"', '"my lib.grad"')
        .replace("'./lib.grad'", "'my lib.grad'")
        .replace("../lib.grad", "../my lib.grad"),
    );
  });

  test("a file that moves names the others from its new place", () => {
    expect(
      moved('from "lib.grad" import f\nx = load("data/x.csv").sum()\n--- lib.grad\n', [
        "a.grad",
        "deep/a.grad",
      ]),
    ).toBe('from "../lib.grad" import f\nx = load("../data/x.csv").sum()\n--- lib.grad\n');
  });

  test("with a folder goes what is in it: between its files nothing changes", () => {
    expect(
      moved(
        'from "in/one.grad" import f\n--- in/one.grad\nfrom "two.grad" import g\nx = load("../x.csv")\n--- in/two.grad\n',
        ["in", "out/deep"],
      ),
    ).toBe(
      'from "out/deep/one.grad" import f\n--- in/one.grad\nfrom "two.grad" import g\nx = load("../../x.csv")\n--- in/two.grad\n',
    );
  });

  test("two files that change places", () => {
    expect(
      moved('from "b.grad" import f\n--- b.grad\n--- c.grad\n', ["b.grad", "c.grad"], ["c.grad", "b.grad"]),
    ).toBe('from "c.grad" import f\n--- b.grad\n--- c.grad\n');
  });

  test("a name that cannot stand between these quotes leaves the text as it is", () => {
    expect(moved('from "b.grad" import f\n--- b.grad\n', ["b.grad", 'b".grad'])).toBe(
      'from "b.grad" import f\n--- b.grad\n',
    );
  });
});

describe("a function moves", () => {
  const titles = (files: string): readonly string[] => {
    const { workspace, file, offset } = workspaceOf(files);
    return functionMoves(workspace, file, offset, resolve).map(({ title }) => title);
  };
  const moved = (files: string, to: string): string => {
    const { workspace, file, offset } = workspaceOf(files);
    const move = functionMoves(workspace, file, offset, resolve).find(
      ({ target }) => target.uri === root + to,
    );
    if (move === undefined) return "(none)";
    const { edits, target } = move;
    const other = workspace.get(target.uri);
    const after = filesAfter(workspace, [
      { file, edits },
      ...(other === undefined ? [] : [{ file: other, edits: [target.edit] }]),
    ]);
    return target.isNew ? `${after}+++ ${to}\n${applyEdits("", [target.edit])}` : after;
  };

  test("to a file of the folder, with its comments and its backward block, and is imported from there", () => {
    const files = `x = 2

# Twice as much.
def $0f(x):
    return 2 * x
backward(g):
    return 2 * g

y = f(x)
--- lib.grad
k = 3
`;
    expect(titles(files)).toEqual(["Move f to lib.grad", "Move f to a new file, f.grad"]);
    expect(moved(files, "lib.grad")).toBe(`x = 2

from "lib.grad" import f

y = f(x)
--- lib.grad
k = 3

# Twice as much.
def f(x):
    return 2 * x
backward(g):
    return 2 * g
`);
  });

  test("into the line that imports from that file already, with what it needs itself", () => {
    expect(
      moved(
        'from "lib.grad" import k\nfrom "more.grad" import h\ndef $0f(x):\n    return h(x)\ny = f(k)\n--- lib.grad\nk = 3',
        "lib.grad",
      ),
    ).toBe(
      'from "lib.grad" import k, f\nfrom "more.grad" import h\ny = f(k)\n--- lib.grad\nk = 3\n\nfrom "more.grad" import h\n\ndef f(x):\n    return h(x)\n',
    );
  });

  test("to a file of its own", () => {
    expect(moved("def $0f(x):\r\n    return x\r\ny = f(1)\r\n", "f.grad")).toBe(
      'from "f.grad" import f\r\n\r\ny = f(1)\r\n+++ f.grad\ndef f(x):\r\n    return x\r\n',
    );
  });

  test("with the comment behind its last line, and what is said above the next one stays", () => {
    expect(moved("# all\n\n# doc\ndef $0f(x):\n    return x # last\n# next\ny = f(1)\n", "f.grad")).toBe(
      '# all\n\nfrom "f.grad" import f\n\n# next\ny = f(1)\n+++ f.grad\n# doc\ndef f(x):\n    return x # last\n',
    );
  });

  test("what it needs is imported once", () => {
    const files =
      'from "h.grad" import h\ndef $0f(x):\n    return h(x)\ny = f(1)\n--- lib.grad\nfrom "./h.grad" import h\nz = h(1)\n--- h.grad\ndef h(x):\n    return 2 * x\n';
    expect(moved(files, "lib.grad")).toContain(
      '--- lib.grad\nfrom "./h.grad" import h\nz = h(1)\n\ndef f(x):\n    return h(x)\n--- h',
    );
    expect(moved(files, "h.grad")).toContain(
      "--- h.grad\ndef h(x):\n    return 2 * x\n\ndef f(x):\n    return h(x)\n",
    );
  });

  test.each([
    [
      "a name that it needs is another one there",
      'from "h.grad" import h\ndef $0f(x):\n    return h(x)\n--- lib.grad\ndef h(x):\n    return 3 * x\n--- h.grad\ndef h(x):\n    return x\n',
      ["Move f to h.grad", "Move f to a new file, f.grad"],
    ],
    [
      "a number of the language is a value there",
      "def $0f(x):\n    return x * pi\n--- lib.grad\npi = 3\n",
      ["Move f to a new file, f.grad"],
    ],
    [
      "files would import each other in a circle",
      'def g(x):\n    return x\ndef $0f(x):\n    return x\n--- lib.grad\nfrom "b.grad" import g\n--- b.grad\nfrom "a.grad" import g\n',
      ["Move f to a new file, f.grad"],
    ],
    [
      "what it needs comes from a file that imports from there",
      'from "h.grad" import h\ndef $0f(x):\n    return h(x)\n--- lib.grad\nk = 1\n--- h.grad\nfrom "lib.grad" import k\ndef h(x):\n    return x\n',
      ["Move f to h.grad", "Move f to a new file, f.grad"],
    ],
  ])("not where %s", (_, files, offered) => {
    expect(titles(files)).toEqual(offered);
  });

  test.each([
    ["it reads a value of its file", "k = 2\ndef $0f(x):\n    return k * x\n"],
    ["it calls a function of its file", "def h(x):\n    return x\ndef $0f(x):\n    return h(x)\n"],
    ["the caret is on no function's name", "def f(x):\n    return $0x\n"],
    ["the file has an error", "def $0f(x):\n    return x\ny = \n"],
  ])("not where %s", (_, files) => {
    expect(titles(files)).toEqual([]);
  });

  test("not to a file that has the name", () => {
    expect(titles("def $0f(x):\n    return x\n--- b.grad\nf = 2\n--- f.grad\nk = 1\n")).toEqual([
      "Move f to f.grad",
    ]);
  });
});

describe("imports in order", () => {
  const organised = (files: string): string => {
    const { workspace, file } = workspaceOf(files);
    return filesAfter(workspace, [{ file, edits: organisedImports(workspace, file) }]);
  };

  test("one line for each file, without what nothing needs", () => {
    const others =
      "--- b.grad\nh = 1\n--- k.grad\nu = 1\n--- z.grad\ndef a(x):\n    return x\ndef c(x):\n    return x\nb = 2\n";
    expect(
      organised(
        'from "z.grad" import b, a\nfrom \'k.grad\' import u\nfrom "b.grad" import h\nfrom "z.grad" import c\nfrom "gone.grad" import n\ny = a(b) + c(h)\n' +
          others,
      ),
    ).toBe(
      'from "b.grad" import h\nfrom "gone.grad" import n\nfrom "z.grad" import a, b, c\ny = a(b) + c(h)\n' +
        others,
    );
  });

  test("what another file imports through this one is needed", () => {
    const files =
      'from "lib.grad" import f\n--- b.grad\nfrom "a.grad" import f\n--- lib.grad\ndef f(x):\n    return x\n';
    expect(organised(files)).toBe(files);
    expect(organised(files.replace('"a.grad"', '"lib.grad"'))).toBe(
      '--- b.grad\nfrom "lib.grad" import f\n--- lib.grad\ndef f(x):\n    return x\n',
    );
  });

  test.each([
    [
      "a comment among them stays where it is",
      'from "z.grad" import a\n# b\nfrom "b.grad" import b\ny = a(b)\n',
    ],
    [
      "two files with the same name keep their order",
      'from "z.grad" import a\nfrom "b.grad" import a\ny = a\n',
    ],
    ["a file with errors is left alone", 'from "z.grad" import a\ny = \n'],
  ])("%s", (_, text) => {
    expect(organised(text)).toBe(text);
  });
});

describe("names edited together", () => {
  const linked = (marked: string): readonly number[] => {
    const { source, offset } = atCaret(marked);
    return linkedAt(analyse(source), offset).map(({ start }) => start);
  };

  test.each<readonly [marked: string, starts: readonly number[]]>([
    ["def f(x):\n    $0h = 2 * x\n    return h\n", [14, 35]],
    ["x: [$0N] = [1, 2]\ny: [N] = x\n", [4, 20]],
    ["$0x = 1\ny = x\n", []],
    ["def $0f(x):\n    return x\n", []],
    ["def f($0x):\n    return x\n", []],
    ["def f(x):\n    $0x₁ = x\n    return x1\n", []],
  ])("in %j at %j", (marked, starts) => {
    expect(linked(marked)).toEqual(starts);
  });
});
