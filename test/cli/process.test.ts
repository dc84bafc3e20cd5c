/** The built command as a process: streams, the exit status, a pipe that closes early, and the language server in it. Needs a build. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../server/workspace.ts";

const root = join(import.meta.dirname, "../..");
const command = join(root, "dist/cli.cjs");

beforeAll(() => {
  expect(existsSync(command), "run `npm run build` first").toBe(true);
});

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command to its end; `until` says when enough was read, so that the pipe is closed. */
function nabla(args: readonly string[], input = "", until?: (out: string) => boolean): Promise<Ended> {
  const child = spawn(process.execPath, [command, ...args], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "" },
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    if (until?.(out) === true) child.stdout.destroy();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  child.stdin.on("error", () => undefined);
  child.stdin.write(input);
  if (!args.includes("lsp")) child.stdin.end();
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, out, err })));
}

test("prints values and gradients without colours where nobody sees them", async () => {
  const { out, err, status } = await nabla(["run", "examples/01-product.grad"]);
  expect(out).toMatch(/^q = x \+ y +[=] 3 +∂f\/∂q = -4$/m);
  expect(out).not.toContain("\x1b");
  expect({ err, status }).toEqual({ err: "", status: 0 });
});

test("prints JSON and problems on streams of their own", async () => {
  const { out, err, status } = await nabla([
    "run",
    "--json",
    "examples/01-product.grad",
    "examples/none.grad",
  ]);
  expect(JSON.parse(out)).toMatchObject({ file: "examples/01-product.grad", grads: { x: -4, y: -4, z: 3 } });
  expect({ err, status }).toEqual({ err: "nabla: examples/none.grad: there is no such file\n", status: 2 });
});

test("says what a directory is", async () => {
  const { err, status } = await nabla(["run", "examples"]);
  expect({ err, status }).toEqual({ err: "nabla: examples: it is a folder, not a file\n", status: 2 });
});

interface Printed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly { readonly message: string }[];
}

/** What a text says of the path that it loads. */
async function load(folder: string, path: string, ...options: readonly string[]): Promise<unknown> {
  writeFileSync(join(folder, "main.grad"), `X = load(${JSON.stringify(path)})\n`);
  const { out } = await nabla(["run", "--json", ...options, join(folder, "main.grad")]);
  const { values, problems } = JSON.parse(out) as Printed;
  return values["X"] ?? problems.map(({ message }) => message).join();
}

test("reads files of the file's own folder and of those that are named, by their real paths", async () => {
  const { path: place } = temporaryFolder({
    "ws/..odd.csv": "1,2\n",
    "ws/x.constructor": "1,2\n",
    "outside/secret.csv": "hush,hush\nroot:x:0,0\n",
    "outside/s.csv": "3,4\n",
    "ws/lib/a.csv": "5,6\n",
  });
  const folder = join(place, "ws");
  symlinkSync("../outside/secret.csv", join(folder, "link.csv"));
  symlinkSync("../outside", join(folder, "dir"));
  symlinkSync("lib/a.csv", join(folder, "inner.csv"));
  execFileSync("mkfifo", [join(folder, "fifo.csv")]);
  expect(await load(folder, "..odd.csv")).toEqual([[1, 2]]);
  expect(await load(folder, "inner.csv")).toEqual([[5, 6]]);
  const remedy = "The option --folder=DIR lets files of a further folder be read.";
  expect(await load(folder, "link.csv")).toBe(
    `link.csv cannot be read. A symbolic link leads from there out of ${folder}. ${remedy}`,
  );
  expect(await load(folder, "../outside/s.csv")).toBe(
    `../outside/s.csv cannot be read. It lies outside of ${folder}. ${remedy}`,
  );
  expect(await load(folder, "dir/s.csv")).toMatch("A symbolic link leads from there");
  expect(await load(folder, "dir/s.csv", `--folder=${join(place, "outside")}`)).toEqual([[3, 4]]);
  expect(await load(folder, "fifo.csv")).toMatch("It is a pipe, a socket or a device, not a file.");
  expect(await load(folder, "x.constructor")).toMatch("load reads .csv and .npy files");
  const { err, status } = await nabla(["run", join(folder, "fifo.csv"), "/dev/zero"]);
  expect(err.replaceAll(folder, "")).toBe(
    "nabla: /fifo.csv: it is a pipe, a socket or a device, not a file\n" +
      "nabla: /dev/zero: it is a pipe, a socket or a device, not a file\n",
  );
  expect(status).toBe(2);
});

test("ends quietly when its reader has read enough", async () => {
  const many = new Array<string>(200).fill("examples/09-two-layer-net.grad");
  const { err, status } = await nabla(["run", ...many], "", (out) => out.includes("\n"));
  expect({ err, status }).toEqual({ err: "", status: 0 });
});

test("serves an editor over standard input and output, and ends when it is told to", async () => {
  const message = (content: object): string => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...content });
    return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  const input = [
    { id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } },
    { method: "initialized", params: {} },
    { id: 2, method: "shutdown" },
    { method: "exit" },
  ];
  const { out, status } = await nabla(["lsp", "--stdio"], input.map(message).join(""));
  expect(out).toContain('"serverInfo":{"name":"nabla"');
  expect(status).toBe(0);
});
