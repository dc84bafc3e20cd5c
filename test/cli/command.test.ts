/** The nabla command, with files and streams in memory. */
import { describe, expect, test } from "vitest";
import { version } from "../../package.json";
import { runCommand } from "../../src/cli/command.ts";

const lecture = "# f = (x + y) * z\nx = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n";

/** Files that others name, by path relative to these. */
const beside: Readonly<Record<string, string>> = { "points.csv": "x,y\n1,2\n3,4\n", "lib.grad": "k = 3\n" };

/** The same in other folders. */
const elsewhere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "../data": { "gone.csv": "5,6\n" },
};

const files: Readonly<Record<string, string | Uint8Array>> = {
  "lecture.grad": lecture,
  "crlf.grad": `\uFEFF${lecture.replaceAll("\n", "\r\n")}`,
  "broken.grad": "x = 3\ny = foo(x)\nz = x / 0\n",
  "crlf-broken.grad": "\uFEFFx = 3\r\n\ty = x\r\nz = bar(x)\r\n",
  "told.grad": "x = [1, 2]\ny = max(x, 0)\nL = sum(y)\n",
  "vector.grad": "x = [1, 2]\ny = 2 * x\n",
  "class.grad": "y = nll_loss([[-1, -2]], [3])\n",
  "huge.grad": "x = zeros(100000, 100000)\ny = sum(x)\n",
  "data.grad": `from "lib.grad" import k\nX = load("points.csv")\nL = k * sum(X[:, 0])\nL.backward()\n`,
  "no-data.grad": `X = load("gone.csv")\n`,
  "empty.grad": "",
  "untidy.grad": "\uFEFFx=1\r\n",
  "locked.grad": "x=1\n",
  "wrong.grad":
    "def f(x):\n    return cos(x)\nbackward(g):\n    return g * sin(x)\nx = param(0.5)\nL = f(x)\nL.backward()\ncheck(3, x)\n",
  "latin1.grad": Uint8Array.of(0x78, 0x20, 0x3d, 0x20, 0xe9),
};

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly served: number;
}

/** What the last command wrote. */
let written: [path: string, text: string][] = [];

