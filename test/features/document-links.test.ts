/** The names of files in a text, and which file each is. */
import { test, expect } from "vitest";
import { documentLinks } from "../../src/features/document-links.ts";
import { analyse } from "../check.ts";
import { render, sourceOf } from "../labels.ts";

test("imports and loaded data are links, whatever else is in their line", () => {
  const fixture = `
    from "lib/a.grad" import f
  #       ^^^^^^^^^^ lib/a.grad
    x = f(load("./data/x.csv"))    + load('..\\\\y.npy', header=True)
  #             ^^^^^^^^^^^^ data/x.csv    ^^^^^^^^^ ../y.npy
    def g(x):
        return x * load("/z.csv")
  #                      ^^^^^^ /z.csv
    y = load("") + load(path) + load("open.csv
  `;
  const source = sourceOf(fixture);
  const links = documentLinks(analyse(source)).map(({ span, path }) => ({ span, text: path }));
  expect(render(source, links)).toBe(render(fixture));
});
