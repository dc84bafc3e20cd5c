/** Whether what somebody predicts of a gradient is right. */
import { predictionOf } from "../../features/predict.ts";
import { predictRequest, type PredictParams, type PredictResult } from "../../protocol/prediction.ts";
import type { RequestHandler } from "../request.ts";

const WAIT_MS = 100;

export const predict: RequestHandler = {
  listen({ connection, look }) {
    connection.onRequest(
      predictRequest,
      look<PredictParams, PredictResult | null>(
        { what: "prediction", otherwise: null, milliseconds: WAIT_MS },
        (view, _, { id, text, opened }) => predictionOf(view, id, text, opened),
      ),
    );
  },
};
