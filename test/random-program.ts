/** Random programs as a person would write them: functions, loops, names that are bound again, of smooth forms. */

/** Smooth forms whose values stay small, so that differences are exact enough; `_` stands for an expression. */
const forms = [
  "_ + _",
  "_ - _",
  "_ * _",
  "-_",
  "(_) / (1 + (_) ** 2)",
  "sin(_)",
  "tanh(_)",
  "sigmoid(_)",
  "exp(-(_) ** 2)",
  "log(2 + cos(_))",
  "(_).cos()",
  "softplus(_, beta=1 + (_) ** 2)",
  "sum([_, 2 * (_), 1])",
  "[_, _][1]",
  "mean(stack([_, _, _]))",
  "sum(v * tanh(_))",
  "(v @ [_, _, 0.5]) / 3",
  "(_ if len(v) == 3 else _)",
  "where(v[0] > 0, _, _)",
  "2 ** tanh(_)",
  "(_) ^ 2 / 4",
  "f(_, _)",
  "f(_)",
  "(_).f(q=_)",
  "g(_)",
];

/** Those that need nothing but their operands. */
const smoothForms = forms.filter((form) => !/\b[fgv]\b/u.test(form));

/** Takes one of several. */
export type Pick = <T>(from: readonly T[]) => T;

/** Numbers that decide what a program is: each choice takes the next. */
export function picks(numbers: readonly number[]): Pick {
  let next = 0;
  return (from) => from[(numbers[next++ % numbers.length] as number) % from.length] as (typeof from)[number];
}

function expression(pick: Pick, names: readonly string[], allowed: readonly string[], depth: number): string {
  if (depth === 0) return pick([...names, ...names, "0.5", "1"]);
  const form = pick(allowed);
  return form.replace(/_/gu, () => {
    const inner = expression(pick, names, allowed, depth - pick([1, 1, 2].slice(0, depth)));
    return /^\w+$/u.test(inner) || /^[a-z]+\([^()]*\)$/u.test(inner) ? inner : `(${inner})`;
  });
}

/** A program over the leaves a, b, c and v; every other line is drawn. */
export function randomProgram(pick: Pick, leaves: Readonly<Record<string, string>>): string {
  const draw = (names: readonly string[], allowed = forms, depth = 2) =>
    expression(pick, names, allowed, depth);
  const lines = [
    "def f(p, q=0.3):",
    `    r = ${draw(["p", "q"], smoothForms)}`,
    `    r *= ${draw(["p", "q", "r"], smoothForms)}`,
    `    return ${draw(["p", "q", "r"], smoothForms)}`,
    ...Object.entries(leaves).map(([name, value]) => `${name} = ${value}`),
    "def g(p):",
    "    s = p",
    `    for k in range(${pick([0, 1, 3])}):`,
    `        s = tanh(${draw(["p", "s", "a", "k"], smoothForms)})`,
    `    return f(s, ${draw(["p", "s", "b"], smoothForms, 1)})`,
    `x = ${draw(["a", "b", "c"])}`,
    `y, z = ${draw(["a", "x"])}, ${draw(["b", "x"])}`,
    `for i in range(${pick([1, 2, 4])}):`,
    `    x = tanh(${draw(["x", "y", "c", "i"])})`,
    `    y ${pick(["+=", "*=", "-="])} ${draw(["x", "z"], smoothForms, 1)}`,
    `a2 = ${pick(["a", "x", "y + b"])}`,
    `L = tanh(${draw(["x", "y", "z", "a2"])}) + 0.1 * ${draw(["a", "b", "c"], smoothForms, 1)} + sum(v * v * x) / 10`,
    "L.backward()",
  ];
  return lines.join("\n");
}

/** What grows with each use: deep inside another one it leaves where that has a slope. */
const growing = /^sum|beta|^mean/u;

/** A program over the `param`s a, b and c, which are all on the way to L; every other line is drawn. */
export function healthyProgram(pick: Pick): string {
  const allowed = smoothForms.filter((form) => !growing.test(form));
  const draw = (names: readonly string[]): string => expression(pick, names, allowed, 2);
  const number = (): string => pick(["0.2", "0.35", "-0.4", "0.55", "0.7", "-0.8"]);
  return [
    ...["a", "b", "c"].map((name) => `${name} = param(${number()})`),
    `x = ${draw(["a", "b"])}`,
    `y = ${draw(["a", "x"])} + c`,
    `for k in range(${pick([1, 2, 4])}):`,
    `    x = 0.5 * (x + ${draw(["x", "y", "c"])})`,
    `L = x + 0.5 * (${draw(["x", "y"])}) + a * b * c`,
    "L.backward()",
  ].join("\n");
}
