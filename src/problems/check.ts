/** What can be wrong with names, calls, shapes and targets. */
import { count, didYouMean, error, information, warning, type Row } from "./row.ts";

export const checkRows = {
  // Names.
  "undefined-name": error(
    (name: string, similar?: string) => `${name} is not defined.${didYouMean(similar)}`,
  ),
  "name-before-binding": error(
    (name: string, line: number) =>
      `${name} is used here but bound only on line ${line}. Move that line above this one.`,
  ),
  "name-not-bound-here": error(
    (name: string) =>
      `${name} has no value here yet: the line that binds it has not run when this is reached.`,
  ),
  "undefined-function": error(
    (name: string, similar?: string) => `There is no function ${name}.${didYouMean(similar)}`,
  ),
  "function-as-value": error((name: string) => `${name} is a function: call it, as in ${name}(x).`),
  "value-as-function": error(
    (name: string) =>
      `${name} is a value and cannot be called. To multiply, write ${name} * (…), for matrices (…) @ ${name}.`,
  ),
  "function-defined-below": error(
    (name: string, line: number) =>
      `${name} is defined on line ${line}, below its first call. Move the def above it.`,
  ),
  "function-defined-twice": error(
    (name: string, line: number) =>
      `${name} is already defined on line ${line}; a function is defined once. Give this one another name.`,
  ),
  recursion: error(
    (chain: string) =>
      `${chain}: a function cannot call itself, because the graph is built by writing every call out. Use a for loop.`,
  ),
  "def-not-at-top-level": error(
    (name: string) => `Functions are defined at top level: move def ${name} out of this block.`,
  ),
  "backward-not-at-top-level": error(
    () => `A target stands at top level: move this .backward() line out of the block.`,
  ),
  "backward-in-expression": error(
    () => `backward gives no value: it stands on a line of its own, and every line shows its gradient.`,
  ),
  "reads-top-level": error(
    (name: string, fn: string) =>
      `${name} is a top-level value, and ${fn} has its own backward block: such a function reads only its parameters. Pass ${name} as a parameter.`,
  ),
  "reads-top-level-behind": error(
    (callee: string, name: string, fn: string) =>
      `${callee} reads ${name}, a top-level value, and ${fn} has its own backward block: such a function reads only its parameters. Pass ${name} on as a parameter.`,
  ),
  "duplicate-parameter": error((name: string) => `Two parameters are called ${name}.`),
  "backward-parameter-count": error(
    (expected: number, found: number, fn: string) =>
      `${fn} returns ${count(expected, "value")}, so its backward block takes ${count(expected, "upstream gradient")}, not ${found}.`,
    { mistake: "count" },
  ),
  "backward-return-count": error(
    (expected: number, found: number, fn: string) =>
      `${fn} has ${count(expected, "parameter")}, so its backward block returns ${count(expected, "gradient")}, one for each in order, not ${found}. None is zero.`,
    { mistake: "count" },
  ),
  "backward-return-shape": error(
    (param: string, expected: string, found: string) =>
      `The gradient of ${param} has ${param}'s shape, ${expected}; this one is ${found}.`,
    { mistake: "shape" },
  ),
  "not-yet-supported": warning((word: string) => `${word} is not yet supported: this line does nothing.`),
  "grad-attribute": error(
    () => `Every line shows its own gradient: strike .grad. As a value it is grad(y, x).`,
  ),
  "attribute-unknown": error((name: string, similar?: string) =>
    similar === undefined
      ? `There is no attribute ${name}; a value has .T, .mT and .shape.`
      : `There is no attribute ${name}. Did you mean .${similar}?`,
  ),

  // Calls.
  "too-many-arguments": error(
    (fn: string, signature: string, found: number) => `${fn} takes ${signature}; ${found} were given.`,
  ),
  "missing-argument": error(
    (fn: string, name: string, signature: string) => `${fn} needs ${name}: ${signature}.`,
  ),
  "unknown-keyword": error(
    (fn: string, name: string, signature: string, similar?: string) =>
      `${fn} has no argument ${name}.${didYouMean(similar) || ` It is ${signature}.`}`,
  ),
  "foreign-argument": error(
    (name: string, why: string) => `${name} has no meaning here, as ${why}: strike it.`,
  ),
  "argument-twice": error((fn: string, name: string) => `${fn} is given ${name} twice.`),
  "positional-after-keyword": error(() => `An argument by position cannot follow one by name.`),
  "argument-kind": error(
    (fn: string, name: string, expected: string, found: string) =>
      `${fn} needs ${expected} for ${name}, not ${found}.`,
  ),
  "argument-choice": error(
    (name: string, choices: string, found: string, similar?: string) =>
      `${name} is one of ${choices}, not "${found}".${didYouMean(similar === undefined ? undefined : `"${similar}"`)}`,
  ),
  "argument-not-known": error(
    (name: string) =>
      `${name} must be known before the run: a number as written, a size, a loop's name, or what is computed from these.`,
  ),
  "not-whole": error((name: string, found: string) => `${name} must be a whole number, not ${found}.`),
  "whole-line-only": error(
    (fn: string) => `${fn}(…) stands only as a whole right-hand side at top level: name = ${fn}(…).`,
  ),
  "method-second-argument": error(
    (call: string, reduce: string, compare: string) =>
      `${call} can mean two things: write ${reduce} to reduce along that dimension, or ${compare} to compare element by element.`,
  ),
  "second-argument": information(
    (call: string, number: number, reduce: string, compare: string) =>
      `${call} compares with ${number} element by element here; in PyTorch, ${number} is the dimension to reduce. To say which, write ${compare} or ${reduce}.`,
  ),

  // Values and places.
  "index-of-pair": error(
    (fn: string, comparison?: string) =>
      `${fn}(…) gives values and places, so an index directly behind it is [0] or .values, [1] or .indices. To index either, write v, i = ${fn}(…), or put .values or .indices before this index.${comparison === undefined ? "" : ` To compare element by element, write ${comparison}.`}`,
  ),
  "names-for-pair": error(
    (fn: string, names: number) =>
      `${fn}(…) gives values and places: two names take them apart, v, i = ${fn}(…), not ${names}.`,
  ),
  "values-of-values": error(
    (text: string, fn: string, attribute: string, isCall: boolean) =>
      `${text} is the values of ${fn}(…) already: strike .${attribute}. To have the places too, write v, i = ${fn}(…)${isCall ? " inside the function and return both" : ""}.`,
  ),
  "places-of-values": error(
    (text: string, fn: string, isCall: boolean) =>
      `${text} is the values of ${fn}(…) alone. To have the places too, write v, i = ${fn}(…)${isCall ? " inside the function and return both" : ""}.`,
  ),
  "pair-of-values": error((text: string, fn: string, isCall: boolean) =>
    isCall
      ? `${text} gives the values of ${fn}(…) alone. For values and places, write v, i = ${fn}(…) inside the function and return both; for rows, take the result's [0] and [1].`
      : `${text} is the values of ${fn}(…) alone. For values and places, write v, i = ${fn}(…); for rows, ${text}[0] and ${text}[1].`,
  ),
  "row-of-values": information(
    (text: string, fn: string, index: string) =>
      `${text} gives the values of ${fn}(…) alone, and ${index} is a row of them. For values and places, write v, i = ${fn}(…) inside the function and return both.`,
  ),

  // Values and shapes.
  "no-value": error((what: string) => `${what} is not a value to compute with.`),
  "no-length": error((text: string) => `${text} is a single number and has no length.`),
  "several-results": error(
    (n: number, example: string) => `This gives ${n} results, which can only be taken apart: ${example}.`,
  ),
  "unpack-count": error(
    (names: number, found: number) =>
      `${count(names, "name")} but ${count(found, "value")}: as many values as names are needed.`,
  ),
  "unpack-scalar": error((names: number) => `A single number cannot be taken apart into ${names} names.`),
  "not-bool": error(
    (what: string, example: string) =>
      `${what} must be true or false (a comparison), not a number: write ${example}.`,
  ),
  "condition-not-known": error(
    () =>
      `The condition of if … else must be known before the run. To choose by values, write where(c, a, b). It computes both sides, so a divisor is made safe: where(c, 1 / where(c, x, 1), b).`,
  ),
  "condition-not-single": error(
    (shape: string) => `The condition of if … else is a single true or false; this is ${shape}.`,
  ),
  "compare-none": error(() => `None and strings compare only with == and !=, is and is not.`),
  "uneven-list": error(
    (first: string, other: string, row: number) =>
      `A list is one tensor, so its rows have one shape: the first is ${first}, number ${row} is ${other}.`,
  ),
  refused: error((text: string) => text),
  "gradient-refused": warning(
    (what: string, why: string) => `${what} has a value, but no gradient comes back through it. ${why}`,
  ),
  "shape-annotation-rank": error(
    (annotation: string, found: string) => `${annotation} was said, but the value is ${found}.`,
  ),
  "shape-annotation-size": error(
    (position: number, expected: number, found: number, shape: string) =>
      `Dimension ${position} is said to be ${expected}, but it is ${found}: the value is ${shape}.`,
  ),
  "dimension-differs": error(
    (name: string, before: number, now: number, where: string, shape: string) =>
      `${name} is ${before} ${where}, but here it would be ${now}: the value is ${shape}.`,
  ),
  "range-arguments": error(
    (found: number) =>
      `range takes 1 to 3 numbers, (stop), (start, stop) or (start, stop, step), not ${found}.`,
  ),
  "range-step": error(() => `range's step cannot be 0.`),
  "calls-too-deep": error(
    () =>
      `These functions call one another too deeply to be written out. Use a for loop, or call fewer from within another.`,
  ),
  "too-many-gates": error(
    () =>
      `With this, the file is more than a million gates, turns and calls when it is written out. Use fewer turns or calls, or tensors instead of single numbers.`,
  ),

  // Targets.
  "needs-upstream": error(
    (name: string, shape: string, example: string) =>
      `${name} is ${shape}; backward needs a scalar, or an upstream gradient of shape ${shape}: ${example}.`,
  ),
  "upstream-shape": error(
    (name: string, shape: string, found: string) =>
      `${name} is ${shape}, so its upstream gradient has shape ${shape}; this one is ${found}.`,
  ),
  "bool-target": error((name: string) => `${name} is true or false; a gradient exists only for numbers.`),
  "no-target": information(
    (name: string, shape: string, example: string) =>
      `${name} is ${shape}, not a single number, so this file has values and no gradients. For gradients write ${example}, or reduce it: sum(${name}).`,
  ),

  "grad-needs-number": error(
    (fn: string, name: string, shape: string) =>
      `${fn} differentiates a single number; ${name} is ${shape}. Reduce it first: ${fn}(sum(${name}), …).`,
  ),
  "grad-in-backward": error(
    (fn: string) =>
      `A backward block is itself the gradient: write it with its upstream gradient and the forward block's names, without ${fn}.`,
  ),
  "jacobian-of-bool": error((name: string) => `${name} is true or false: it has no Jacobian.`),
  "jacobian-too-large": error(
    (call: string, size: string, most: string, product: string) =>
      `${call} would be ${size}; up to ${most} entries are formed. Its product with g needs none of them: ${product}.`,
  ),
  "check-whole-line": error(
    () => `check stands on a line of its own at top level, and gives no value: check(dx, x).`,
  ),
  "grad-by-bool": error((name: string) => `${name} is true or false: there is no gradient by it.`),
  "grad-by-name": error(
    (fn: string, text: string) =>
      `${fn} differentiates by a name that stands in the file; ${text} is not one. Bind it first: x = ${text}.`,
  ),

  // Other files.
  "import-not-at-top-level": error(() => `Imports stand at top level: move this line out of the block.`),
  "import-unknown": error(
    (path: string, name: string, similar?: string) => `${path} binds no ${name}.${didYouMean(similar)}`,
  ),
  "imports-too-deep": error(
    (most: number) =>
      `Here files import one another more than ${most} deep: import each name from the file that defines it.`,
  ),
  "import-cycle": error(
    (chain: string) =>
      `${chain}: files cannot import each other in a circle. Move what both need into a third file.`,
  ),
  "import-problem": error(
    (path: string, line: number, message: string) => `${path}, line ${line}: ${message}`,
  ),
  "cannot-read": error((path: string, reason: string) => `${path} cannot be read. ${reason}`),
  "path-not-text": error(() => `load takes the file's path as a text: load("data.csv").`),

  // The run.
  "too-many-dimensions": error(
    (found: number, most: number) =>
      `This would have ${found} dimensions, and a tensor has at most ${most}: join some of them into one, as with reshape.`,
  ),
  "too-large": error(
    (needed: string, limit: string, shape: string) =>
      `This run would need ${needed}, above the limit of ${limit}; the largest value is this one, ${shape}.`,
  ),
  "out-of-memory": error((needed: string | undefined, shape: string) =>
    needed === undefined
      ? "The run needs more memory than there is."
      : `The run needs more memory than there is: ${needed} in all, and no room was left for a value ${shape}.`,
  ),

  // Ourselves.
  internal: error(
    (stopped: string, message: string) =>
      `internal: a fault of Nabla itself stopped ${stopped} here: ${message}.`,
  ),
} as const satisfies Record<string, Row>;
