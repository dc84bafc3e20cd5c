/** What every record of a gate gets for free: its promises held against its kernel, its rule against numbers, its texts against a reviewed file. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isRefusal, operandSpec, type Gate, type Node } from "../../src/graph/ir.ts";
import { verify } from "../../src/graph/verify.ts";
import { gateByName, gates } from "../../src/ops/index.ts";
import { binaryPrecedence, unaryPrecedence } from "../../src/syntax/precedence.ts";
import { shapeOf, sizesOf } from "../../src/tensor/shape.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { builder } from "../graph/build.ts";
import {
  applyTo,
  combine,
  dot,
  evaluate,
  gradients,
  leaf,
  numericGradient,
  sent,
  sumTo,
  withDefaults,
} from "./evaluate.ts";
import { drawn, operandsOf } from "./samples.ts";

/** Gates that have no gradient although their result follows their operand: they stop it on purpose. */
const STOPS = ["detach", "param"];

const cases = gates.flatMap((gate) =>
  gate.samples.map((sample, i) => ({
    name: `${gate.name} ${i} ${JSON.stringify(sample.shapes)}`,
    gate,
    sample,
  })),
);

describe("the table", () => {
  test("has one gate a name, and every gate has samples", () => {
    expect(gates.length).toBeGreaterThan(50);
    expect(new Set(gates.map((gate) => gate.name)).size).toBe(gates.length);
    for (const gate of gates) expect(gateByName(gate.name)).toBe(gate);
    const unsampled = gates.filter((gate) => gate.samples.length === 0).map((gate) => gate.name);
    expect(unsampled).toEqual(["literal", "constant", "bool_constant", "data"]);
  });

  test("has every gate that a file of the folder makes", async () => {
    const folder = join(import.meta.dirname, "../../src/ops");
    const modules = await Promise.all(
      readdirSync(folder).map(async (file) => (await import(join(folder, file))) as Record<string, unknown>),
    );
    const made = modules.flatMap((module) =>
      Object.values(module).flatMap((value) =>
        typeof value === "function" && "gate" in value ? [(value.gate as Gate).name] : [],
      ),
    );
    expect(made.sort()).toEqual(gates.map(({ name }) => name).sort());
  });

  test("has one gate for each operator of the language, as tightly bound as the parser reads it", () => {
    const found = (operands: number): Record<string, number> => {
      const table: Record<string, number> = {};
      for (const { infix, operands: specs } of gates) {
        if (infix !== undefined && specs.length === operands) table[infix.token] = infix.precedence;
      }
      return table;
    };
    const { is: _, "is not": __, ...twoSided } = binaryPrecedence;
    const { "+": ___, ...prefix } = unaryPrecedence;
    expect(found(2)).toEqual(twoSided);
    expect(found(1)).toEqual(prefix);
    const tokens = gates.flatMap((gate) =>
      gate.infix === undefined ? [] : [`${gate.infix.token} ${gate.operands.length}`],
    );
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  test("says the same to a reader as when it was last reviewed", async () => {
    await expect(gates.map(describeGate).join("\n")).toMatchFileSnapshot("gate-texts.txt");
  });
});

describe.each(gates.map((gate) => ({ name: gate.name, gate })))("$name", ({ gate }) => {
  test("speaks in sentences", () => {
    const texts = [gate.doc, gate.pattern.text, ...gate.kinks.map((kink) => kink.text)];
    if (typeof gate.vjp !== "function") texts.push(gate.vjp.none);
    for (const operand of gate.operands) texts.push(operand.doc);
    for (const spec of Object.values(gate.attrs)) texts.push(spec.doc);
    for (const text of texts) expect(text).toMatch(/^\S(?!.* {2}).* .*[^.\s]\.$/u);
  });

  test("has templates for the operands and attributes that it has", () => {
    const known = new Set([...gate.operands.map((operand) => operand.name), ...Object.keys(gate.attrs)]);
    // Its value is no attribute: it comes with the run.
    if (gate.isGiven === true) known.add("value");
    for (const template of Object.values(gate.python)) {
      expect(template).not.toBe("");
      for (const [, hole] of template.matchAll(/\{(\w*)\}/g)) expect(known).toContain(hole);
      expect(template.replace(/\{\w+\}/g, "")).not.toMatch(/[{}]/);
    }
  });

  const { neutral } = gate;
  if (neutral !== undefined) {
    test("leaves an operand as it is beside what it calls neutral", () => {
      expect(neutral.length).toBe(2);
      neutral.forEach((value, i) => {
        if (value === undefined) return;
        const operands = [3.7, 3.7].map((other, at) => number(at === i ? value : other));
        expect(evaluate(applyTo(gate, operands)).data[0]).toBe(3.7);
      });
    });
  }

  const { pole } = gate;
  if (pole !== undefined) {
    test.each(pole.at)("has a slope beyond all bounds near its pole %d", (at) => {
      const steepest = [-1, 1].map((side) => {
        const near = (distance: number): number => {
          const operands = gate.operands.map((_, i) =>
            number(i === pole.operand ? at + side * distance + (pole.every ?? 0) : 0.5),
          );
          const node = applyTo(gate, operands);
          return Math.abs(gradients(node, number(1), node.inputs)[pole.operand]!.data[0]!);
        };
        return near(1e-9) / near(1e-3);
      });
      expect(Math.max(...steepest.filter(Number.isFinite))).toBeGreaterThan(500);
    });
  }

  const { order } = gate;
  if (order !== undefined) {
    test("names the positions that it has", () => {
      const names = [...gate.operands.map((operand) => operand.name), ...Object.keys(gate.attrs)];
      expect([...order].sort()).toEqual(names.sort());
    });
  }

  test.each(gate.rejects.map((reject) => [reject.reason, reject] as const))(
    "refuses: %s",
    (reason, reject) => {
      const result = gate.shape(reject.shapes.map(shapeOf), withDefaults(gate, reject.attrs ?? {}));
      expect(isRefusal(result) ? result.refused : "(accepted)").toBe(reason);
      for (const [, hole] of reason.matchAll(/\{(\w+)\}/g)) {
        expect(gate.operands.map((operand) => operand.name)).toContain(hole);
      }
    },
  );

  test.each(gate.kinks.map((kink) => [kink.text, kink] as const))("at its kink: %s", (_, kink) => {
    const operands = kink.at.length === gate.operands.length ? kink.at.map(number) : [vector(kink.at)];
    const node = applyTo(gate, operands, kink.attrs);
    const upstream = { sizes: node.sizes, data: evaluate(node).data.map(() => 1) };
    const given = gradients(node, upstream, node.inputs).flatMap((tensor) => [...tensor.data]);
    expect(given.map(withoutSignOfZero)).toEqual(kink.gives);
  });
});

describe.each(cases)("$name", ({ gate, sample, name }) => {
  const operands = operandsOf(gate, sample, name);
  const node = applyTo(gate, operands, sample.attrs);
  const g = drawn(`${name} g`, node.sizes, -1, 1);
  const differentiable = operands.map(
    (_, i) => !["bool", "integer"].includes(operandSpec(gate, i)?.holds ?? "number"),
  );

  test("gives the shape that it promised", () => {
    const promised = gate.shape(
      operands.map((tensor) => shapeOf(tensor.sizes)),
      node.attrs,
    );
    expect(isRefusal(promised) ? promised : sizesOf(promised)).toEqual(node.sizes);
    const value = evaluate(node);
    expect(value.sizes).toEqual(node.sizes);
    expect(value.data.length).toBe(node.sizes.reduce((product, size) => product * size, 1));
    if (node.dtype === "bool") expect(value.data.every((bit) => bit === 0 || bit === 1)).toBe(true);
  });

  test("leaves its operands as they are", () => {
    const before = operands.map((tensor) => tensor.data.slice());
    const again = applyTo(gate, operands, sample.attrs);
    evaluate(again);
    gradients(again, g, again.inputs);
    expect(operands.map((tensor) => tensor.data)).toEqual(before);
  });

  const { scalar } = gate;
  if (scalar !== undefined && node.sizes.length === 0) {
    test("has a fast path for numbers that agrees", () => {
      const [a = 0, b = 0, c = 0] = operands.map((tensor) => tensor.data[0] as number);
      expect(scalar(a, b, c)).toBe(evaluate(node).data[0]);
    });
  }

  if (operands.length === 0) return;

  test("sends each operand a gradient that has its shape when the broadcast is undone", () => {
    const parts = sent(node, leaf(g));
    expect(parts.length).toBe(node.inputs.length);
    parts.forEach((part, i) => {
      if (part === undefined) return;
      const value = evaluate(part);
      expect(value.sizes).toEqual(part.sizes);
      expect(part.dtype).toBe("float");
      expect(sumTo(value, node.inputs[i]?.sizes ?? []).sizes).toEqual(operands[i]?.sizes);
      const listing = builder();
      listing.add(part);
      expect(verify(listing.graph())).toEqual([]);
    });
  });

  if (!STOPS.includes(gate.name))
    test("has the slope that central differences find", () => {
      const analytic = gradients(node, g, node.inputs);
      operands.forEach((operand, i) => {
        if (differentiable[i] !== true) return;
        const numeric = numericGradient(operand, (x) =>
          dot(evaluate(applyTo(gate, replaced(operands, i, x), sample.attrs)), g),
        );
        expectClose(analytic[i] as Tensor, numeric, 1e-9);
      });
    });

  test("is linear in the upstream gradient", () => {
    const other = drawn(`${name} other`, node.sizes, -1, 1);
    const mixed = gradients(node, combine(g, 2, other, -3), node.inputs);
    const first = gradients(node, g, node.inputs);
    const second = gradients(node, other, node.inputs);
    mixed.forEach((tensor, i) => {
      expectClose(tensor, combine(first[i] as Tensor, 2, second[i] as Tensor, -3), 1e-12);
    });
  });

  test("has a gradient with the slope that central differences find", () => {
    sent(node, leaf(g)).forEach((part, sentTo) => {
      if (part === undefined) return;
      const v = drawn(`${name} v ${sentTo}`, part.sizes, -1, 1);
      const upstream = leaf(g);
      const rebuilt = applyTo(gate, operands, sample.attrs);
      const own = sent(rebuilt, upstream)[sentTo] as Node;
      const analytic = gradients(own, v, rebuilt.inputs);
      operands.forEach((operand, i) => {
        if (differentiable[i] !== true) return;
        const numeric = numericGradient(operand, (x) => {
          const moved = applyTo(gate, replaced(operands, i, x), sample.attrs);
          return dot(evaluate(sent(moved, leaf(g))[sentTo] as Node), v);
        });
        expectClose(analytic[i] as Tensor, numeric, 1e-8);
      });
    });
  });
});

function replaced(operands: readonly Tensor[], at: number, x: Tensor): readonly Tensor[] {
  return operands.map((operand, i) => (i === at ? x : operand));
}

function number(value: number): Tensor {
  return { sizes: [], data: Float64Array.of(value) };
}

function vector(values: readonly number[]): Tensor {
  return { sizes: [values.length], data: Float64Array.from(values) };
}

function withoutSignOfZero(value: number): number {
  return value === 0 ? 0 : value;
}

function expectClose(actual: Tensor, expected: Tensor, tolerance: number): void {
  expect(actual.sizes).toEqual(expected.sizes);
  expected.data.forEach((value, i) => {
    const found = actual.data[i] as number;
    const scale = Math.max(1, Math.abs(value));
    expect(Math.abs(found - value) / scale, `element ${i}: ${found} against ${value}`).toBeLessThanOrEqual(
      tolerance,
    );
  });
}

/** All that a person can read of a gate, for the reviewed file. */
function describeGate(gate: Gate): string {
  const operands = gate.operands.map((operand) => `  ${operand.name}: ${operand.doc}`);
  const attrs = Object.entries(gate.attrs).map(([name, spec]) => `  ${name} (${spec.kind}): ${spec.doc}`);
  const lines = [
    `${gate.name}${gate.symbol === undefined ? "" : ` [${gate.symbol}]`}${gate.internal ? " (internal)" : ""}`,
    `  ${gate.doc}`,
    ...(gate.also === undefined ? [] : [`  also: ${gate.also.join(", ")}`]),
    ...operands,
    ...attrs,
    `  ${gate.pattern.kind}: ${gate.pattern.text}`,
  ];
  if (gate.formula !== undefined) lines.push(`  ${gate.formula}`);
  if (typeof gate.vjp !== "function") lines.push(`  no gradient: ${gate.vjp.none}`);
  for (const kink of gate.kinks)
    lines.push(`  kink: ${kink.text}${slopesOf("JAX", kink.jax)}${slopesOf("TensorFlow", kink.tensorflow)}`);
  for (const reject of gate.rejects) lines.push(`  refuses: ${reject.reason}`);
  lines.push(`  ${gate.python.torch} | ${gate.python.jax} | ${gate.python.numpy}`);
  return `${lines.join("\n")}\n`;
}

function slopesOf(framework: string, gives: readonly number[] | undefined): string {
  return gives === undefined ? "" : ` ${framework}: ${gives.join(", ")}.`;
}
