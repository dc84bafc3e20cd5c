/** What is said of shapes and weights that nobody meant. */
import { information, warning, type Row } from "./row.ts";

/** Two values that are stretched to one shape. */
interface Pair {
  readonly kind: "pair";
  readonly names: readonly [string, string];
  readonly shapes: readonly [string, string, string];
  /** How many numbers there are, and how many of them should not be: at least, where it is not clear what was meant. */
  readonly count: number;
  readonly surplus: number;
  readonly isLeast: boolean;
  readonly done: "averaged" | "summed" | "made";
  /** The gradient of one of them, and over how many elements of the other each of its numbers is summed. */
  readonly gradient: { readonly name: string; readonly over: number; readonly of: string } | undefined;
}

/** A value and its own fold. */
interface OwnFold {
  readonly kind: "own";
  readonly names: readonly [value: string, met: string];
  readonly shapes: readonly [value: string, met: string];
  readonly count: number;
  /** How many numbers meet what is of other numbers. */
  readonly surplus: number;
  /** Dimensions of the value: what is left is these, and lies along those. */
  readonly left: string;
  readonly along: string;
  readonly gradient: { readonly name: string; readonly over: string; readonly instead: string } | undefined;
}

function pairText({ names: [a, b], shapes, count, surplus, isLeast, done, gradient }: Pair): string {
  const [ofA, ofB, ofBoth] = shapes;
  const summed =
    gradient === undefined
      ? ""
      : `, and each number of ${gradient.name} is summed over all ${gradient.over} numbers of ${gradient.of}`;
  return `${a} is ${ofA} and ${b} is ${ofB}, so both are stretched to ${ofBoth}: ${count} numbers are ${done}, ${isLeast ? "at least " : ""}${surplus} of which should not be${summed}. Give both one shape.`;
}

function ownText({ names: [value, met], shapes, count, surplus, left, along, gradient }: OwnFold): string {
  const summed =
    gradient === undefined
      ? ""
      : `, and ${gradient.name} is summed over ${gradient.over} instead of ${gradient.instead}`;
  return `${met} is ${shapes[1]}, which is ${left} of ${value}, ${shapes[0]}, and it is stretched along ${along}: ${surplus} of ${count} numbers meet what was made of others${summed}. Keep the folded dimension.`;
}

export const shapeRows = {
  broadcast: warning(
    (what: string, said: Pair | OwnFold) =>
      `${what}: ${said.kind === "pair" ? pairText(said) : ownText(said)}`,
  ),
  symmetric: information(
    (name: string, units: number) =>
      `${units === 2 ? "Both" : `All ${units}`} units of ${name} are equal and get equal gradients, so they stay one unit however long it learns. Start ${name} at different numbers, as randn gives them.`,
  ),
} as const satisfies Record<string, Row>;
