/** Whether what somebody predicts of a gradient is right; then it is shown. */
import { predictedNode, predictionOf } from "../../features/predict.ts";
import { predictRequest, type PredictParams, type PredictResult } from "../../protocol/prediction.ts";
import type { RequestHandler } from "../request.ts";

const WAIT_MS = 100;

export const predict: RequestHandler = {
  listen({ connection, look, service }) {
    connection.onRequest(
      predictRequest,
      look<PredictParams, PredictResult | null>(
        { what: "prediction", otherwise: null, milliseconds: WAIT_MS },
        (view, _, { uri, id, text, opened }) => {
          const answer = predictionOf(view, id, text, opened);
          const node = answer.verdict === "right" ? predictedNode(view, id, opened) : undefined;
          // What was said rightly has nothing to hide any more.
          if (node !== undefined) service.reveal(uri, node);
          return answer;
        },
      ),
    );
  },
};
