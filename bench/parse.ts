/** What parsing costs per line, warm, on files of growing size: the last column stays flat if the parser is linear. */
import { parse } from "../src/syntax/parser.ts";
import { median, printTable, type Table } from "./table.ts";

const sizes = [1_000, 2_000, 10_000];
const warmUps = 30;
const repeats = 31;

export function benchParse(): Table {
  const rows = sizes.map((lines) => {
    const text = sampleText(lines);
    for (let i = 0; i < warmUps; i++) parse(text);
    const times = Array.from({ length: repeats }, () => {
      const start = performance.now();
      parse(text);
      return performance.now() - start;
    });
    const milliseconds = median(times);
    return { lines, "median ms": milliseconds, "ms per 1 000 lines": (milliseconds / lines) * 1_000 };
  });
  return { name: "Parse", rows };
}

/** A mix of what files hold: arithmetic, calls, lists, indices, functions, loops and comments. */
export function sampleText(lines: number): string {
  const text: string[] = [];
  for (let i = 0; text.length < lines; i++) {
    text.push(
      `# layer ${i}`,
      `x${i} = ${i}.5 * (a + b) ** 2 - c / 3`,
      `W${i} = [[0.2, -0.5, 0.1], [0.7, -0.3, 0.8]]`,
      `h${i} = relu(x${i} @ W${i}.T + bias[0, 1:3])`,
      `def f${i}(x, scale=2):`,
      `    y = softmax(x * scale, dim=-1)`,
      `    return sum(y * log(y))`,
      `for i in range(3):`,
      `    total${i} += h${i}[i] if i > 0 else -1e-3`,
      `y${i}, z${i} = f${i}(h${i}), where(x${i} > 0 and x${i} < 1, x${i}, 0)`,
    );
  }
  return text.slice(0, lines).join("\n");
}

if (import.meta.main) printTable(benchParse());
