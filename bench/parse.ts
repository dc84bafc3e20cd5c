/** What parsing costs per line, warm, on files of growing size: the last column stays near 1 if the parser is linear. */
import { parse } from "../src/syntax/parser.ts";
import { median, printTable, type Table, timesOf } from "./table.ts";

const warmUps = 30;

export function benchParse(sizes: readonly number[] = [1_000, 2_000, 10_000], repeats = 31): Table {
  let first: number | undefined;
  const rows = sizes.map((lines) => {
    const text = sampleText(lines);
    timesOf(Math.min(warmUps, repeats), () => parse(text));
    const milliseconds = median(timesOf(repeats, () => parse(text)));
    const each = milliseconds / lines;
    first ??= each;
    return { lines, "median ms": milliseconds, "ns per line": each * 1e6, "to the shortest": each / first };
  });
  return { name: "Parse", rows };
}

/** A mix of what files hold: arithmetic, calls, lists, indices, functions, loops and comments. */
function sampleText(lines: number): string {
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
