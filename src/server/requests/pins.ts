/** Pinned values: their numbers beside what these were, and what pins a value. */
import { valueAt } from "../../features/hover.ts";
import { pinOf, pinOfStep, pinsOf } from "../../features/pins.ts";
import {
  pinOfRequest,
  pinsRequest,
  type PinOfParams,
  type PinOfResult,
  type PinsParams,
  type PinsResult,
} from "../../protocol/pins-view.ts";
import type { RequestHandler } from "../request.ts";

/** As long as the picture waits for the run of its version. */
const WAIT_MS = 100;

export const pins: RequestHandler = {
  listen({ connection, look }) {
    connection.onRequest(
      pinsRequest,
      look<PinsParams, PinsResult | null>(
        { what: "pinned values", otherwise: null, milliseconds: WAIT_MS },
        (view, _, params) => pinsOf(view, params.pins, params.opened),
      ),
    );
    connection.onRequest(
      pinOfRequest,
      look<PinOfParams, PinOfResult | null>({ what: "pin", otherwise: null }, (view, document, { at }) => {
        if ("id" in at) return pinOfStep(view, at.id, at.opened) ?? null;
        const node = valueAt(view, document.offsetAt(at));
        return (node && pinOf(view, node)) ?? null;
      }),
    );
  },
};
