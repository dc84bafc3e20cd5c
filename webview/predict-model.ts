/** What the panel knows of predicted gradients. */
import type { PredictResult } from "../src/protocol/prediction.ts";

export interface PredictState {
  /** The node whose gradient was predicted last, and what was said of it. */
  readonly id: string | undefined;
  /** Gradients are hidden. */
  readonly hides: boolean;
  readonly answer: PredictResult | undefined;
  /** Of which version of the text that was. */
  readonly version: number | undefined;
  /** The nodes that were predicted rightly. */
  readonly right: readonly string[];
  readonly wrong: number;
}

export const noPrediction: PredictState = {
  id: undefined,
  hides: false,
  answer: undefined,
  version: undefined,
  right: [],
  wrong: 0,
};
