/** The nabla command's connection to the terminal: arguments, files, streams and the exit status. */
import { writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { messageOf, stackOf } from "../base/fault.ts";
import { MAX_TEXT_BYTES } from "../data/entry.ts";
import { isIn, readAnywhere, readIn, realFolder } from "../server/disk.ts";
import { explain } from "../server/unread.ts";
import { runCommand } from "./command.ts";

const { stdout, stderr, env } = process;
const stacks = (env["NABLA_STACK"] ?? "") !== "";

const door = {
  place: process.cwd(),
  remedy: "The option --folder=DIR lets files of a further folder be read.",
};

// `nabla run net.grad | head` closes the pipe early: that ends the command, quietly.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

runCommand(process.argv.slice(2), {
  async readFile(path) {
    const found = await readAnywhere(path, MAX_TEXT_BYTES);
    return found.kind === "read" ? found.bytes : explain(found, { ...door, mostBytes: MAX_TEXT_BYTES })[0];
  },
  async readBeside(file, further, path, mostBytes) {
    const folder = dirname(resolve(file));
    const [real, working] = await Promise.all([realFolder(folder), realFolder(process.cwd())]);
    const place = isIn(real, working) ? process.cwd() : folder;
    const found = await readIn(
      resolve(folder, path),
      [place, ...further.map((one) => resolve(one))],
      mostBytes,
    );
    return found.kind === "read" ? found.bytes : explain(found, { ...door, place, mostBytes }).join(" ");
  },
  async writeFile(path, text) {
    try {
      await writeFile(path, text);
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  },
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  color: stdout.isTTY && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
  stacks,
  async serve() {
    const { serveStdio } = await import("../server/stdio.ts");
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
