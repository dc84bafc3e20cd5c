/** The gate `einsum`: sums of products in Einstein's notation. Its gradients are sums of the same kind. */
import type { Attrs, Node, Refusal } from "../graph/ir.ts";
import { contract, contractionCost } from "../tensor/contract.ts";
import type { Kernels } from "../tensor/kernels.ts";
import { finished, type Steps } from "../tensor/product.ts";
import { showShape, shapeOf, type Dim, type Shape } from "../tensor/shape.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { defineListGate, type Listing } from "./define.ts";
import { eye } from "./creation.ts";
import { broadcast_to } from "./reshape.ts";

export const einsum = defineListGate({
  name: "einsum",
  operands: [{ name: "tensors", doc: "The operands, one after another or in a list.", rest: true }],
  attrs: {
    equation: {
      kind: "string",
      doc: 'A letter for each dimension of each operand and of the result: "ij,jk->ik". The rest of the dimensions is "...".',
    },
  },
  order: ["equation", "tensors"],
  doc: "The sum of products in Einstein's notation: equal letters run together, and letters that the result lacks are summed over.",
  pattern: {
    kind: "switcher",
    text: "einsum swaps, as mul does: each operand receives the upstream gradient times all the others, summed over the letters that it lacks.",
  },
  formula: '∂L/∂a = einsum("ik,jk->ij", g, b) for einsum("ij,jk->ik", a, b)',
  shape: (shapes, attrs) => {
    const terms = termsOf(equationOf(attrs), shapes);
    return "refused" in terms ? terms : terms.result.map((label) => terms.dims.get(label) as Dim);
  },
  kernel: (tensors, attrs, _, kernels) => finished(summed(tensors, equationOf(attrs), kernels)),
  inSteps: (tensors, attrs, _, kernels) => summed(tensors, equationOf(attrs), kernels),
  multiplyAdds: (operands, attrs, sizes) => {
    const terms = termsOf(equationOf(attrs), operands.map(shapeOf));
    if ("refused" in terms) throw new Error("internal: einsum's operands do not fit");
    const tensors = operands.map((own, i) => ({ tensor: { sizes: own }, labels: terms.operands[i] ?? [] }));
    const { multiplications } = contractionCost(tensors, terms.result);
    return Math.max(multiplications, ...[...operands, sizes].map(elementCount));
  },
  vjp: ({ tensors, g }, attrs) => {
    const terms = termsOf(
      equationOf(attrs),
      tensors.map(({ sizes }) => shapeOf(sizes)),
    );
    if ("refused" in terms) throw new Error("internal: einsum's operands do not fit");
    return tensors.map((_, i) => gradientOf(i, terms, tensors, g));
  },
  python: {
    torch: 'torch.einsum("{equation}", {tensors})',
    jax: 'jnp.einsum("{equation}", {tensors})',
    numpy: 'np.einsum("{equation}", {tensors})',
  },
  samples: [
    sample("ij,jk->ik", [2, 3], [3, 2]),
    sample("ij,jk", [2, 3], [3, 2]),
    sample("bij,bij->b", [2, 2, 3], [2, 2, 3]),
    sample("ii", [3, 3]),
    sample("iji->j", [2, 3, 2]),
    sample("i,j,k->kji", [2], [3], [2]),
    sample("ij,jk,kl->il", [2, 3], [3, 2], [2, 2]),
    sample("...i,...ji->...j", [2, 1, 3], [3, 2, 3]),
    sample("bi,oij,bj->bo", [2, 3], [2, 3, 2], [2, 2]),
    sample("ij->", [2, 3]),
    sample("ij,k->i", [2, 3], [4]),
    sample("ij,ij->ij", [1, 3], [2, 3]),
    sample("ij,ij->j", [1, 3], [2, 3]),
    sample(" ... -> ... ", [2, 3]),
    sample(",i->i", [], [3]),
    sample("ij->...i", [2, 3]),
  ],
  rejects: [
    reject('"ij,jk->ik" has 2 operands; 1 is given.', "ij,jk->ik", [2, 3]),
    reject('tensors[1] is [3, 4, 5]; "jk" has 2 dimensions.', "ij,jk->ik", [2, 3], [3, 4, 5]),
    reject('tensors[0] is [2]; "...ij" has at least 2 dimensions.', "...ij->...", [2]),
    reject(
      'j is 3 in tensors[0] and 4 in tensors[1]; in "ij,jk->ik" they must be equal.',
      "ij,jk->ik",
      [2, 3],
      [4, 5],
    ),
    reject('The result\'s k is in no operand of "ij->ik".', "ij->ik", [2, 3]),
    reject('The result of "ij->ii" has i twice.', "ij->ii", [2, 3]),
    reject('"...i...->i" has ... twice in one place.', "...i...->i", [2, 3]),
    reject('"i1->i" has 1; dimensions are letters, and ... for the rest.', "i1->i", [2, 3]),
    reject('"i->j->k" has -> more than once.', "i->j->k", [2]),
  ],
});

