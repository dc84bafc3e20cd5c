/** Whole programs beside PyTorch on one thread, in turns in one run: `npm run bench:peers`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Analysis, createAnalyser, PLAIN_REQUEST } from "../../src/analysis.ts";
import type { Node } from "../../src/graph/ir.ts";
import { createEngine, type Engine, runAnalysis, runRoots } from "../../src/run.ts";
import { hostKernels } from "../../src/server/kernels.ts";
import { type Kernels, plainKernels } from "../../src/tensor/kernels.ts";
import { elementCount, type Tensor } from "../../src/tensor/tensor.ts";
import { printTable, type Row, type Table } from "../table.ts";
import { peerPrograms, type PeerProgram } from "./programs.ts";
import { type PyTorch, startPyTorch } from "./pytorch.ts";

const limitBytes = 2 ** 33;
/** As close as two orders of the same sums come, beside the largest entry. */
const CLOSE = 1e-9;

export interface PeerOptions {
  /** The sizes of the large programs are divided by it. */
  readonly scale?: number;
  /** The best of so many turns is shown. */
  readonly turns?: number;
  /** The names of the programs that are run; all of them where it is empty. */
  readonly only?: readonly string[];
  readonly pytorch?: PyTorch | undefined;
}

export async function benchPeers({
  scale = 1,
  turns = 5,
  only = [],
  pytorch,
}: PeerOptions = {}): Promise<Table> {
  const rows: Row[] = [];
  for (const program of peerPrograms(scale)) {
    if (only.length > 0 && !only.includes(program.name)) continue;
    rows.push(await rowOf(program, turns, pytorch));
  }
  const peer = pytorch === undefined ? "no PyTorch was found" : `PyTorch ${pytorch.version}, one thread`;
  return { name: `Whole programs, forward, backward and all values; ${peer}`, rows };
}

async function rowOf(program: PeerProgram, turns: number, pytorch: PyTorch | undefined): Promise<Row> {
  const analysis = analysed(program);
  const { kernels, peakOf } = watched(hostKernels(console.log));
  const engine = newEngine(kernels);
  runAnalysis(engine, analysis, limitBytes);
  // Beside the plain kernels where there is no PyTorch to stand beside.
  const plain = pytorch === undefined ? newEngine(plainKernels) : undefined;
  if (plain !== undefined) runAnalysis(plain, analysis, limitBytes);
  let far = 0;
  if (pytorch !== undefined) far = await difference(program, analysis, engine, pytorch);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const timeOf = (own: Engine, set: Kernels): number =>
      program.cold === true ? coldTime(program, set) : changedTime(program, analysis, own, turn);
    if (pytorch !== undefined) theirs.push(await pytorch.measure());
    else theirs.push(timeOf(plain!, plainKernels));
    ours.push(timeOf(engine, kernels));
  }
  const seen = analysis.roots.reduce((sum, { sizes }) => sum + elementCount(sizes), 0);
  // The plain kernels' values would be in it too.
  const peak = plain === undefined ? peakOf(() => changedTime(program, analysis, engine, turns)) : undefined;
  const [best, peer] = [Math.min(...ours), Math.min(...theirs)];
  return {
    program: program.what,
    [pytorch === undefined ? "plain kernels ms" : "PyTorch ms"]: peer,
    "Nabla ms": best,
    ratio: peer / best,
    "GFLOP/s": program.flops === undefined ? "" : program.flops / best / 1e6,
    "peak MB": peak === undefined ? "" : peak / 2 ** 20,
    "peak / values": peak === undefined ? "" : peak / (seen * Float64Array.BYTES_PER_ELEMENT),
    "largest difference": pytorch === undefined ? "" : far.toExponential(0),
  };
}

/** Kernels, and the most bytes that all arrays of the process take while they multiply in a run, and after it. */
function watched(kernels: Kernels): { readonly kernels: Kernels; peakOf(run: () => void): number } {
  let [peak, isWatching] = [0, false];
  const look = (): void => {
    if (isWatching) peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  };
  return {
    kernels: {
      ...kernels,
      multiply(...operands) {
        kernels.multiply(...operands);
        look();
      },
    },
    peakOf(run) {
      // What programs before this one have left behind is not its own.
      setFlagsFromString("--expose-gc");
      runInNewContext("gc()");
      [peak, isWatching] = [0, true];
      run();
      look();
      isWatching = false;
      return peak;
    },
  };
}

function newEngine(kernels: Kernels): Engine {
  return createEngine(undefined, () => performance.now(), kernels);
}

