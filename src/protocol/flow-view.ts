/** The gradient flow of a file, as the panel's table shows it: no mathematics is left to do. */

/** The learning rate that updates are judged at where nobody has chosen another. */
export const defaultRate = 0.01;

/** Those that are offered. */
export const rates = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001] as const;

/** What is found in a row's line. */
export interface FlowMark {
  readonly severity: "warning" | "information" | "hint";
  readonly code: string;
  readonly message: string;
}

/** How much of a parameter a step of descent would change. */
export interface FlowUpdate {
  /** `1.3e-3`. */
  readonly text: string;
  readonly verdict: "small" | "healthy" | "large";
}

export interface FlowRow {
  /** It is located in the source by this id, as a node of the graph is by its own. */
  readonly id: string;
  readonly name: string;
  /** `∂L/∂h`. */
  readonly gradient: string;
  /** Where there are several: `turn 20 of 20`, `in layer`. */
  readonly place: string;
  /** From 1. */
  readonly line: number;
  readonly isParam: boolean;
  /** The norm of the gradient; `?` where it is hidden. */
  readonly norm: string;
  /** How long its bar is on the log scale, from 0 to 1; undefined where there is none. */
  readonly share: number | undefined;
  /** It holds a NaN or an infinity. */
  readonly alarm: boolean;
  /** The same of each turn of its loop, or of the largest of several; null of a turn to which nothing comes back. */
  readonly turns: readonly (number | null)[];
  /** What the steps from the next name towards the target made of it: `× 0.29`, and which did: `of h: tanh 0.97, × w 0.3`. */
  readonly factor: { readonly text: string; readonly detail: string } | undefined;
  readonly update: FlowUpdate | undefined;
  readonly marks: readonly FlowMark[];
}

export interface FlowView {
  readonly uri: string;
  readonly version: number;
  readonly target: string | undefined;
  /** From the target back. */
  readonly rows: readonly FlowRow[];
  /** The ends of the log scale. */
  readonly least: string;
  readonly most: string;
  readonly rate: number;
  /** A sentence, where not every value has a row. */
  readonly more: string | undefined;
  /** Instead of rows, where there are none. */
  readonly empty: string | undefined;
}
