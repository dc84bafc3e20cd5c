/** The library as text: it is read without problems, every name and call in it has something to mean, and every function says what it is. */
import { describe, expect, test } from "vitest";
import { docList } from "../../src/check/doc-tags.ts";
import { builtins, isHelper, libraryScope } from "../../src/check/functions.ts";
import { libraryFiles, saidOf } from "../../src/check/library.ts";
import { libraryWords } from "../../src/lower/words.ts";
import { boundNames } from "../../src/check/bound-names.ts";
import { numberNames } from "../../src/check/names.ts";
import { bindArguments, defSignature } from "../../src/check/signature.ts";
import { gates } from "../../src/ops/index.ts";
import { parse } from "../../src/syntax/parser.ts";
import type { Stmt, StmtOf } from "../../src/syntax/tree.ts";
import { walkExpressions } from "../../src/syntax/walk.ts";

const promised =
  `sigmoid logsigmoid relu leaky_relu elu silu gelu softplus softmax log_softmax logsumexp var std norm layer_norm mse_loss
  nll_loss cross_entropy binary_cross_entropy linear dot outer T mT max min clamp`.split(/\s+/);

const defs = libraryFiles.flatMap((source) =>
  source.tree.statements.flatMap((stmt) =>
    stmt.kind === "def" ? [{ def: stmt, name: defSignature(stmt, source).name }] : [],
  ),
);

test("the library has what it promises, and no name twice", () => {
  for (const name of promised) expect(builtins.get(name)?.kind, name).toBe("def");
  const names = [...gates.map((gate) => gate.name), ...defs.map(({ name }) => name)];
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  expect([...builtins.values()].filter(isHelper)).toEqual([]);
});

test("what is found in the text alone is what the parsed files have", () => {
  const found = [...libraryScope].filter(([, { kind }]) => kind === "def");
  expect(found.map(([name]) => name)).toEqual(defs.map(({ name }) => name));
  expect(found.map(([, callable]) => callable.signature.name)).toEqual(defs.map(({ name }) => name));
  const also = defs.flatMap(({ def, name }) => docList(def.doc, "Also").map((other) => [other, name]));
  expect(also.length).toBeGreaterThan(0);
  for (const [other = "", name] of also) expect(builtins.get(other)?.signature.standsFor, other).toBe(name);
  const losses = defs.filter(({ def }) => docList(def.doc, "Loss").length > 0);
  const loss = saidOf("Loss", (said) => said);
  expect(defs.filter(({ name }) => loss(name) !== undefined)).toEqual(losses);
});

test.each(libraryFiles)("$library is read without problems and holds functions only", ({ text, tree }) => {
  expect(parse(text).problems).toEqual([]);
  expect(tree.statements.length).toBeGreaterThan(0);
  expect(tree.statements.filter((stmt) => stmt.kind !== "def")).toEqual([]);
  expect(text.split("\n")[0]).toMatch(/^# .*\.$/);
});

describe.each(defs)("$name", ({ def, name }) => {
  test("binds every name that it uses, and calls what exists with arguments that have a place", () => {
    const names = new Set([...numberNames.keys(), ...boundIn(def)]);
    let calls = 0;
    walkExpressions([def], (expr) => {
      if (expr.kind === "name") expect(names).toContain(expr.name);
      const callee = expr.kind === "call" ? expr : undefined;
      if (callee === undefined || libraryWords.has(callee.callee.name) || callee.callee.name === "len")
        return;
      calls += 1;
      const callable = libraryScope.get(callee.callee.name);
      expect(callable, callee.callee.name).toBeDefined();
      if (callable !== undefined) expect(bindArguments(callable.signature, callee).problems).toEqual([]);
    });
    expect(calls + def.body.length).toBeGreaterThan(0);
  });

  test("gives back one gradient for each parameter", () => {
    const last = def.backward?.body.at(-1);
    if (last?.kind !== "return") {
      expect(def.backward).toBeUndefined();
      return;
    }
    expect(last.value.kind === "tuple" ? last.value.items.length : 1).toBe(def.params.length);
  });

  if (!name.startsWith("_")) {
    test("says in a first sentence what it is", () => {
      const [first, ...more] = def.doc.split("\n");
      expect(first).toMatch(/^[A-Z0-9].*\.$/u);
      expect(first).not.toMatch(/\. /u);
      expect(more.length).toBeGreaterThan(0);
      for (const line of more) expect(line).toMatch(/\S/);
      expect(def.doc).toMatch(/\.$/);
    });
  }
});

function boundIn(def: StmtOf<"def">): readonly string[] {
  const bound = (stmt: Stmt): readonly string[] =>
    stmt.kind === "for"
      ? [stmt.name.name, ...stmt.body.flatMap(bound)]
      : boundNames(stmt).map(({ name }) => name);
  const own = [...def.body, ...(def.backward?.body ?? [])].flatMap(bound);
  return [
    ...def.params.map((param) => param.name.name),
    ...(def.backward?.params.map((g) => g.name) ?? []),
    ...own,
  ];
}
