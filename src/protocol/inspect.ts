/** What the panel asks of a value or of a gradient, and what it is told: a window of its elements, and what all of them are like. */

import type { CompositeView } from "./composite-view.ts";
import type { SavingsView } from "./savings-view.ts";

/** Request: a question about a value of the graph with these groups opened. */
export const inspectRequest = "nabla/inspect";
export interface InspectParams {
  readonly uri: string;
  readonly opened: readonly string[];
  readonly question: InspectQuestion;
}
/** Null where there is no such value. */
export type InspectResult = InspectAnswer | null;

/** What is looked at of a node: its value, or its gradient. */
export type Aspect = "value" | "gradient";

/** What is asked about: a node of the graph, by its id. */
export interface Asked {
  readonly id: string;
  readonly aspect: Aspect;
}

/** A part of a tensor: where it begins in each dimension, and how far it goes. */
export interface TensorWindow {
  readonly starts: readonly number[];
  readonly sizes: readonly number[];
}

export type InspectQuestion =
  /** What reverse mode saves: of the target's whole graph. */
  | { readonly kind: "savings" }
  /** An opened call, by its id, beside itself as one gate. */
  | { readonly kind: "composite"; readonly id: string }
  | ValueQuestion;

export type ValueQuestion = Asked &
  /** What all of its elements are like. */
  (
    | { readonly kind: "tensor" }
    /** The elements of a window. */
    | { readonly kind: "window"; readonly window: TensorWindow }
    /** The same as a picture. */
    | { readonly kind: "image"; readonly window: TensorWindow }
    /** Where the gradient of one element comes from. */
    | { readonly kind: "element"; readonly index: readonly number[] }
    /** All elements, for somewhere else. */
    | { readonly kind: "take"; readonly as: TakenAs }
  );

/** A list of Python's, lines of CSV, a file as `numpy.save` writes it, a literal of the language. */
export type TakenAs = "list" | "csv" | "npy" | "grad";

export type InspectAnswer =
  | ({ readonly kind: "savings" } & Versioned & SavingsView)
  | ({ readonly kind: "composite" } & Versioned & CompositeView)
  | ({ readonly kind: "tensor" } & Versioned & TensorView)
  | ({ readonly kind: "window" } & Versioned & WindowView)
  | ({ readonly kind: "image" } & Versioned & ImageView)
  | ({ readonly kind: "element" } & Versioned & ElementView)
  /** `name`: of the value, for a file; `text`: of a file its bytes, each as the character of its number. */
  | ({ readonly kind: "take"; readonly name: string; readonly text: string } & Versioned)
  /** Why there is no answer: a sentence. */
  | ({ readonly kind: "refused"; readonly text: string } & Versioned);

/** Of which version of the document an answer is. */
interface Versioned {
  readonly version: number;
}

export interface TensorView {
  readonly sizes: readonly number[];
  /** How many characters the widest of its elements takes, as far as they were looked at. */
  readonly width: number;
  readonly facts: readonly TensorFact[];
  /** Absent where all elements are alike, or too many to be looked at. */
  readonly picture?: TensorPicture;
}

/** What is said of all elements: `min -3`; `at`: the index of the first element that it is said of. */
export interface TensorFact {
  readonly name: string;
  readonly text: string;
  readonly at?: readonly number[];
  /** It tells of NaN or of an infinity. */
  readonly alarm?: true;
}

/** The heat map of a tensor and the scale that it is read by, as texts of SVG. */
export interface TensorPicture {
  readonly heatMap: string;
  /** What the heat map shows, in words. */
  readonly alt: string;
  readonly scale: string;
  /** The numbers that the scale leads from and to; a single one where all are the same. */
  readonly ends: readonly string[];
  /** What the marks in the heat map mean, and which elements its cells are. */
  readonly notes: readonly string[];
}

export interface WindowView {
  readonly window: TensorWindow;
  /** The elements as they are written, in the order of storage. */
  readonly texts: readonly string[];
  /** How near each is to the largest magnitude, with its sign: from -1 to 1; 0 for what is no number. */
  readonly levels: readonly number[];
}

/** A part of a value as a picture. */
export interface ImageView {
  readonly window: TensorWindow;
  /** In pixels. */
  readonly rows: number;
  readonly columns: number;
  /** Of each pixel its red, green and blue, row by row, each as the character of its number from 0 to 255. */
  readonly pixels: string;
  /** How it is read: what black and white are, and what else a pixel may stand for. */
  readonly notes: readonly string[];
}

/** So many elements can be asked for at once. */
export const mostInWindow = 16384;

/** One element: what it does to the results of every step that reads it, and the products whose sum is its gradient. */
export interface ElementView {
  readonly index: readonly number[];
  /** `x[0, 0]`. */
  readonly name: string;
  readonly value: string;
  /** How its gradient is written, `∂L/∂x[0, 0]`, and its number; absent where none reaches it. */
  readonly gradient: { readonly name: string; readonly text: string } | undefined;
  readonly uses: readonly ElementUse[];
  /** What else is to be said: a sentence, or nothing. */
  readonly note: string;
}

/** What an element does through one step. */
export interface ElementUse {
  /** The step's id in the graph. */
  readonly id: string;
  /** What stands in the step: `@`. */
  readonly label: string;
  /** `touches 4 of 8 elements of y`; or why that is not shown. */
  readonly text: string;
  /** In the order of storage; of many those with the largest products. */
  readonly terms: readonly ElementTerm[];
  /** What the terms that are not shown add to the sum: `92 more: -0.13`. */
  readonly rest: string | undefined;
  /** What comes back through this step. */
  readonly sum: string | undefined;
  /** The local gradient by every element of the result as a heat map, a text of SVG. */
  readonly heatMap: string | undefined;
}

/** An element of a result that is touched: the product of the two gradients is its part of the sum. */
export interface ElementTerm {
  /** `y[0, 0]`. */
  readonly name: string;
  readonly local: string;
  readonly upstream: string;
  readonly product: string;
}
