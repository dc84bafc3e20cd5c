/** What it costs to compare the values of a file with its gradients: all its hints with the comparison beside all without. */
import { createAnalyser, PLAIN_REQUEST } from "../src/analysis.ts";
import { lineHints } from "../src/features/hints.ts";
import { plainView, type View } from "../src/features/view.ts";
import { createEngine, runAnalysis } from "../src/run.ts";
import { sampleText } from "./edit.ts";
import { denseLayer } from "../test/fixtures/dense-layer.ts";
import { median, type Table } from "./table.ts";

const HINTS = { value: true, gradient: true, shape: false, columns: 50, maximumLength: 80 };

/** A dense layer with its backward pass by hand. */
const dense = `${denseLayer}dE = 2 * E / 8
dW = X.T @ dE
db = sum(dE, dim=0)
dX = dE @ W.T`;

export function benchHints(lines = 1_000, rounds = 15, batch = 10): Table {
  const plain = sampleText(lines);
  const blocks = [...plain.matchAll(/^a(\d+) = /gm)].map(([, i]) => i ?? "");
  const homework = blocks.map((i) => `dz${i} = where(c${i} > 0.1, -c${i}, 0) * 2 * h${i} * (1 - h${i} ** 2)`);
  const texts: readonly (readonly [string, string, number])[] = [
    ["a dense layer and its gradients by hand", dense, 20 * batch],
    [`${lines} lines`, plain, batch],
    [`${lines} lines and ${blocks.length} gradients by hand`, [plain, ...homework].join("\n"), batch],
  ];
  return {
    name: "All hints of a file, fresh, without and with the comparison",
    rows: texts.map(([file, text, views]) => {
      const times = { without: [] as number[], with: [] as number[] };
      // The first rounds are thrown away: nothing is compiled yet.
      for (let round = -rounds; round < rounds; round++) {
        for (const compare of round % 2 === 0 ? [true, false] : [false, true]) {
          const fresh = Array.from({ length: views }, () => viewOf(text));
          const before = process.threadCpuUsage();
          for (const view of fresh) lineHints(view, { ...HINTS, compare });
          // Of this thread alone: on a machine that has other work too, time on the clock says nothing of a tenth.
          const { user, system } = process.threadCpuUsage(before);
          if (round >= 0) times[compare ? "with" : "without"].push((user + system) / 1000 / views);
        }
      }
      const [off, on] = [median(times.without), median(times.with)];
      // Of a file of a few lines a coarse clock may see nothing.
      return { file, "CPU ms without": off, "CPU ms with": on, ratio: off === 0 ? 1 : on / off };
    }),
  };
}

/** Nothing is kept from one time to the next: every comparison is made again. */
function viewOf(text: string): View {
  const analysis = createAnalyser().analyse(text, 1, PLAIN_REQUEST);
  const numbers = runAnalysis(createEngine(), analysis, Infinity).numbers;
  return plainView(analysis, numbers, true);
}