function analysed(program: PeerProgram): Analysis {
  const sources = new Map(
    dataOf(program).map(([name, tensor]) => [`${name}.npy`, { kind: "data", tensor } as const]),
  );
  const analysis = createAnalyser().analyse(program.text, 0, { ...PLAIN_REQUEST, sources });
  const problem = analysis.problems[0];
  if (problem !== undefined) throw new Error(`internal: the benchmark's text is broken: ${problem.message}`);
  return analysis;
}

/** The loaded data: numbers between -1 and 1 that look like no pattern. */
function dataOf({ data = {} }: PeerProgram): readonly (readonly [name: string, value: Tensor])[] {
  return Object.entries(data).map(([name, sizes]) => {
    const numbers = Float64Array.from({ length: elementCount(sizes) }, (_, i) => Math.sin(i * i));
    return [name, { sizes, data: numbers }] as const;
  });
}

function coldTime(program: PeerProgram, kernels: Kernels): number {
  const start = performance.now();
  runAnalysis(newEngine(kernels), analysed(program), limitBytes);
  return performance.now() - start;
}

/** From new numbers of the first leaf to all that a person is told: they are copied in, and values are summed up. */
function changedTime(program: PeerProgram, analysis: Analysis, engine: Engine, turn: number): number {
  const leaf = leafOf(program.leaves[0]!, analysis);
  const old = valueOf(leaf, engine);
  const value = { sizes: old.sizes, data: old.data.map((number) => number * (1 + 1e-3 * (turn + 1))) };
  const inputs = new Map([...analysis.inputs, [leaf, value]]);
  const start = performance.now();
  const { kind, evaluated } = runRoots(engine, analysis.roots, inputs, limitBytes).answer;
  const time = performance.now() - start;
  if (kind !== "done" || evaluated === 0) throw new Error(`internal: the run is ${kind}`);
  return time;
}

function leafOf(name: string, { program }: Analysis): Node {
  const node = program.bindings.find((binding) => binding.topLevel && binding.name === name)?.value;
  if (node === undefined) throw new Error(`internal: there is no ${name}`);
  return node;
}

function valueOf({ id, sizes }: Node, { executor }: Engine): Tensor {
  const value = executor.window(id, { starts: sizes.map(() => 0), sizes });
  if (value === undefined) throw new Error("internal: a value is missing");
  return value;
}

/** Gives PyTorch the leaves' numbers; the largest difference of the loss and of a gradient, beside its own largest entry. */
async function difference(
  program: PeerProgram,
  analysis: Analysis,
  engine: Engine,
  pytorch: PyTorch,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "nabla-peers-"));
  try {
    const leaves = program.leaves.map((name) => ({ name, node: leafOf(name, analysis) }));
    for (const { name, node } of leaves)
      writeFileSync(join(folder, `${name}.f64`), valueOf(node, engine).data);
    for (const [name, { data }] of dataOf(program)) writeFileSync(join(folder, `${name}.f64`), data);
    const sizes = Object.fromEntries(leaves.map(({ name, node }) => [name, node.sizes]));
    const { name, data = {}, more = {} } = program;
    await pytorch.load({ name, folder, sizes, data, more });
    const path = join(folder, "values.f64");
    await pytorch.values(path);
    const bytes = readFileSync(path);
    const theirs = new Float64Array(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    );
    const target = analysis.target?.node;
    const ours = [target, ...leaves.map(({ node }) => analysis.gradient?.of(node))];
    let [at, far] = [0, 0];
    for (const node of ours) {
      if (node === undefined) throw new Error(`internal: ${program.name} lacks a gradient`);
      const { data } = valueOf(node, engine);
      far = Math.max(far, distance(data, theirs.subarray(at, at + data.length)));
      at += data.length;
    }
    if (!(far <= CLOSE) || at !== theirs.length)
      throw new Error(`${program.what}: PyTorch computes other numbers, they differ by ${far}.`);
    return far;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function distance(ours: Float64Array, theirs: Float64Array): number {
  let [far, largest] = [0, 0];
  for (let i = 0; i < theirs.length; i++) {
    largest = Math.max(largest, Math.abs(theirs[i]!));
    far = Math.max(far, Math.abs(ours[i]! - theirs[i]!));
  }
  return far === 0 ? 0 : far / largest;
}

if (import.meta.main) {
  const pytorch = await startPyTorch();
  if (pytorch === undefined)
    console.log(
      "No Python here has PyTorch: the plain kernels stand in its place. docs/performance.md says how to get it.",
    );
  printTable(await benchPeers({ only: process.argv.slice(2), pytorch }));
  pytorch?.end();
}
