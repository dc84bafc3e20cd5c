/** What a message is about, whoever sent it. */
import { at } from "../protocol/settings.ts";

/** The document that a message is about, whoever sent it. */
export function uriIn(params: unknown): string | undefined {
  const uri = at(at(params, "textDocument") ?? at(params, "data") ?? params, "uri");
  return typeof uri === "string" ? uri : undefined;
}

/** The line, from 0, that a request is about. */
export function lineIn(params: unknown): number | undefined {
  const place = at(params, "position") ?? at(params, "at") ?? at(params, "range");
  const line = at(at(place, "start") ?? place ?? params, "line");
  return typeof line === "number" ? line : undefined;
}
