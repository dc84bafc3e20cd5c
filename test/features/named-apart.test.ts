/** A value that is called like a function hides nothing: both can be used side by side, and each says what it is. */
import { expect, test } from "vitest";
import { completionsAt } from "../../src/features/completion.ts";
import { hoverAt } from "../../src/features/hover.ts";
import { semanticTokens } from "../../src/features/semantic-tokens.ts";
import { openSession, uri } from "../service/session.ts";

const text = "sum = 3\nx = [1, 2]\ny = sum(x) * sum + x.sum()\ny.backward()\nz = su";

test("a call is the function's, a name without brackets the value's", async () => {
  const { service, time, lines } = openSession(text);
  await time.pass(1);
  expect(lines()).toEqual(["∂y/∂sum = 3", "∂y/∂x = [4, 4]", "= 12  ∂y/∂y = 1", "", ""]);
  const hover = (offset: number): string =>
    hoverAt(service.view(uri)!, offset, { link: undefined })?.markdown.split("\n", 2).join(" ") ?? "";
  expect(hover(text.indexOf("sum = "))).toMatch(/^\*\*sum\*\* = `3`/);
  expect(hover(text.indexOf("sum(x)"))).toMatch(/^```grad sum\(x, dim=None/);
  expect(hover(text.indexOf("sum + "))).toMatch(/^\*\*sum\*\* = `3`/);
  expect(hover(text.indexOf("sum()"))).toMatch(/^```grad sum\(x, dim=None/);
  const types = semanticTokens(service.view(uri)!.analysis)
    .filter(({ span }) => text.slice(span.start, span.end) === "sum")
    .map(({ type }) => type);
  expect(types).toEqual(["variable", "function", "variable", "function"]);
});

test("completion lists both, the value first", async () => {
  const { service, time } = openSession(text);
  await time.pass(1);
  const found = completionsAt(service.view(uri)!, text.length).filter(({ label }) => label === "sum");
  expect(found.map(({ kind, detail }) => [kind, detail.split(".", 1)[0]])).toEqual([
    ["value", "= 3  ∂y/∂sum = 3"],
    ["function", "The sum of all elements, or along some dimensions"],
  ]);
});

test("nothing is reported, and a function that has no value of its name says that it is called", async () => {
  const messages = async (source: string): Promise<readonly string[]> => {
    const { service, time } = openSession(source);
    await time.pass(1000);
    service.caretAt(uri, { line: 99, character: 0 });
    return service.problems(uri)!.problems.map(({ message }) => message);
  };
  expect(await messages(text.replace("\nz = su", ""))).toEqual([]);
  expect(await messages("sum = sum([1, 2])\ny = sum * sum([sum, 1])")).toEqual([]);
  expect(await messages("x = 3\ny = sum * x")).toEqual(["sum is a function: call it, as in sum(x)."]);
  expect(await messages("loss = 3\ny = loss(2)")).toEqual([
    "loss is a value and cannot be called. To multiply, write loss * (…), for matrices (…) @ loss.",
  ]);
});
