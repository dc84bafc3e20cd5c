/** The setting `nabla.insight`, through the service: which findings a document has, and how bad each is. */
import { describe, expect, test } from "vitest";
import { readSettings } from "../../src/protocol/settings.ts";
import { openSession, uri } from "./session.ts";

const limits = { bytes: 1e7, milliseconds: undefined };

const text = [
  "w = param([-1, -2])",
  "b = param(1)",
  "q = param(2)",
  "L = (sum(relu(w)) - 1) ** 2 - log(sigmoid(q))",
  "L.backward()",
].join("\n");

const disconnected = "2 information disconnected";
const dead = "4 information dead-relu";
const unsafe = "4 hint unsafe-log-sigmoid";

/** The problems of a document under these settings, as the editor sends them, with their lines. */
async function found(insight: unknown, source = text): Promise<readonly string[]> {
  const session = openSession(source);
  session.service.configure("onType", limits, readSettings({ insight }).insight);
  await session.time.pass(1000);
  const lineOf = (offset: number): number => source.slice(0, offset).split("\n").length;
  return (session.service.problems(uri)?.problems ?? []).map(
    ({ code, severity, span }) => `${lineOf(span.start)} ${severity} ${code}`,
  );
}

describe("a code's word is how bad it is, and `off` is silence", () => {
  test.each([
    ["nothing set", undefined, [disconnected, dead, unsafe]],
    ["one off", { "dead-relu": "off" }, [disconnected, unsafe]],
    ["one a hint", { "dead-relu": "hint" }, [disconnected, "4 hint dead-relu", unsafe]],
    [
      "one an information",
      { "unsafe-log-sigmoid": "information" },
      [disconnected, dead, "4 information unsafe-log-sigmoid"],
    ],
    ["one a warning", { disconnected: "warning" }, ["2 warning disconnected", dead, unsafe]],
    ["all off", { all: "off" }, []],
    [
      "all a warning",
      { all: "warning" },
      ["2 warning disconnected", "4 warning dead-relu", "4 warning unsafe-log-sigmoid"],
    ],
    ["all off but one", { all: "off", "dead-relu": "information" }, [dead]],
    ["all as one but one off", { all: "hint", "dead-relu": "off" }, ["2 hint disconnected", unsafe]],
    [
      "words that are none",
      { "dead-relu": "error", all: "silent", disconnected: false },
      [disconnected, dead, unsafe],
    ],
    [
      "names that are no code",
      { "dead-relus": "off", constructor: "off", toString: "off" },
      [disconnected, dead, unsafe],
    ],
    ["what is no object", "off", [disconnected, dead, unsafe]],
    ["null", null, [disconnected, dead, unsafe]],
  ] as const)("%s", async (_, insight, expected) => {
    expect(await found(insight)).toEqual(expected);
  });
});

test("an error of the check is no finding, and has no switch", async () => {
  const source = "x = 2\ny = foo(x)";
  for (const word of ["off", "hint", "warning"])
    expect(await found({ all: word, "undefined-function": word }, source)).toEqual([
      "2 error undefined-function",
    ]);
});

test("a comment at the line's end is silence whatever the setting says, for the code that it names alone", async () => {
  const ignoring = text.replace("sigmoid(q))", "sigmoid(q)) # nabla: ignore dead-relu");
  expect(await found(undefined, ignoring)).toEqual([disconnected, unsafe]);
  expect(await found({ all: "warning" }, ignoring)).toEqual([
    "2 warning disconnected",
    "4 warning unsafe-log-sigmoid",
  ]);
});

test("a setting that is changed holds for a document that is open, without another run, and back again", async () => {
  const session = openSession(text);
  await session.time.pass(1000);
  const codes = (): readonly string[] =>
    (session.service.problems(uri)?.problems ?? []).map(({ code, severity }) => `${severity} ${code}`);
  const before = codes();
  const runs = session.runner.jobs.length;
  session.service.configure("onType", limits, { all: "off", "dead-relu": "warning" });
  expect(codes()).toEqual(["warning dead-relu"]);
  session.service.configure("onType", limits, {});
  expect(codes()).toEqual(before);
  expect(session.runner.jobs.length).toBe(runs);
});