async function nabla(args: readonly string[], color = false): Promise<Outcome> {
  let out = "";
  let err = "";
  let served = 0;
  written = [];
  const status = await runCommand(args, {
    readBeside(_, further, path) {
      const content = [{ files: beside }, ...further.map((folder) => ({ files: elsewhere[folder] }))]
        .map(({ files: found }) => found?.[path])
        .find((text) => text !== undefined);
      return Promise.resolve(
        content === undefined ? "There is no such file." : new TextEncoder().encode(content),
      );
    },
    readFile(path) {
      const content =
        files[path] ?? (/^load\(/.test(path) ? `X = ${path.replace(/\((.*)\)/, '("$1")')}\n` : undefined);
      if (content !== undefined) {
        return Promise.resolve(typeof content === "string" ? new TextEncoder().encode(content) : content);
      }
      return Promise.resolve(path === "directory" ? "It is a folder, not a file." : "There is no such file.");
    },
    writeFile(path, text) {
      if (path === "locked.grad") return Promise.resolve("it may not be written");
      written.push([path, text]);
      return Promise.resolve(undefined);
    },
    out: (text) => (out += text),
    err: (text) => (err += text),
    color,
    stacks: false,
    serve() {
      served += 1;
      return Promise.resolve();
    },
  });
  return { status, out, err, served };
}

const listing = `# f = (x + y) * z
x = -2            ∂f/∂x = -4
y = 5             ∂f/∂y = -4
z = -4            ∂f/∂z = 3
q = x + y  = 3    ∂f/∂q = -4
f = q * z  = -12  ∂f/∂f = 1
f.backward()
`;

describe("nabla run", () => {
  test("prints a file with value and gradient beside its lines", async () => {
    expect(await nabla(["run", "lecture.grad"])).toEqual({ status: 0, out: listing, err: "", served: 0 });
  });

  test("reads files with a byte order mark and Windows line ends", async () => {
    expect((await nabla(["run", "crlf.grad"])).out).toBe(listing);
  });

  test("names the files where there are several", async () => {
    const { out } = await nabla(["run", "lecture.grad", "empty.grad", "lecture.grad"]);
    expect(out).toBe(
      `==> lecture.grad <==\n${listing}\n==> empty.grad <==\n\n==> lecture.grad <==\n${listing}`,
    );
  });

  test("colours values and gradients where it may", async () => {
    const { out } = await nabla(["run", "lecture.grad"], true);
    expect(out).toContain("q = x + y  \x1b[36m= 3\x1b[0m    \x1b[35m∂f/∂q = -4\x1b[0m\n");
    const plain = ["\x1b[36m", "\x1b[35m", "\x1b[2m", "\x1b[0m"].reduce(
      (text, code) => text.replaceAll(code, ""),
      out,
    );
    expect(plain).toBe(listing);
  });

  test.each([
    [
      "broken.grad",
      1,
      "broken.grad:2:5: error: There is no function foo. (undefined-function)\nbroken.grad:3:5: warning: x / 0 gives ∞, where x is 3. (inf-forward)\n",
    ],
    [
      "told.grad",
      0,
      "told.grad:2:5: information: max(x, 0) compares with 0 element by element here; in PyTorch, 0 is the dimension to reduce. To say which, write maximum(x, 0) or max(x, dim=0). (second-argument)\n",
    ],
    [
      "vector.grad",
      0,
      "vector.grad:2:1: information: y is [2], not a single number, so this file has values and no gradients. For gradients write y.backward(ones(2)), or reduce it: sum(y). (no-target)\n",
    ],
  ])("says what is wrong with %s and ends with %d", async (file, status, err) => {
    const outcome = await nabla(["run", file]);
    expect(outcome.err).toBe(err);
    expect(outcome.status).toBe(status);
    expect(outcome.out.split("\n").length).toBe((files[file] as string).split("\n").length);
  });

  test("counts lines and columns as editors do, behind a byte order mark and Windows line ends too", async () => {
    const { err } = await nabla(["run", "crlf-broken.grad"]);
    expect(err.split("\n").map((line) => line.split(": ")[0])).toEqual([
      "crlf-broken.grad:2:2",
      "crlf-broken.grad:3:5",
      "",
    ]);
  });

  test("says what only the run can find", async () => {
    const { err, status } = await nabla(["run", "class.grad"]);
    expect(err).toBe(
      "class.grad:1:5: error: nll_loss: Index 3 is out of range: dimension 1 of x has size 2 (0 … 1). (refused)\n",
    );
    expect(status).toBe(1);
  });

  test("refuses a run that would not fit, and still prints the file", async () => {
    const { err, out, status } = await nabla(["run", "huge.grad"]);
    expect(err).toMatch(/^huge\.grad:1:5: error: .*\[100000, 100000\].*\(too-large\)\n$/);
    expect(out).toContain("x = zeros(100000, 100000)");
    expect(status).toBe(1);
  });

  test.each([
    [["run", "nowhere.grad"], "nabla: nowhere.grad: there is no such file\n"],
    [["run", "directory"], "nabla: directory: it is a folder, not a file\n"],
    [["run", "latin1.grad"], "nabla: latin1.grad: it is not text in UTF-8\n"],
    [["run"], "nabla: run needs a file: nabla run net.grad. See nabla run --help.\n"],
    [["run", "--folder=", "lecture.grad"], "nabla: run has no option --folder=. See nabla run --help.\n"],
    [["run", "--jsn", "lecture.grad"], "nabla: run has no option --jsn. See nabla run --help.\n"],
    [["rum"], 'nabla: there is no command "rum": it is run, check, format or lsp. See nabla --help.\n'],
    [["check"], "nabla: check needs a file: nabla check net.grad. See nabla check --help.\n"],
    [["check", "--json", "lecture.grad"], "nabla: check has no option --json. See nabla check --help.\n"],
    [["lsp", "--port"], "nabla: lsp has no option --port. See nabla --help.\n"],
  ])("%j is misuse", async (args, err) => {
    expect(await nabla(args)).toEqual({ status: 2, out: "", err, served: 0 });
  });

  test("goes on with the other files where one cannot be read, and says so in its status", async () => {
    const { out, err, status } = await nabla([
      "run",
      "--json",
      "nowhere.grad",
      "lecture.grad",
      "broken.grad",
    ]);
    expect(out.trimEnd().split("\n")).toHaveLength(2);
    expect(err).toMatch(/^nabla: nowhere\.grad: there is no such file\nbroken\.grad:2:5: error: /);
    expect(status).toBe(2);
  });

  test("takes what stands behind -- as files", async () => {
    expect((await nabla(["run", "--", "--json"])).err).toBe("nabla: --json: there is no such file\n");
  });
});

describe("nabla format", () => {
  test("writes what is another text then, and names it", async () => {
    const { status, out, err } = await nabla(["format", "lecture.grad", "untidy.grad"]);
    expect([status, out, err]).toEqual([0, "untidy.grad\n", ""]);
    expect(written).toEqual([["untidy.grad", "\uFEFFx = 1\r\n"]]);
  });

  test("with --check it writes nothing, and has status 1", async () => {
    expect(await nabla(["format", "--check", "untidy.grad"])).toMatchObject({
      status: 1,
      out: "untidy.grad\n",
    });
    expect(written).toEqual([]);
    expect(await nabla(["format", "--check", "lecture.grad"])).toMatchObject({ status: 0, out: "" });
  });

  test("says what it cannot do", async () => {
    const locked = await nabla(["format", "locked.grad"]);
    expect([locked.status, locked.err]).toEqual([2, "nabla: locked.grad: it may not be written\n"]);
    expect((await nabla(["format"])).err).toContain("format needs a file");
    expect((await nabla(["format", "--json", "x.grad"])).err).toContain("format has no option --json");
    expect((await nabla(["format", "--help"])).out).toContain("--check");
    expect((await nabla(["format", "latin1.grad"])).status).toBe(2);
  });
});

describe("nabla check", () => {
  test("says of every leaf how its gradient fits to central differences", async () => {
    const { out, err, status } = await nabla(["check", "lecture.grad"]);
    expect(out).toBe(
      ["x", "y", "z"]
        .map(
          (name, i) =>
            `lecture.grad:${i + 2}:1: good: ∂f/∂${name} agrees with central differences (1 element, no difference).\n`,
        )
        .join(""),
    );
    expect({ err, status }).toEqual({ err: "", status: 0 });
  });

  test("a wrong block and a wrong belief are mistakes, and the exit status says so", async () => {
    const { out, err, status } = await nabla(["check", "wrong.grad"]);
    expect(out).toMatch(
      /^wrong\.grad:5:1: wrong: ∂L\/∂x is not what central differences give \(1 element, relative error 2\)\.\n$/u,
    );
    expect(err).toMatch(
      /^wrong\.grad:4:12: warning: .*\(wrong-backward\)\nwrong\.grad:8:1: warning: .*\(wrong-gradient\)\n$/u,
    );
    expect(status).toBe(1);
  });

  test("where nothing can be checked it says why", async () => {
    const { out, status } = await nabla(["check", "empty.grad"]);
    expect(out).toBe(
      "empty.grad: There is no target: a line like L.backward() says what the gradients are of.\n",
    );
    expect(status).toBe(0);
  });
});

describe("nabla run --json", () => {
  const json = async (...args: string[]): Promise<unknown> => {
    const { out } = await nabla(["run", "--json", ...args]);
    expect(out.endsWith("\n")).toBe(true);
    expect(out.trimEnd()).not.toContain("\n");
    return JSON.parse(out);
  };

  test("prints one object on one line", async () => {
    expect(await json("lecture.grad")).toEqual({
      file: "lecture.grad",
      target: "f",
      values: { x: -2, y: 5, z: -4, q: 3, f: -12 },
      shapes: { x: [], y: [], z: [], q: [], f: [] },
      grads: { x: -4, y: -4, z: 3, q: -4, f: 1 },
      literals: [],
      problems: [],
    });
  });

  test("leaves out what has no value, and spells what JSON has no numbers for", async () => {
    expect(await json("broken.grad")).toEqual({
      file: "broken.grad",
      target: "z",
      values: { x: 3, z: "Infinity" },
      shapes: { x: [], z: [] },
      grads: { x: "Infinity", z: 1 },
      literals: [{ line: 3, column: 9, value: 0, grad: "-Infinity" }],
      problems: [
        {
          line: 2,
          column: 5,
          severity: "error",
          code: "undefined-function",
          message: "There is no function foo.",
        },
        {
          line: 3,
          column: 5,
          severity: "warning",
          code: "inf-forward",
          message: "x / 0 gives ∞, where x is 3.",
          data: { nans: 0, infs: 1, count: 1 },
        },
      ],
    });
  });

  test("has no gradients where there is no target", async () => {
    expect(await json("vector.grad")).toMatchObject({
      target: null,
      values: { x: [1, 2], y: [2, 4] },
      grads: {},
    });
    expect(await json("empty.grad")).toEqual({
      file: "empty.grad",
      target: null,
      values: {},
      shapes: {},
      grads: {},
      literals: [],
      problems: [],
    });
  });
});

describe("the rest", () => {
  test("says its version", async () => {
    expect(await nabla(["--version"])).toEqual({ status: 0, out: `${version}\n`, err: "", served: 0 });
  });

  test("explains itself when asked, and when it does not know what to do", async () => {
    const asked = await nabla(["--help"]);
    expect(asked.out).toContain("nabla run FILE…");
    expect(asked.status).toBe(0);
    expect(await nabla([])).toEqual({ status: 2, out: "", err: asked.out, served: 0 });
    const run = await nabla(["run", "--help"]);
    expect(run.out).toContain("--json");
    expect(run.status).toBe(0);
  });

  test("starts the language server", async () => {
    expect(await nabla(["lsp", "--stdio"])).toEqual({ status: 0, out: "", err: "", served: 1 });
  });
});

test("data and imports are read beside the file; data has no gradient", async () => {
  const { status, out, err } = await nabla(["run", "--json", "data.grad"]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject({
    values: {
      k: 3,
      X: [
        [1, 2],
        [3, 4],
      ],
      L: 12,
    },
    grads: { k: 4, L: 1 },
    problems: [],
  });
  expect((JSON.parse(out) as { grads: object }).grads).not.toHaveProperty("X");
});

test("a data file that is not there is a problem at its path", async () => {
  const { status, err } = await nabla(["run", "no-data.grad"]);
  expect(status).toBe(1);
  expect(err).toBe(
    "no-data.grad:1:10: error: gone.csv cannot be read. There is no such file. (cannot-read)\n",
  );
});

test("a further folder is read where an option names it", async () => {
  const { status, out, err } = await nabla([
    "run",
    "--json",
    "--folder=../data",
    "--folder=b",
    "no-data.grad",
  ]);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(JSON.parse(out)).toMatchObject({ values: { X: [[5, 6]] } });
});

test.each(["x.constructor", "x.csv.__proto__", "x.toString", "csv", "x.txt", ""])(
  "%j is no name of a data file",
  async (path) => {
    const { err } = await nabla(["run", `load(${path})`]);
    expect(err).toBe(
      `load(${path}):1:10: error: ${path} cannot be read. load reads .csv and .npy files; from … import reads .grad files. (cannot-read)\n`,
    );
  },
);
