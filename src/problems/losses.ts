/** What is said of a loss that is given what it does not want. */
import { warning, type Row } from "./row.ts";

/** Probabilities where scores are taken. */
interface ForScores {
  readonly kind: "scores";
  readonly given: string;
  /** What made them, and the range of these numbers. */
  readonly maker: string;
  readonly range: string;
  /** What no probability can be above, in the loss's own terms. */
  readonly most: string;
  readonly least: string;
}

interface ForLogarithms {
  readonly kind: "logarithms";
  readonly given: string;
  readonly range: string;
  readonly gradient: string | undefined;
}

interface OtherAxis {
  readonly kind: "axis";
  readonly given: string;
  readonly along: number;
  readonly wanted: number;
  /** What the first row adds up to. */
  readonly total: string;
}

interface WrongTarget {
  readonly kind: "outside" | "total" | "signs" | "signs of a product";
  readonly given: string;
  readonly value: string;
}

export type LossText = ForScores | ForLogarithms | OtherAxis | WrongTarget;

function lossText(what: string, said: LossText): string {
  const { given } = said;
  switch (said.kind) {
    case "scores":
      return `${what} takes scores and makes probabilities of them, but ${given} is a result of ${said.maker} already, ${said.range}: whatever is learned, its probabilities stay from ${said.least} to ${said.most}. Give it the scores.`;
    case "logarithms":
      return `${what} takes logarithms of probabilities, but ${given} are probabilities, ${said.range}${said.gradient === undefined ? "" : `, so ${said.gradient} does not depend on them`}. Give it their logarithms.`;
    case "axis":
      return `${what}: the probabilities behind ${given} add up to 1 along dimension ${said.along}, but the classes lie along dimension ${said.wanted}, where the first add up to ${said.total}. Normalise along dimension ${said.wanted}.`;
    case "outside":
      return `${what} takes a target of probabilities, but ${given} holds ${said.value}.`;
    case "total":
      return `${what} takes a target of distributions, but a row of ${given} adds up to ${said.value}, not to 1.`;
    case "signs":
      return `${what} takes a target of 1 and -1, but ${given} holds 0.`;
    case "signs of a product":
      return `${what} is for a target of 1 and -1, but ${given} holds 0: there the loss does not depend on the scores.`;
  }
}

export const lossRows = {
  "loss-input": warning((what: string, said: LossText) => lossText(what, said)),
} as const satisfies Record<string, Row>;
