/** The fields of a problem in `nabla run --json`, one by one: who reads them relies on each; and what `nabla check` says of the same. */
import { describe, expect, test } from "vitest";
import { runCommand } from "../../src/cli/command.ts";

const sick = [
  "w = param([-1, -2])",
  "q = param(2)",
  "L = (sum(relu(w)) - 1) ** 2 - log(sigmoid(q))",
  "L.backward()",
  "n = 𝑞 + log(-1)",
  "m = foo(1)",
  "",
].join("\n");

async function nabla(...args: readonly string[]) {
  let out = "";
  let err = "";
  const status = await runCommand(args, {
    readFile: (path) =>
      Promise.resolve(new TextEncoder().encode(path === "sick.grad" ? sick : sick.replaceAll("\n", "\r\n"))),
    readBeside: () => Promise.resolve("There is no such file."),
    writeFile: () => Promise.resolve(undefined),
    out: (text) => (out += text),
    err: (text) => (err += text),
    color: false,
    stacks: false,
    serve: () => Promise.resolve(),
  });
  return { status, out, err };
}

/** What each problem must be: the fields that are told apart below. */
const expected = {
  severity: ["information", "hint", "warning", "error"],
  code: ["dead-relu", "unsafe-log-sigmoid", "nan-forward", "undefined-function"],
  line: [3, 3, 5, 6],
  // In UTF-16 units: 𝑞 is two.
  column: [10, 31, 10, 5],
  data: [{ min: -2, max: -1 }, undefined, { nans: 1, infs: 0, count: 1 }, undefined],
};

describe.each(["sick.grad", "crlf.grad"])("nabla run --json %s", (file) => {
  const problems = async (): Promise<readonly Record<string, unknown>[]> => {
    const { out } = await nabla("run", "--json", file);
    return (JSON.parse(out) as { problems: Record<string, unknown>[] }).problems;
  };

  test.each(Object.entries(expected))("has the %s of each problem", async (field, values) => {
    expect((await problems()).map((one) => one[field])).toEqual(values);
  });

  test("has a message in each, and no field beside these", async () => {
    const fields = [...Object.keys(expected), "message"];
    for (const one of await problems()) {
      expect(one["message"]).toMatch(/^.+\.$/u);
      expect(fields).toEqual(expect.arrayContaining(Object.keys(one)));
    }
  });
});

test.each([
  ["nabla run", "run"],
  ["nabla check", "check"],
])("%s says file, line, column, severity and code of each but of hints", async (_, command) => {
  const { err } = await nabla(command, "sick.grad");
  const said = err
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^(\S+ \S+).* (\(.*\))$/u, "$1 $2"));
  expect(said).toEqual([
    "sick.grad:3:10: information: (dead-relu)",
    "sick.grad:5:10: warning: (nan-forward)",
    "sick.grad:6:5: error: (undefined-function)",
  ]);
});
