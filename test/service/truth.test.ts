/**
 * Whatever is edited, and however long runs take: a number that is not marked as old is the newest text's own; or, where that
 * has no target because a line is not whole, a gradient that is the same whatever that line becomes.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { apply, edit, examples } from "./edits.ts";
import { openSession, uri } from "./session.ts";
import { hintsOf, holdsWhatever, isGradient, newHints } from "./whatever.ts";

/** Files that name others are without them here, and have fewer numbers. */
const own = examples.filter((text) => !/\bload\(|^from /m.test(text));

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
      const texts = [text];
      for (const { change, delay, pause } of steps) {
        text = apply(text, change);
        session.runner.delay = delay;
        session.edit(text);
        const cold = await hintsOf(text);
        const check = async (): Promise<void> => {
          for (const [offset, parts] of newHints(session)) {
            // Half of a hint may be there before its other half; what is there must be right.
            for (const part of parts) {
              if (cold.get(offset)?.includes(part) === true) continue;
              const isTrue = texts.map((whole) => holdsWhatever(whole, text, offset, part));
              expect([part, isGradient(part), (await Promise.all(isTrue)).includes(true)]).toEqual([
                part,
                true,
                true,
              ]);
            }
          }
        };
        await check();
        await session.time.pass(pause);
        await check();
        texts.push(text);
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
