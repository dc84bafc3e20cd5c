/** Every value and every gradient of the golden programs and operators against what PyTorch computed for them. */
import { describe, expect, test } from "vitest";
import { fileResult, type FileResult } from "../../src/cli/json.ts";
import operators from "./operators.json";
import programs from "./programs.json";

type Numbers = number | readonly Numbers[];

interface Case {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly values: Readonly<Record<string, Numbers>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly grads: Readonly<Record<string, Numbers>>;
}

/** What this version has; a case that waits for one of them is a mistake of ours. */
const PROMISED = `
  where exp log log1p expm1 sqrt abs sign square reciprocal sin cos tan tanh erf floor ceil round maximum minimum max min amax amin sum
  mean prod clamp hypot atan2 gather reshape transpose permute T mT squeeze unsqueeze flatten broadcast_to cat stack matmul cumsum zeros
  ones full eye arange linspace rand randn detach param sigmoid logsigmoid relu leaky_relu elu silu gelu softplus softmax log_softmax
  logsumexp var std norm layer_norm mse_loss nll_loss cross_entropy binary_cross_entropy linear dot outer
  unfold fold conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d row_conv1d max_pool1d max_pool2d max_pool3d
  avg_pool1d avg_pool2d avg_pool3d lp_pool1d lp_pool2d feature_lp_pool adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d
  adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d fractional_max_pool2d fractional_max_pool3d max_unpool1d max_unpool2d
  max_unpool3d pad interpolate pixel_shuffle local_response_norm
`.split(/\s+/);

const cases = [...(programs as unknown as Case[]), ...(operators as unknown as Case[])].map((entry) => ({
  ...entry,
  result: fileResult(entry.id, entry.source).result,
}));

/** The functions that a case calls and that do not exist yet, by what the checker itself says. */
function missingFunctions({ source, result }: { readonly source: string; readonly result: FileResult }): readonly string[] {
  const lines = source.split("\n");
  return result.problems
    .filter((problem) => problem.code === "undefined-function")
    .map(({ line, column }) => /^\w+/u.exec((lines[line - 1] ?? "").slice(column - 1))?.[0] ?? "");
}

const waiting = cases.filter((entry) => missingFunctions(entry).length > 0);
const running = cases.filter((entry) => missingFunctions(entry).length === 0);

describe("golden", () => {
  test("all cases are here", () => {
    expect(programs.length).toBe(31);
    expect(operators.length).toBe(242);
  });

  test("cases wait only for functions that are still to come", () => {
    const missing = [...new Set(waiting.flatMap(missingFunctions))].sort();
    if (waiting.length > 0) {
      console.log(
        `golden: ${waiting.length} cases wait for functions not there yet (${missing.join(", ")}): ${waiting.map(({ id }) => id).join(", ")}`,
      );
    }
    expect(missing.filter((name) => PROMISED.includes(name))).toEqual([]);
  });

  test("every program runs, and every operator that is promised", () => {
    const ran = new Set(running.map(({ id }) => id));
    expect(programs.map(({ id }) => id).filter((id) => !ran.has(id))).toEqual([]);
    expect(operators.filter(({ op, id }) => PROMISED.includes(op) && !ran.has(id)).map(({ id }) => id)).toEqual([]);
    expect(ran.size).toBeGreaterThanOrEqual(219);
  });

  test.each(running)("$id", ({ result, ...expected }) => {
    expect(result.problems).toEqual([]);
    expect(result.target).toBe(expected.target);
    expect(result.shapes).toEqual(expected.shapes);
    expect(Object.keys(result.values)).toEqual(Object.keys(expected.values));
    expect(differences(result.values, expected.values)).toEqual([]);
    expect(Object.keys(expected.grads).length).toBeGreaterThan(0);
    expect(differences(result.grads, expected.grads)).toEqual([]);
  });
});

/** The names in which two sets of numbers differ, and by how much. */
function differences(found: FileResult["values"], expected: Case["values"]): readonly string[] {
  return Object.entries(expected).flatMap(([name, numbers]) => {
    const [a, b] = [flat(found[name]), flat(numbers)];
    if (a.length !== b.length || b.length === 0) return [`${name}: ${a.length} numbers, not ${b.length}`];
    const worst = Math.max(...b.map((value, i) => errorOf(a[i] as number, value)));
    return worst <= 1 ? [] : [`${name}: ${String(a)}, not ${String(b)}`];
  });
}

/** At most 1 where they agree: to 1e-9 of the size, near zero to 1e-12. */
function errorOf(found: number, expected: number): number {
  if (Object.is(found, expected)) return 0;
  const error = Math.abs(found - expected) / Math.max(1e-9 * Math.abs(expected), 1e-12);
  return Number.isNaN(error) ? Infinity : error;
}

function flat(numbers: unknown): number[] {
  return numbers === undefined ? [] : [numbers].flat(Infinity).map(Number);
}
