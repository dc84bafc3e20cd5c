/** The two properties of any text: a short run of them stands among the tests, a long one is `npm run fuzz`. */
import fc from "fast-check";
import { history, holdSame } from "./differential.ts";
import { mutated } from "./mutations.ts";
import { use } from "../use.ts";

/** Is told of each case before it is tried. */
export type Tell = (value: unknown) => void;

const mutation = (tell: Tell) =>
  fc.asyncProperty(mutated, async (text) => {
    tell(text);
    use(text, [0, text.length >> 2, text.length >> 1, text.length]);
    // A turn of the event loop, so that what was told is heard.
    await Promise.resolve();
  });

const differential = (tell: Tell) =>
  fc.asyncProperty(history, async (one) => {
    tell(one);
    await holdSame(one);
  });

export const properties = { mutation, differential } as const;

export type Name = keyof typeof properties;

export const names = Object.keys(properties) as readonly Name[];
