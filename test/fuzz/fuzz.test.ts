/** Whatever is typed nothing throws, and whatever came before, what is shown is the text's own; `npm run fuzz` goes on with other seeds. */
import fc from "fast-check";
import { test } from "vitest";
import { properties } from "./properties.ts";

test("a text that nobody would write has problems, and none of them is ours", () =>
  fc.assert(
    properties.mutation(() => undefined),
    { seed: 1, numRuns: 250 },
  ));

test("a text that was reached by edits is shown like one that was read cold", () =>
  fc.assert(
    properties.differential(() => undefined),
    { seed: 1, numRuns: 60 },
  ));
