/** What the panel knows of predicted gradients. */
import type { PredictResult } from "../src/protocol/prediction.ts";

export interface PredictState {
  /** The node whose gradient was predicted last, and what was said of it. */
  readonly id: string | undefined;
  readonly answer: PredictResult | undefined;
  /** The nodes that were predicted rightly. */
  readonly right: readonly string[];
  readonly wrong: number;
}

export const noPrediction: PredictState = { id: undefined, answer: undefined, right: [], wrong: 0 };