/** An equation with the dimensions that its letters stand for; a dimension of `...` is written `.0` for the last one, and so on. */
interface Terms {
  readonly operands: readonly (readonly string[])[];
  readonly result: readonly string[];
  readonly dims: ReadonlyMap<string, Dim>;
}

const REST = "...";

/** Several minutes, on any machine. */
const MOST_MULTIPLICATIONS = 1e12;

/** 4 GB: as much as a whole run may hold. */
const MOST_ELEMENTS = 2 ** 29;

function rounded(count: number): string {
  return count < 1e6 ? String(count) : count.toPrecision(2);
}

function equationOf(attrs: Attrs): string {
  return attrs["equation"] as string;
}

function* summed(tensors: readonly Tensor[], equation: string, kernels: Kernels): Steps<Tensor | Refusal> {
  const terms = termsOf(
    equation,
    tensors.map(({ sizes }) => shapeOf(sizes)),
  );
  if ("refused" in terms) return terms;
  const operands = tensors.map((tensor, i) => ({ tensor, labels: terms.operands[i] as readonly string[] }));
  const { multiplications, elements } = contractionCost(operands, terms.result);
  if (multiplications > MOST_MULTIPLICATIONS || elements > MOST_ELEMENTS)
    return {
      refused: `Multiplied from the left, the ${tensors.length} operands of "${equation}" take ${rounded(multiplications)} multiplications and make a tensor of ${rounded(elements)} elements on the way, which is too much: write it in several steps, those first that leave least.`,
    };
  return yield* contract(operands, terms.result, kernels);
}

function termsOf(equation: string, shapes: readonly Shape[]): Terms | Refusal {
  const quoted = `"${equation}"`;
  const refused = refuseEquation(equation);
  if (refused !== undefined) return { refused: `${quoted} has ${refused}.` };
  const [left = "", right] = equation.replaceAll(" ", "").split("->");
  const written = left.split(",");
  if (written.length !== shapes.length)
    return {
      refused: `${quoted} has ${written.length} ${written.length === 1 ? "operand" : "operands"}; ${shapes.length} ${shapes.length === 1 ? "is" : "are"} given.`,
    };
  const operands: string[][] = [];
  const dims = new Map<string, Dim>();
  const firstIn = new Map<string, number>();
  for (const [i, term] of written.entries()) {
    const shape = shapes[i] as Shape;
    const labels = labelsOf(term, shape.length);
    if (labels?.length !== shape.length)
      return { refused: `tensors[${i}] is ${showShape(shape)}; "${term}" has ${countOf(term)}.`, operand: i };
    operands.push(labels);
    for (const [at, label] of labels.entries()) {
      const dim = shape[at] as Dim;
      const known = dims.get(label);
      const inOperand = labels.indexOf(label) < at;
      if (known === undefined || (known.size === 1 && !inOperand)) {
        dims.set(label, dim);
        firstIn.set(label, i);
      } else if (dim.size !== known.size && (dim.size !== 1 || inOperand))
        return {
          refused: `${label} is ${known.size} in tensors[${firstIn.get(label)}] and ${dim.size} in tensors[${i}]; in ${quoted} they must be equal.`,
          operand: i,
        };
      else if (known.name === undefined && dim.size === known.size) dims.set(label, dim);
    }
  }
  const result = resultOf(right, operands.flat());
  const strange = result.find((label) => !dims.has(label));
  const twice = result.find((label, at) => result.indexOf(label) < at);
  if (strange !== undefined) return { refused: `The result's ${strange} is in no operand of ${quoted}.` };
  if (twice !== undefined) return { refused: `The result of ${quoted} has ${twice} twice.` };
  return { operands, result, dims };
}

