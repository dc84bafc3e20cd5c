/** PyTorch on one thread, in a process of its own that is asked by lines. */
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface PyTorch {
  readonly version: string;
  load(order: {
    readonly name: string;
    readonly folder: string;
    readonly sizes: Readonly<Record<string, readonly number[]>>;
    readonly data: Readonly<Record<string, readonly number[]>>;
    readonly more: Readonly<Record<string, number>>;
  }): Promise<void>;
  /** The milliseconds of one pass forward and backward. */
  measure(): Promise<number>;
  /** Writes the loss and the leaves' gradients, one behind the other. */
  values(path: string): Promise<void>;
  end(): void;
}

/** `python3` may be another than the distribution's, which has the distribution's packages. */
const interpreters = ["python3", "/usr/bin/python3"];

/** Undefined where no Python has PyTorch. */
export async function startPyTorch(): Promise<PyTorch | undefined> {
  const python = interpreters.find((name) => spawnSync(name, ["-c", "import torch, numpy"]).status === 0);
  if (python === undefined) return undefined;
  const child = spawn(python, [fileURLToPath(new URL("peer.py", import.meta.url))], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (order: object): Promise<Record<string, unknown>> => {
    child.stdin.write(`${JSON.stringify(order)}\n`);
    const line = await lines.next();
    if (line.done === true) throw new Error(`PyTorch's process ended at ${JSON.stringify(order)}`);
    return JSON.parse(line.value) as Record<string, unknown>;
  };
  return {
    version: String((await ask({ do: "version" }))["version"]),
    load: async (order) => {
      await ask({ do: "load", ...order });
    },
    measure: async () => Number((await ask({ do: "measure" }))["milliseconds"]),
    values: async (path) => {
      await ask({ do: "values", path });
    },
    end: () => child.stdin.end(),
  };
}
