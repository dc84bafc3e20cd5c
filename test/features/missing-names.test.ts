/** Names that are missing, and the files that have them: all files before and after each repair. */
import { describe, expect, test } from "vitest";
import { missingNameFixes } from "../../src/features/missing-names.ts";
import { analyse } from "../check.ts";
import { filesAfter, workspaceOf } from "./files.ts";

/** Each repair of the first problem in a.grad, with all files after it. */
function repairs(files: string): readonly (readonly [title: string, after: string])[] {
  const { workspace, file } = workspaceOf(files);
  const [first] = analyse(files).problems;
  return missingNameFixes(workspace, file, first!).map(({ title, changes }) => [
    title,
    filesAfter(workspace, changes),
  ]);
}

const titles = (files: string): readonly string[] => repairs(files).map(([title]) => title);

describe("a name that another file has", () => {
  const lib = "--- lib.grad\nw = 3\ndef f(x):\n    return x\n";

  test("is imported, a function for a call and a value for a name", () => {
    expect(repairs(`x = 1\ny = f(x)\n${lib}`)).toEqual([
      ['Import f from "lib.grad"', `from "lib.grad" import f\nx = 1\ny = f(x)\n${lib}`],
    ]);
    expect(repairs(`x = 1\ny = w * x\n${lib}`)).toEqual([
      ['Import w from "lib.grad"', `from "lib.grad" import w\nx = 1\ny = w * x\n${lib}`],
    ]);
    expect(titles(`x = 1\ny = w(x)\n${lib}`)).toEqual([]);
    expect(titles(`x = 1\ny = f * x\n${lib}`)).toEqual([]);
  });

  test("joins the line that imports from there, where that is above", () => {
    expect(repairs(`from "lib.grad" import w # its weight\ny = f(w)\n${lib}`)[0]?.[1]).toBe(
      `from "lib.grad" import w, f # its weight\ny = f(w)\n${lib}`,
    );
    expect(repairs(`x = 1\ny = f(x)\nfrom "lib.grad" import w\n${lib}`)[0]?.[1]).toBe(
      `from "lib.grad" import f\nx = 1\ny = f(x)\nfrom "lib.grad" import w\n${lib}`,
    );
  });

  test("stands behind the imports that are there, and above a function with its comments", () => {
    const other = `${lib}--- m.grad\nk = 1\n`;
    expect(repairs(`from "m.grad" import k # why\ny = f(k)\n${other}`)[0]?.[1]).toBe(
      `from "m.grad" import k # why\nfrom "lib.grad" import f\ny = f(k)\n${other}`,
    );
    expect(repairs(`# Twice.\ndef g(x):\n    return f(x)\ny = g(2)\n${lib}`)[0]?.[1]).toBe(
      `from "lib.grad" import f\n# Twice.\ndef g(x):\n    return f(x)\ny = g(2)\n${lib}`,
    );
  });

  test("has the line breaks of the file, and is named from its folder", () => {
    expect(repairs("x = 1\r\ny = f(x)\r\n--- deep/lib.grad\ndef f(x): return x\n")).toEqual([
      [
        'Import f from "deep/lib.grad"',
        'from "deep/lib.grad" import f\r\nx = 1\r\ny = f(x)\r\n--- deep/lib.grad\ndef f(x): return x\n',
      ],
    ]);
  });

  test("stands behind a byte order mark, and before what shares its line", () => {
    expect(repairs(`\uFEFFx = 1; y = f(x)\n${lib}`)[0]?.[1]).toBe(
      `\uFEFFfrom "lib.grad" import f\nx = 1; y = f(x)\n${lib}`,
    );
    expect(repairs(`\uFEFFdef g(x):\n    return f(x)\ny = g(2)\n${lib}`)[0]?.[1]).toBe(
      `\uFEFFfrom "lib.grad" import f\ndef g(x):\n    return f(x)\ny = g(2)\n${lib}`,
    );
  });

  test("of several files, from each that defines it and does not import this one", () => {
    const def = "def f(x):\n    return x\n";
    expect(
      titles(
        `y = f(2)\n--- c/one.grad\n${def}--- two.grad\n${def}--- three.grad\nfrom "two.grad" import f\n--- four.grad\nfrom "five.grad" import k\n${def}--- five.grad\nfrom "a.grad" import y\nk = 1\n`,
      ),
    ).toEqual(['Import f from "two.grad"', 'Import f from "c/one.grad"']);
  });
});