/** What an equation has that it may not have. */
function refuseEquation(equation: string): string | undefined {
  const [left = "", right = "", ...more] = equation.replaceAll(" ", "").split("->");
  if (more.length > 0) return "-> more than once";
  if (right.includes(",")) return "a comma behind ->";
  const places = [...left.split(","), right];
  if (places.some((place) => place.split(REST).length > 2)) return "... twice in one place";
  const odd = /[^a-zA-Z]/u.exec(places.join("").replaceAll(REST, ""))?.[0];
  return odd === undefined ? undefined : `${odd}; dimensions are letters, and ... for the rest`;
}

/** The labels of a term's dimensions, with `...` written out to so many that the rank is met; undefined where that cannot be. */
function labelsOf(term: string, rank: number): string[] | undefined {
  const [before = "", behind] = term.split(REST);
  if (behind === undefined) return Array.from(before);
  const rest = rank - before.length - behind.length;
  if (rest < 0) return undefined;
  return [...Array.from(before), ...restLabels(rest), ...Array.from(behind)];
}

function restLabels(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `.${count - 1 - i}`);
}

function countOf(term: string): string {
  const letters = term.replaceAll(REST, "").length;
  return `${term.includes(REST) ? "at least " : ""}${letters} ${letters === 1 ? "dimension" : "dimensions"}`;
}

/** The result as it is said; else what `...` stands for, and the letters that stand once, in order of the alphabet. */
function resultOf(said: string | undefined, labels: readonly string[]): readonly string[] {
  const longest = new Set(labels.filter((label) => label.startsWith("."))).size;
  const rest = restLabels(longest);
  if (said === undefined) {
    const letters = labels.filter((label) => !label.startsWith("."));
    const once = letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label));
    return [...rest, ...once.sort()];
  }
  const [before = "", behind] = said.split(REST);
  return behind === undefined
    ? [...Array.from(before)]
    : [...Array.from(before), ...Array.from(rest), ...Array.from(behind)];
}

/**
 * The gradient of one operand: g times the others, over the operand's letters. A letter that runs in it alone is repeated by ones;
 * a letter that stands twice in it becomes two, held together by a unit matrix.
 */
function gradientOf(at: number, terms: Terms, tensors: readonly Node[], g: Node): Node {
  const letters = lettersFor(terms);
  const spell = (labels: readonly string[]): string => labels.map((label) => letters.of(label)).join("");
  const own = terms.operands[at] as readonly string[];
  const others = terms.operands.filter((_, i) => i !== at);
  const factors: Node[] = [g, ...tensors.filter((_, i) => i !== at)];
  const written = [terms.result, ...others].map(spell);
  const sizeOf = (label: string): number => (terms.dims.get(label) as Dim).size;
  const runs = (label: string, labels: readonly string[], node: Node): boolean =>
    labels.includes(label) && node.sizes[labels.indexOf(label)] === sizeOf(label);
  const lone = [...new Set(own)].filter(
    (label) => ![terms.result, ...others].some((labels, i) => runs(label, labels, factors[i] as Node)),
  );
  if (lone.length > 0) {
    factors.push(broadcast_to(1, { size: lone.map(sizeOf) }));
    written.push(spell(lone));
  }
  const wanted = own.map((label, dim) => {
    if (own.indexOf(label) === dim) return letters.of(label);
    const fresh = letters.fresh();
    factors.push(eye({ n: sizeOf(label), m: null }));
    written.push(letters.of(label) + fresh);
    return fresh;
  });
  return einsum(factors, { equation: `${written.join(",")}->${wanted.join("")}` });
}

/** One letter for each label, those of the equation first. */
function lettersFor(terms: Terms): { of(label: string): string; fresh(): string } {
  const alphabet = Array.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const labels = [...terms.dims.keys()];
  const free = alphabet.filter((letter) => !labels.includes(letter));
  const fresh = (): string => {
    const letter = free.shift();
    if (letter === undefined) throw new Error("internal: einsum ran out of letters");
    return letter;
  };
  const spelled = new Map(labels.map((label) => [label, label.startsWith(".") ? fresh() : label]));
  return { of: (label) => spelled.get(label) as string, fresh };
}

function sample(equation: string, ...shapes: number[][]): { shapes: number[][]; attrs: Attrs } {
  return { shapes, attrs: { equation } };
}

function reject(
  reason: string,
  equation: string,
  ...shapes: number[][]
): { shapes: number[][]; attrs: Attrs; reason: string } {
  return { shapes, attrs: { equation }, reason };
}

/** This file's part of the table of gates. */
export const einsumGates: Listing = { Arithmetic: [einsum] };
