/** Curves as chains of cubic Bézier segments: start point, then two control points and an end point for each segment. */

/** `[x0, y0, c1x, c1y, c2x, c2y, x1, y1, …]`: two numbers and six for each segment. */
export type Curve = readonly number[];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight line as a curve of one segment. */
export function line(from: Point, to: Point): Curve {
  const x = (to.x - from.x) / 3;
  const y = (to.y - from.y) / 3;
  return [from.x, from.y, from.x + x, from.y + y, to.x - x, to.y - y, to.x, to.y];
}

/** The second curve begins where the first one ends. */
export function join(first: Curve, second: Curve): Curve {
  return [...first, ...second.slice(2)];
}

/** The same curve, but ending at a point in a given direction (a unit vector). */
export function arriveAt(curve: Curve, end: Point, direction: Point): Curve {
  const from = { x: curve.at(-8)!, y: curve.at(-7)! };
  // A control point further back than the start would make a steep curve bulge out to the left.
  const reach = Math.max(
    6,
    Math.min(Math.hypot(end.x - from.x, end.y - from.y) * 0.4, (end.x - from.x) * 0.9),
  );
  const control = { x: end.x - direction.x * reach, y: end.y - direction.y * reach };
  return [...curve.slice(0, -4), control.x, control.y, end.x, end.y];
}

/** The same curve, but ending at another point near its end; its last control point goes along. */
export function endAt(curve: Curve, end: Point): Curve {
  const [x, y] = [end.x - curve.at(-2)!, end.y - curve.at(-1)!];
  return [...curve.slice(0, -4), curve.at(-4)! + x, curve.at(-3)! + y, end.x, end.y];
}

/** The same curve, but beginning at another point, level. */
export function startAt(curve: Curve, start: Point): Curve {
  const reach = Math.max(0, curve[2]! - curve[0]!);
  return [start.x, start.y, start.x + reach, start.y, ...curve.slice(4)];
}

/** From a point to the right, to another point in a given direction (a unit vector). */
export function bend(from: Point, end: Point, direction: Point): Curve {
  const reach = (end.x - from.x) / 2;
  return arriveAt([from.x, from.y, from.x + reach, from.y, 0, 0, end.x, end.y], end, direction);
}

/** The curve as the text of an SVG path, with tenths of a pixel. */
export function pathText(curve: Curve): string {
  const n = (index: number): string => String(Math.round(curve[index]! * 10) / 10);
  let text = `M${n(0)} ${n(1)}`;
  for (let i = 2; i < curve.length; i += 6) {
    text += `C${n(i)} ${n(i + 1)} ${n(i + 2)} ${n(i + 3)} ${n(i + 4)} ${n(i + 5)}`;
  }
  return text;
}

/** Points along the curve, `perSegment` for each segment, with both ends. */
export function sample(curve: Curve, perSegment: number): Point[] {
  const points: Point[] = [{ x: curve[0]!, y: curve[1]! }];
  for (let i = 0; i + 7 < curve.length; i += 6) {
    for (let step = 1; step <= perSegment; step++) points.push(pointAt(curve, i, step / perSegment));
  }
  return points;
}

/** Points along the curve, at most about `spacing` apart. */
export function sampleEvery(curve: Curve, spacing: number): Point[] {
  const points: Point[] = [{ x: curve[0]!, y: curve[1]! }];
  for (let i = 0; i + 7 < curve.length; i += 6) {
    let length = 0;
    for (let k = i; k < i + 6; k += 2)
      length += Math.hypot(curve[k + 2]! - curve[k]!, curve[k + 3]! - curve[k + 1]!);
    const steps = Math.max(1, Math.ceil(length / spacing));
    for (let step = 1; step <= steps; step++) points.push(pointAt(curve, i, step / steps));
  }
  return points;
}

/** A curve between two others; the shorter one is cut into as many segments as the longer one has. */
export function between(from: Curve, to: Curve, part: number): Curve {
  const length = Math.max(from.length, to.length);
  const a = withLength(from, length);
  const b = withLength(to, length);
  return a.map((value, index) => value + (b[index]! - value) * part);
}

/** Moves every point by the same amount. */
export function shift(curve: Curve, by: Point): Curve {
  return curve.map((value, index) => value + (index % 2 === 0 ? by.x : by.y));
}

function pointAt(curve: Curve, start: number, t: number): Point {
  const s = 1 - t;
  const at = (k: number): number =>
    s * s * s * curve[start + k]! +
    3 * s * s * t * curve[start + 2 + k]! +
    3 * s * t * t * curve[start + 4 + k]! +
    t * t * t * curve[start + 6 + k]!;
  return { x: at(0), y: at(1) };
}

function withLength(curve: Curve, length: number): Curve {
  let result = curve;
  while (result.length < length) result = halveLast(result);
  return result;
}

/** De Casteljau's construction at one half, for the last segment. */
function halveLast(curve: Curve): Curve {
  const start = curve.length - 8;
  const half = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const [p0, p1, p2, p3] = [0, 2, 4, 6].map((k) => ({ x: curve[start + k]!, y: curve[start + k + 1]! })) as [
    Point,
    Point,
    Point,
    Point,
  ];
  const [a, b, c] = [half(p0, p1), half(p1, p2), half(p2, p3)];
  const [d, e] = [half(a, b), half(b, c)];
  const middle = half(d, e);
  return [...curve.slice(0, start + 2), ...[a, d, middle, e, c, p3].flatMap(({ x, y }) => [x, y])];
}
