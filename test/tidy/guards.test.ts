/** Whatever the outside calls in the server and in the service is guarded: a fault of ours must never reach the process. */
import ts from "typescript";
import { expect, test } from "vitest";
import { filesOf, nodesOf, placeOf, type SourceFile } from "./files.ts";

const sources = filesOf("src/server/**/*.ts", "src/service/*.ts", "src/service.ts");

/** What makes a callback that does not throw. */
const makers = new Set(["guarded", "answer", "look", "reply"]);

test("what a connection or the service calls back is made by guarded, answer, look or reply", () => {
  const listeners = sources.flatMap((file) => nodesOf(file).flatMap((node) => listenerOf(file, node)));
  expect(listeners.length).toBeGreaterThan(20);
  expect(listeners.filter(({ isGuarded }) => !isGuarded).map(({ place }) => place)).toEqual([]);
});

/** The only places where the host's own timers are taken. */
const hosts = new Set(["src/server/server.ts setTimeout", "src/server/worker.ts setImmediate"]);

test("time is the host's, by guarded timers", () => {
  const found = sources.flatMap((file) => [
    ...new Set(
      nodesOf(file)
        .filter(
          (node) =>
            ts.isIdentifier(node) && /^(setTimeout|setInterval|setImmediate|queueMicrotask)$/.test(node.text),
        )
        .map((node) => `${file.path} ${node.getText()}`),
    ),
  ]);
  expect(found.filter((place) => !hosts.has(place))).toEqual([]);
  expect(found.length).toBe(hosts.size);
});

test("whoever is given timers guards them, or gets them from one who does", () => {
  const takers = sources.filter(({ text }) => /[.?]after\(/.test(text));
  expect(takers.length).toBeGreaterThan(5);
  const makersOfTimers = takers.filter(({ text }) => text.includes("guardTimers(")).map(({ path }) => path);
  expect(makersOfTimers).toEqual(["src/server/runner.ts", "src/server/server.ts", "src/service.ts"]);
});

test("no promise is left alone", () => {
  const loose = sources.flatMap((file) =>
    nodesOf(file)
      .filter(
        (node) => ts.isCallExpression(node) && /\.(then|catch|finally)$/.test(node.expression.getText()),
      )
      .map((node) => placeOf(file, node)),
  );
  // The guard itself.
  expect(loose.filter((place) => !place.startsWith("src/service/guard.ts"))).toEqual([]);
  expect(loose.length).toBe(1);
});

function listenerOf(
  file: SourceFile,
  node: ts.Node,
): readonly { readonly place: string; readonly isGuarded: boolean }[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { expression, name } = node.expression;
  const receiver = expression.getText();
  if (!/^on([A-Z]|$)/.test(name.text) || !/^(connection|service)\b/.test(receiver)) return [];
  const listener = node.arguments.at(-1);
  if (listener === undefined) return [];
  return [{ place: placeOf(file, node), isGuarded: isMade(listener, file) }];
}

/** A call of a maker, or a name that stands for one. */
function isMade(listener: ts.Expression, file: SourceFile): boolean {
  if (ts.isCallExpression(listener)) {
    const maker = listener.expression.getText().split(".").at(-1) ?? "";
    return makers.has(maker);
  }
  if (!ts.isIdentifier(listener)) return false;
  const made = [...makers].join("|");
  return new RegExp(`const ${listener.text} = (${made})[<(]`).test(file.text);
}