describe("a name that the file has not that is imported from", () => {
  test("comes from another one", () => {
    const others = "--- l.grad\nk = 1\nm = 2\n--- n.grad\nw = 3\n";
    expect(repairs(`from "l.grad" import w\ny = w\n${others}`)).toEqual([
      ['Import w from "n.grad"', `from "n.grad" import w\ny = w\n${others}`],
    ]);
    expect(repairs(`from "l.grad" import k, w, m\ny = w\n${others}`)[0]?.[1]).toBe(
      `from "l.grad" import k, m\nfrom "n.grad" import w\ny = w\n${others}`,
    );
    expect(repairs(`from "l.grad" import w, k\ny = w\n${others}`)[0]?.[1]).toBe(
      `from "l.grad" import k\nfrom "n.grad" import w\ny = w\n${others}`,
    );
    expect(
      repairs(`from "n.grad" import w\nfrom "l.grad" import z\ny = w\n${others}--- o.grad\nz = 3\n`)[0]?.[1],
    ).toBe(`from "n.grad" import w\nfrom "o.grad" import z\ny = w\n${others}--- o.grad\nz = 3\n`);
  });

  test("is changed in all files that import it, wherever it is the same", () => {
    const lib = "--- l.grad\ndef block(x, k=2):\n    return k * x\n";
    expect(
      repairs(
        `from "l.grad" import blok\ny = blok(2, k=3)\ndef g(blok):\n    return blok\n${lib}--- m.grad\nfrom "l.grad" import blok\nz = blok(1)\n`,
      ),
    ).toEqual([
      [
        "Change to block in all 2 files that import it from l.grad",
        `from "l.grad" import block\ny = block(2, k=3)\ndef g(blok):\n    return blok\n${lib}--- m.grad\nfrom "l.grad" import block\nz = block(1)\n`,
      ],
    ]);
    const values = (more: string): string =>
      `from "l.grad" import weigth\ny = weigth * 2\n--- l.grad\nweight = 3\n--- m.grad\nfrom "l.grad" import weigth\n${more}`;
    expect(repairs(values("z = weigth\n"))[0]?.[1]).toBe(
      values("z = weigth\n").replaceAll("weigth", "weight"),
    );
    // One file has a name like that.
    expect(titles(values("weight = weigth\n"))).toEqual([]);
  });

  test("is changed in this file wherever it is the same, by the problem's own repair", () => {
    const after = (source: string): string | undefined => {
      const { workspace, file } = workspaceOf(source);
      const [fix] = analyse(source).problems[0]!.fixes;
      return fix && filesAfter(workspace, [{ file, edits: fix.edits }]).split("--- ")[0];
    };
    const lib = "--- l.grad\nweight = 3\n";
    expect(after(`from "l.grad" import weigth\ny = weigth * 2\ndef f(weigth): return weigth\n${lib}`)).toBe(
      'from "l.grad" import weight\ny = weight * 2\ndef f(weigth): return weigth\n',
    );
    expect(after(`from "l.grad" import weigth\nweight = weigth\n${lib}`)).toBe(
      'from "l.grad" import weight\nweight = weigth\n',
    );
  });
});

test("a call of a function that is not there is told once, at its import", () => {
  const files = 'from "l.grad" import blok\ny = blok(2)\n--- l.grad\ndef block(x):\n    return x\n';
  expect(analyse(files).problems.map(({ code }) => code)).toEqual(["import-unknown"]);
  const value = 'from "l.grad" import w\ny = w(2)\n--- l.grad\nw = 3\n';
  expect(analyse(value).problems.map(({ code }) => code)).toEqual(["value-as-function"]);
});

test("a mistake in another file is mended there", () => {
  const files = 'from "l.grad" import f, w\ny = f(w)\n--- l.grad\nw = 2\ndef f(x):\n    return sigmod(x)\n';
  const [fix] = analyse(files).problems[0]!.fixes;
  expect([fix?.title, fix?.edits, fix?.elsewhere?.map(({ file }) => file.path)]).toEqual([
    "Change to sigmoid in l.grad",
    [],
    ["l.grad"],
  ]);
  const { workspace } = workspaceOf(files);
  const changes = fix!.elsewhere!.map(({ file: { path }, edits }) => ({
    file: workspace.get(`file:///w/${path}`)!,
    edits,
  }));
  expect(filesAfter(workspace, changes)).toBe(files.replace("sigmod(", "sigmoid("));
});

test("shapes that do not fit in a function of another file have their repairs there, those of the library none", () => {
  const titlesOf = (source: string): readonly string[] =>
    analyse(source).problems.flatMap(({ fixes }) => fixes.map(({ title }) => title));
  expect(
    titlesOf('from "l.grad" import f\ny = f(ones(2, 3))\n--- l.grad\ndef f(x):\n    return x @ x\n'),
  ).toEqual(["Write x @ x.T in l.grad", "Write x.T @ x in l.grad"]);
  expect(titlesOf("y = linear(ones(3), ones(2, 4))\n")).toEqual([]);
});
