/** Every benchmark runs to its end on tiny sizes; what it measures on a machine is not judged here. */
import { expect, test } from "vitest";
import { benchEdit } from "../bench/edit.ts";
import { benchGrowth } from "../bench/growth.ts";
import { benchHints } from "../bench/hints.ts";
import { benchLayout } from "../bench/layout.ts";
import { benchLenet } from "../bench/lenet.ts";
import { benchMatmul } from "../bench/matmul.ts";
import { benchPeers } from "../bench/peers/index.ts";
import { benchParse } from "../bench/parse.ts";
import { benchRequests } from "../bench/requests.ts";
import { benchScalarGraph } from "../bench/scalar-graph.ts";
import { benchStages } from "../bench/stages.ts";
import { percentile, type Table } from "../bench/table.ts";

test.each<[string, number, () => Table | Promise<Table>]>([
  ["parse", 2, () => benchParse([10, 20], 1)],
  ["scalar graph", 4, () => benchScalarGraph(400, 1)],
  ["growth", 2, () => benchGrowth([10, 20], 1)],
  ["layout", 1, () => benchLayout([10], 1)],
  ["matrix product", 1, () => benchMatmul([[4, 4, 4]], { enough: 1, repeats: 1 })],
  ["LeNet", 3, () => benchLenet(1)],
  ["whole programs", 13, () => benchPeers({ scale: 64, turns: 1 })],
  ["stages of two kinds of edit", 16, () => benchStages([20], 2)],
  ["hints", 3, () => benchHints(20, 1, 1)],
  ["requests", 25, () => benchRequests([30, 60], 1)],
  ["edit", 5, () => benchEdit({ lines: [20], turns: 20, steps: 3, elements: 100 }, 2)],
])("%s: one row for each size, and a number in each", { timeout: 60_000 }, async (_name, length, bench) => {
  const { rows } = await bench();
  expect(rows).toHaveLength(length);
  for (const row of rows) {
    const numbers = Object.values(row).filter((cell) => typeof cell === "number");
    expect(numbers).not.toEqual([]);
    // A slope may fall.
    expect(numbers.every((number) => Number.isFinite(number))).toBe(true);
    expect(numbers.filter((number) => number < 0).length).toBeLessThanOrEqual("slope" in row ? 1 : 0);
  }
});

test("an edit of one leaf computes again what depends on it, and nothing else", () => {
  const computed = new Map(benchScalarGraph(4000, 1).rows.map((row) => [row["step"], row["nodes computed"]]));
  expect(computed.get("cold")).toBeGreaterThan(4000);
  expect(computed.get("after a one-line edit")).toBeLessThan(Number(computed.get("cold")) / 20);
  expect(computed.get("unchanged")).toBe(0);
});

test.each([
  [[3, 1, 2], 50, 2],
  [[4, 1, 2, 3], 95, 4],
  [[5], 95, 5],
])("of %j, %i per cent are at most %i", (values, percent, expected) => {
  expect(percentile(values, percent)).toBe(expected);
});
