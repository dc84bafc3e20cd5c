/** What can be wrong with the way a line is written, Python's constructs that the language lacks among it. */
import { error, type Row } from "./row.ts";

export const syntaxRows = {
  // Characters and tokens.
  "unexpected-character": error((found: string) => `${found} has no meaning here.`),
  "unexpected-token": error((found: string) => `${found} cannot stand here.`),
  "lookalike-character": error(
    (found: string, meant: string) => `${found} is not an operator here: write ${meant}.`,
  ),
  "invisible-character": error(
    (code: string) => `A character that cannot be seen (${code}) stands here: strike it.`,
  ),
  "math-sign": error((found: string, written: string) => `${found} has no meaning here: write ${written}.`),
  prompt: error((found: string) => `${found} is an interpreter's prompt: strike it.`),
  "superscript-power": error((power: string) => `A power is written with **: x ** ${power}.`),
  "number-base": error((found: string) => `${found} is not a number here: numbers are written in decimals.`),
  "unclosed-string": error((quote: string) => `This text is never closed: a ${quote} is missing at its end.`),
  "triple-quotes": error(
    () => `Three quotes have no meaning here: a comment starts with # on each of its lines.`,
  ),
  "comment-sign": error(() => `A comment starts with #.`),
  "string-prefix": error((prefix: string) => `A text has no prefix: strike the ${prefix}.`),
  "mixed-indentation": error(
    () => `This line's indentation mixes tabs and spaces: use the ones of the lines above.`,
  ),
  "stray-indentation": error(() => `This line is indented like no line above it: align it with its block.`),
  "unexpected-indentation": error(
    () => `These lines are indented, but no line above opens a block for them.`,
  ),
  "too-deep": error(() => `This is nested too deeply: give a part of it a name on a line of its own.`),

  // Brackets.
  "unclosed-bracket": error((open: string) => `${open} is never closed.`),
  "stray-bracket": error((close: string) => `${close} closes nothing: no bracket is open here.`),
  "wrong-bracket": error(
    (close: string, open: string, right: string) => `${close} cannot close ${open}: write ${right}.`,
  ),
  braces: error(() => `Braces have no meaning here: a list of values is written [a, b].`),

  // Expressions.
  "missing-value-after": error((before: string) => `A value is missing after ${before}.`),
  "missing-value-before": error((after: string) => `A value is missing before ${after}.`),
  "missing-value-between": error(
    (before: string, after: string) => `A value is missing between ${before} and ${after}.`,
  ),
  "missing-operator": error(
    (before: string, after: string) => `Between ${before} and ${after} an operator is missing.`,
  ),
  "missing-operator-or-brackets": error(
    (before: string, after: string) =>
      `Between ${before} and ${after} an operator is missing: ${before} * ${after}, or ${before}(${after}) if ${before} is a function.`,
  ),
  "missing-comma": error(
    (before: string, after: string) => `Between ${before} and ${after} a comma or an operator is missing.`,
  ),
  "missing-product": error(
    (left: string, right: string) => `A product is written with *: ${left} * ${right}.`,
  ),
  "missing-else": error(
    () => `This if has no else: write a if c else b, or where(c, a, b) to choose by values.`,
  ),
  "missing-attribute": error((before: string) => `After ${before} a name is missing, as in x.T or x.sum().`),
  "empty-index": error(() => `An index is missing between [ and ], as in x[0].`),
  "not-callable": error(
    () => `Only a function's name can be called; to multiply, write * before the bracket.`,
  ),
  "not-needs-brackets": error(() => `not stands in brackets here: (not a).`),
  "assign-in-expression": error(() => `= binds a name at the start of a line; to compare, write ==.`),
  walrus: error(() => `:= has no meaning here: bind the name on a line of its own, name = value.`),
  membership: error(() => `in has no meaning here: compare with == or !=.`),
  "and-symbol": error((found: string) => `${found} is written and; it works on every element.`),
  "or-symbol": error((found: string) => `${found} is written or; it works on every element.`),
  "not-symbol": error((found: string) => `${found} is written not; it works on every element.`),
  "shift-symbol": error(
    (found: string) => `${found} has no meaning here: multiply by a power, as in x * 2 ** n.`,
  ),
  increment: error((found: string, meant: string) => `${found} has no meaning here: write ${meant} 1.`),
  "question-mark": error(
    () => `A choice is written a if c else b for a known c, and where(c, a, b) by values.`,
  ),
  lambda: error(
    () => `lambda has no meaning here: write the function as def name(x): return …, at top level.`,
  ),
  comprehension: error(
    () => `A list cannot be made by for inside brackets: compute with whole tensors, or use a for block.`,
  ),
  "star-argument": error(() => `Arguments are written one by one: * before an argument has no meaning here.`),
  "module-prefix": error(
    (prefix: string, name: string) =>
      `Functions stand here without a library's name: strike ${prefix}, ${name} is enough.`,
  ),
  "foreign-call": error((says: string) => says),
  "tensor-call": error((name: string) => `A list is a tensor by itself: strike ${name} and its brackets.`),

  // Bindings.
  "chained-binding": error((name: string) => `One line binds one value: bind ${name} on a line of its own.`),
  "element-binding": error(
    (name: string) =>
      `An element cannot be assigned, because tensors do not change: bind ${name} anew, by a condition as where(c, a, ${name}), a row as cat([${name}[:i], row[None], ${name}[i + 1:]]).`,
  ),
  "bad-target": error((found: string) => `${found} cannot be bound: only a name stands before =.`),
  "call-target": error(() => `A function is defined with def: def name(x): return …`),
  "attribute-target": error(
    (attribute: string) =>
      `.${attribute} cannot be set: every value has its gradient, and names are bound anew.`,
  ),
  "star-target": error(() => `A * has no meaning here: give each value its own name.`),
  "lone-comma": error(() => `The comma at the end has no meaning here: strike it.`),
  "comma-line": error(() => `A line shows one value: put each on a line of its own.`),
  "unbound-annotation": error((name: string) => `${name} has no value: write = and the value behind it.`),
  "type-hint": error(() => `Every value is a tensor, so a type has no meaning here: strike it.`),
  declaration: error((word: string) => `A name is bound with no word before it: strike ${word}.`),
  "declaration-without-value": error(
    (name: string, written: string) => `A name is bound with a value: give ${name} one, as in ${written}.`,
  ),
  "param-word": error((name: string) => `param is a function: write ${name} = param(…).`),
  "not-a-shape": error(
    () => `A shape is said in brackets: [N, 3], [_] for any size, [] for a single number.`,
  ),
  "not-a-size": error(() => `An entry of a shape is a whole number, a dimension's name, or _ for any size.`),
  "augmented-several": error((operator: string) => `${operator} changes one name at a time.`),
  "backward-not-called": error(() => `backward is called with brackets: .backward().`),

  // Functions, loops, files.
  "missing-colon": error((word: string) => `A colon is missing at the end of this ${word} line.`),
  "missing-block": error((word: string) => `Indented lines are missing below this ${word} line.`),
  "block-in-line": error((word: string) => `${word} starts a line of its own.`),
  "function-name": error(() => `A name is missing after def, as in def f(x):`),
  "function-parameters": error((name: string) => `The parameters are missing: def ${name}(x):`),
  parameter: error((found: string) => `${found} is not a parameter: write names, as in (x, y=1).`),
  "star-parameter": error(() => `Every parameter has a name of its own: * has no meaning here.`),
  "separator-parameter": error(
    (found: string) => `Every argument can be given by its name: ${found} has no meaning here, strike it.`,
  ),
  "default-order": error((name: string) => `${name} needs a default too: a parameter before it has one.`),
  "return-annotation": error(() => `A function's result has no annotation: strike it.`),
  "missing-return": error((name: string) => `${name} returns nothing: its last line is return and a value.`),
  "return-outside": error(() => `return stands only on the last line of a function or of a backward block.`),
  "return-value": error(() => `return needs a value.`),
  "stray-backward-block": error(
    () => `A backward block stands right after the block of a def, at the def's indentation.`,
  ),
  "second-backward-block": error((name: string) => `${name} has a backward block already.`),
  "upstream-name": error(
    () => `A backward block takes names of its upstream gradients, one for each returned value: backward(g):`,
  ),
  "for-range-only": error(() => `for goes over numbers: for i in range(n):, then x[i] for the rows of x.`),
  "for-form": error(() => `A loop is written for i in range(n):`),
  "from-form": error(() => `Names of another file come with from "other.grad" import f, x.`),
  "from-star": error(() => `Each name is imported by itself: from "other.grad" import f, x.`),
  "from-as": error(() => `An imported name keeps its name: strike as, and write that name.`),
  "python-import": error(() => `Nothing has to be imported here: strike this line, every function is there.`),

  // What Python has and the language has not.
  "if-statement": error(
    () =>
      `There is no if block: a choice by values is where(c, a, b), by a known condition a if c else b. where computes both sides, so a divisor is made safe: where(c, 1 / where(c, x, 1), b).`,
  ),
  "else-statement": error(
    (word: string) => `There is no ${word} block: a choice is where(c, a, b), or a if c else b.`,
  ),
  "while-statement": error(() => `There is no while: a loop that is known beforehand is for i in range(n):`),
  "class-statement": error(() => `There are no classes: write functions with def, and pass what they need.`),
  "function-class": error(
    () =>
      `A function with its own backward pass is a def with a backward block below it: def f(x): …, then backward(g): …, which sees every name of f.`,
  ),
  "with-statement": error(() => `There is no with block: strike the line; detach(x) stops a gradient.`),
  "try-statement": error((word: string) => `There is no ${word} block: write the lines without it.`),
  decorator: error(() => `A function has no decorator: strike this line.`),
  print: error(() => `A value shows on its own line: strike print and its brackets.`),
  "print-text": error(() => `Values show at their line ends, and no text is printed: strike the line.`),
  "foreign-word": error((word: string, instead: string) => `${word} has no meaning here: ${instead}.`),
  "keyword-as-name": error((word: string) => `${word} is a word of the language and cannot be a name.`),
} as const satisfies Record<string, Row>;
