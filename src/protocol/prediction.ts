/** A gradient that somebody predicts before it is shown, and what is said of it. */

/** Request: whether a text is the gradient of a node of the graph with these groups opened. */
export const predictRequest = "nabla/predict";
export interface PredictParams {
  readonly uri: string;
  readonly id: string;
  readonly text: string;
  readonly opened: readonly string[];
}
export interface PredictResult {
  /** `unread`: it is no number and no list, or nothing can be said of it; it does not count. */
  readonly verdict: "right" | "wrong" | "unread";
  /** A sentence: the rule that was broken. */
  readonly says: string;
}
