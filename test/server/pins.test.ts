/** Pinned values over the protocol: what pins a value, that it is found again after edits, and what it was before. */
import { expect, test } from "vitest";
import {
  pinOfRequest,
  pinsRequest,
  type PinMeasures,
  type PinOfParams,
  type PinOfResult,
  type PinRow,
  type PinsResult,
} from "../../src/protocol/pins-view.ts";
import { hideNotification, locateRequest, type LocateResult } from "../../src/protocol/requests.ts";
import { openServer, settle, uri, type ServerSession } from "./session.ts";

const pinOf = (session: ServerSession, at: PinOfParams["at"]): Promise<PinOfResult | null> =>
  session.client.sendRequest(pinOfRequest, { uri, at } satisfies PinOfParams);

async function pinsNow(
  session: ServerSession,
  ids: readonly string[],
  before: ReadonlyMap<string, PinMeasures> = new Map(),
): Promise<PinsResult["rows"]> {
  await session.time.pass(1000);
  const pins = ids.map((id) => ({ id, ...(before.has(id) ? { before: before.get(id)! } : {}) }));
  const result = await session.client.sendRequest<PinsResult>(pinsRequest, { uri, opened: [], pins });
  return result.rows;
}

const measures = (rows: PinsResult["rows"]): Map<string, PinMeasures> =>
  new Map(rows.map(({ id, now }) => [id, now]));

/** A row as one line: `q = 3 (was 2), ∂f/∂q = -4`. */
function line({ name, gradientLabel, value, gradient }: PinRow): string {
  const number = (one: PinRow["value"]): string =>
    one === undefined
      ? "none"
      : one.before === undefined
        ? one.short
        : `${one.short} (was ${[one.before.text, ...one.before.marks].join("; ")})`;
  return `${name} = ${number(value)}, ${gradientLabel} = ${number(gradient)}`;
}

const product = "x = -2\ny = 5\nz = -4\nq = x + y\nf = q * z\nf.backward()\n";

test("a pin is found again wherever its line goes, with what it was before", async () => {
  const session = await openServer();
  await session.open(product);
  const q = (await pinOf(session, { line: 3, character: 0 }))!;
  expect(q.name).toBe("q");
  const first = await pinsNow(session, [q.id]);
  expect(first.map(line)).toEqual(["q = 3, ∂f/∂q = -4"]);
  expect([first[0]!.line, first[0]!.steps]).toEqual([4, [q.id]]);
  await session.change(product.replace("z = -4", "w = 1\nz = 48"));
  const [row] = await pinsNow(session, [q.id], measures(first));
  expect(line(row!)).toBe("q = 3, ∂f/∂q = 48 (was -4; changes sign; × 12)");
  expect(row!.line).toBe(5);
  const place = await session.client.sendRequest<LocateResult>(locateRequest, { uri, id: q.id, opened: [] });
  expect(place.range.start.line).toBe(4);
  await session.change("x = 2\nf = x * x\n");
  expect(await pinsNow(session, [q.id])).toEqual([]);
  session.close();
});

test("nodes of the graph are pinned by their ids, a part of a formula and the target too", async () => {
  const session = await openServer();
  await session.open("a = 3\nb = (a + 1) * sigmoid(a)\nL = b ** 2\nL.backward()\n");
  await session.time.pass(1000);
  const target = await pinOf(session, { id: "target", opened: [] });
  expect(target?.name).toBe("L");
  const plus = (await pinOf(session, { line: 1, character: 7 }))!;
  expect(plus.name).toBe("a + 1");
  const [row, last] = await pinsNow(session, [plus.id, target!.id]);
  expect(line(row!)).toMatch(/^a \+ 1 = 4, ∂L\/∂\(a \+ 1\) = 7\.\d+$/);
  expect(last!.steps).toEqual([target!.id, "target"]);
  expect(await pinOf(session, { id: plus.id, opened: [] })).toEqual(plus);
  expect(await pinOf(session, { line: 4, character: 0 })).toBeNull();
  session.close();
});

test("what is not a number any more is remembered as that", async () => {
  const session = await openServer();
  await session.open("x = 2\nf = log(x)\nf.backward()\n");
  const f = (await pinOf(session, { line: 1, character: 0 }))!;
  const before = measures(await pinsNow(session, [f.id]));
  await session.change("x = -2\nf = log(x)\nf.backward()\n");
  const odd = await pinsNow(session, [f.id], before);
  expect(line(odd[0]!)).toMatch(/^f = NaN.*\(was 0\.6931; not finite now\)/);
  await session.change("x = 2\nf = log(x)\nf.backward()\n");
  const [again] = await pinsNow(session, [f.id], measures(odd));
  expect(line(again!)).toMatch(/finite again/);
  session.close();
});

test("a hidden gradient is not given away by what it was", async () => {
  const session = await openServer();
  await session.open(product);
  const x = (await pinOf(session, { line: 0, character: 0 }))!;
  const before = measures(await pinsNow(session, [x.id]));
  await session.client.sendNotification(hideNotification, { hide: true });
  await settle();
  await session.change(product.replace("z = -4", "z = 4"));
  const [row] = await pinsNow(session, [x.id], before);
  expect(line(row!)).toBe("x = -2, ∂f/∂x = ?");
  expect(row!.now.gradient).toBeUndefined();
  session.close();
});
