/** Whatever is edited, and however long runs take: a number that is not marked as old is the newest text's own. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { PLAIN_HINTS } from "../check.ts";
import { apply, edit, examples } from "./edits.ts";
import { openSession, uri, type Session } from "./session.ts";

/** Every hint by the end of its line, without those that say that they are old. */
function newHints({ service }: Session): ReadonlyMap<number, string> {
  const hints = service.hints(uri, { ...PLAIN_HINTS, columns: 10_000, maximumLength: 10_000 })?.hints ?? [];
  const text = ({ parts }: (typeof hints)[number]): string => parts.map((part) => part.text).join("");
  return new Map(hints.filter(({ old }) => !old).map((hint) => [hint.offset, text(hint)]));
}

/** The hints of a text that nobody has edited. */
async function hintsOf(text: string): Promise<ReadonlyMap<number, string>> {
  const session = openSession(text);
  await session.time.pass(1);
  const hints = newHints(session);
  session.service.dispose();
  return hints;
}

/** Files that name others are without them here, and have fewer numbers. */
const own = examples.filter((text) => !/\bload\(|^from /m.test(text));

/** What stands between the parts of a hint. */
const between = / {2}| · | ×/;

test("there are examples", () => {
  expect(own.length).toBeGreaterThan(3);
});

test.each(own.map((text) => [text.split("\n", 1)[0] ?? "", text]))("%s", async (_name, example) => {
  const step = fc.record({ change: edit, delay: fc.nat(60), pause: fc.nat(80) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      const session = openSession(example);
      await session.time.pass(1);
      let text = example;
      for (const { change, delay, pause } of steps) {
        text = apply(text, change);
        session.runner.delay = delay;
        session.edit(text);
        const cold = await hintsOf(text);
        const check = (): void => {
          for (const [offset, hint] of newHints(session)) {
            // Half of a hint may be there before its other half; what is there must be right.
            for (const part of hint.split(between)) expect(cold.get(offset)?.split(between)).toContain(part);
          }
        };
        check();
        await session.time.pass(pause);
        check();
      }
      await session.time.pass(2000);
      session.service.caretAt(uri, { line: 10_000, character: 0 });
      await session.time.pass(2000);
      expect(newHints(session)).toEqual(await hintsOf(text));
      session.service.dispose();
    }),
    { numRuns: 5, seed: 1 },
  );
});
