/** The nabla command's connection to the terminal: arguments, files, streams and the exit status. */
import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { messageOf, stackOf } from "../base/fault.ts";
import { runCommand } from "./command.ts";

const { stdout, stderr, env } = process;
const stacks = (env["NABLA_STACK"] ?? "") !== "";

// `nabla run net.grad | head` closes the pipe early: that ends the command, quietly.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

runCommand(process.argv.slice(2), {
  readFile: (path) => readFile(path),
  readBeside(file, path) {
    const folder = dirname(resolve(file));
    const root = isWithin(process.cwd(), folder) ? process.cwd() : folder;
    const full = resolve(folder, path);
    return isWithin(root, full) ? readFile(full) : Promise.reject(new Error(`it lies outside of ${root}`));
  },
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  color: stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
  stacks,
  async serve() {
    const { serveStdio } = await import("../server/node.ts");
    serveStdio();
  },
}).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    stderr.write(`nabla: internal: ${stacks ? stackOf(error) : messageOf(error)}.\n`);
    process.exitCode = 2;
  },
);

function isWithin(folder: string, path: string): boolean {
  const inner = relative(folder, path);
  return !inner.startsWith("..") && !isAbsolute(inner);
}
