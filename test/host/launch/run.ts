/** Child processes that never outlive this one. */
import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";

const children = new Set<ChildProcess>();
let guarded = false;

/** Starts a program as the leader of its own group, so that `endGroup` also ends what it started itself. */
export function start(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  guard();
  const child = spawn(command, args, { detached: process.platform !== "win32", ...options });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Ends a program started by `start` and everything in its group. */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): void {
  children.delete(child);
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Runs a program to its end; its output is returned, and is part of the error when it fails. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = start(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr?.on("data", (data: Buffer) => (output += data.toString()));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code ?? String(signal)}\n${output}`));
    });
  });
}

function guard(): void {
  if (guarded) return;
  guarded = true;
  // A friendly signal: a child that started groups of its own ends those first.
  const endAll = (): void => {
    for (const child of children) endGroup(child, "SIGTERM");
  };
  process.once("exit", endAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      endAll();
      process.exit(130);
    });
  }
}
