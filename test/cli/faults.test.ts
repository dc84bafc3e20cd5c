/** Faults of ours on the command line: one sentence for each file, exit status 2, and where in our code only for who asks. */
import { expect, test } from "vitest";
import { runCommand } from "../../src/cli/command.ts";
import { breakGate } from "../faults.ts";

const files: Readonly<Record<string, string>> = {
  "bad.grad": "x = [1, 2]\ny = tanh(x)\nz = sum(y)\nz.backward()\n",
  "unprintable.grad": "x = 1\n",
  "good.grad": "x = 2\ny = x * x\n",
};

async function nabla(args: readonly string[], stacks = false) {
  let out = "";
  let err = "";
  const status = await runCommand(args, {
    readFile: (path) => Promise.resolve(new TextEncoder().encode(files[path])),
    readBeside: () => Promise.resolve("There is no such file."),
    writeFile: () => Promise.resolve(undefined),
    out(text) {
      if (text.includes("unprintable")) throw new Error("internal: no paper");
      out += text;
    },
    err: (text) => (err += text),
    color: false,
    stacks,
    serve: () => Promise.resolve(),
  });
  return { status, out, err };
}

test.each([
  [
    "shape",
    "bad.grad:2:1: error: internal: a fault of Nabla itself stopped the reading here: a bug. (internal)\n",
  ],
  [
    "kernel",
    "bad.grad:2:5: error: internal: a fault of Nabla itself stopped the run here: a bug. (internal)\n",
  ],
  [
    "vjp",
    "bad.grad:4:1: error: internal: a fault of Nabla itself stopped the reading here: a bug. (internal)\n",
  ],
] as const)("a %s that throws is a problem at its line, and the next file is run", async (part, sentence) => {
  breakGate("tanh", part);
  const { status, out, err } = await nabla(["run", "bad.grad", "good.grad"]);
  expect({ status, err }).toEqual({ status: 2, err: sentence });
  expect(out).toContain("y = tanh(x)\n");
  expect(out).toMatch(/^y = x \* x +[=] 4/m);
});

test("JSON stays JSON", async () => {
  breakGate("tanh", "shape");
  const { status, out } = await nabla(["run", "--json", "bad.grad", "good.grad"]);
  expect(status).toBe(2);
  const [bad, good] = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(bad).toMatchObject({
    file: "bad.grad",
    target: null,
    values: {},
    problems: [{ line: 2, code: "internal" }],
  });
  expect(good).toMatchObject({ values: { x: 2, y: 4 }, problems: [] });
});

test("too little memory is a problem of the file, not a fault", async () => {
  breakGate("tanh", "kernel", new RangeError("Array buffer allocation failed"));
  const { status, err } = await nabla(["run", "bad.grad"], true);
  expect(status).toBe(1);
  expect(err).toMatch(
    /^bad\.grad:2:5: error: The run needs more memory than there is: .* \(out-of-memory\)\n$/,
  );
});

test("who asks is told where it was, by the text's hash", async () => {
  breakGate("tanh", "kernel");
  const { err } = await nabla(["run", "bad.grad"], true);
  expect(err).toMatch(/\nnabla: text [0-9a-f]{8}: Error: internal: a bug\n +at /);
});

test("a fault in the printing is one sentence too", async () => {
  const { status, err } = await nabla(["run", "--json", "good.grad", "unprintable.grad", "good.grad"]);
  expect({ status, err }).toEqual({
    status: 2,
    err: "nabla: unprintable.grad: internal: a fault of Nabla itself: no paper.\n",
  });
});
