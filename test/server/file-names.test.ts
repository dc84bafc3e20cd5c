/** A changed file is followed, and an open one is read from the editor, whatever its name and however the client escapes it. */
import { expect, test } from "vitest";
import { escapeAsVsCode, openWorkspace, temporaryFolder } from "./workspace.ts";

const names = [
  "plain",
  "iris (1)",
  "it's",
  "wow!",
  "a*b",
  "50%",
  "%41",
  "a#b",
  "what?",
  "[x]",
  "semi;colon&and=",
  "tab\tand  spaces ",
  "~$+@,^`{|}",
  "é", // One letter …
  "e\u0301", // … and the same in two.
  "データ",
  "😀",
  "UPPER lower",
  "..odd",
  "…",
];

const quoted = (name: string): string => `"${name}"`;

test("VS Code escapes more than a URL needs", () => {
  expect(escapeAsVsCode("file:///a/iris%20(1)!'*.csv")).toBe("file:///a/iris%20%281%29%21%27%2A.csv");
});

test.each(names)("numbers of a file named %j change with it", async (name) => {
  const folder = temporaryFolder({ [`${name}.csv`]: "1,2\n", [`deep/${name}/${name}.CSV`]: "5\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")], watches: true });
  const main = folder.uri(`main ${name}.grad`);
  const load = (path: string): string => `load(${quoted(path)})`;
  await workspace.open(main, `x = ${load(`${name}.csv`)}\ny = ${load(`deep/${name}/${name}.CSV`)}\n`);
  await workspace.shows(main, ["= [[1, 2]]", "= [[5]]"]);
  folder.write(`${name}.csv`, "3,4\n");
  await workspace.changed(folder.uri(`${name}.csv`));
  await workspace.shows(main, ["= [[3, 4]]", "= [[5]]"]);
  folder.write(`deep/${name}/${name}.CSV`, "6\n");
  await workspace.changed(folder.uri(`deep/${name}/${name}.CSV`));
  await workspace.shows(main, ["= [[3, 4]]", "= [[6]]"]);
});

test.each(names)("what is imported from a file named %j is as it stands in the editor", async (name) => {
  const folder = temporaryFolder({ [`${name}.grad`]: "s = 10\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")], watches: true });
  const main = folder.uri("main.grad");
  await workspace.open(main, `from ${quoted(`${name}.grad`)} import s\ny = s + 0\n`);
  await workspace.shows(main, ["∂y/∂s = 1", "= 10  ∂y/∂y = 1"]);
  await workspace.open(folder.uri(`${name}.grad`), "s = 200\n");
  await workspace.shows(main, ["∂y/∂s = 1", "= 200  ∂y/∂y = 1"]);
});

test("every name that load accepts is watched, in small letters and capitals", async () => {
  const folder = temporaryFolder();
  const workspace = await openWorkspace({ folders: [folder.uri("")], watches: true });
  await expect.poll(() => workspace.watched.length).toBe(1);
  const { watchers } = JSON.parse(workspace.watched[0]!) as { watchers: { globPattern: string }[] };
  const patterns = watchers.map(({ globPattern }) => globPattern);
  // The two things that stand in it mean in a pattern what they mean in a regular expression.
  const ends = patterns.map((pattern) => {
    expect(pattern).toMatch(/^\*\*\/\*\.\{[[\]a-zA-Z,]+\}$/);
    return new RegExp(`^(${pattern.slice("**/*.{".length, -1).replaceAll(",", "|")})$`);
  });
  const isWatched = (end: string): boolean => ends.some((pattern) => pattern.test(end));
  for (const end of ["csv", "CSV", "Csv", "npy", "NPY", "nPy", "grad", "GRAD", "Grad"])
    expect(isWatched(end), end).toBe(true);
  for (const end of ["txt", "csvx", "xcsv", "gradient"]) expect(isWatched(end), end).toBe(false);
});
