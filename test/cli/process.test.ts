/** The built command as a process: streams, the exit status, a pipe that closes early, and the language server in it. Needs a build. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";

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
  expect({ err, status }).toEqual({ err: "nabla: examples: this is a directory, not a file\n", status: 2 });
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
