/** How far the columns of a picture can stand apart in a panel, and how much of its length is seen there. */
import { limit, readableZoom, type Size } from "./camera.ts";
import type { Flow } from "./extent.ts";
import type { NodePlan, Plan, WirePlan } from "./planned.ts";

/** The room between two columns of a picture that flows to the right: names and numbers lie along its wires. */
const levelGap = 30;
/** Upright ways may be short where the picture is long: otherwise they have room to bend. */
const [shortGap, longGap] = [8, 32];
/** What the panel keeps for other things before and behind a picture. */
const reserved = { right: 24, down: 80 } as const;

/** The room between two columns. */
export function gapFor(
  flow: Flow,
  nodes: readonly NodePlan[],
  wires: readonly WirePlan[],
  panel: Size,
): number {
  if (flow === "right") return levelGap;
  const { length, steps } = longestWay(nodes, wires);
  return limit(Math.floor((roomIn(flow, panel) - length) / Math.max(1, steps)), shortGap, longGap);
}

/** How much of a picture's length can be seen in the panel and be read: 1 from end to end. */
export function shareAlong({ flow, nodes, wires, gap }: Plan, panel: Size): number {
  const { length, steps } = longestWay(nodes, wires);
  return Math.min(1, roomIn(flow, panel) / (length + steps * gap));
}

function roomIn(flow: Flow, { width, height }: Size): number {
  return (flow === "right" ? width : height) / readableZoom - reserved[flow];
}

interface Way {
  /** What its nodes take along the flow, without the gaps. */
  readonly length: number;
  readonly steps: number;
}

/** The way on which nodes take most room along the flow. */
function longestWay(nodes: readonly NodePlan[], wires: readonly WirePlan[]): Way {
  const into = Map.groupBy(
    wires.filter(({ to }) => to !== undefined),
    ({ to }) => to!,
  );
  const plans = new Map(nodes.map((node) => [node.id, node]));
  const known = new Map<string, Way>();
  const entered = new Set<string>();
  const stack = nodes.map(({ id }) => id);
  let longest: Way = { length: 0, steps: 0 };
  while (stack.length > 0) {
    const id = stack.at(-1)!;
    const before = (into.get(id) ?? []).map(({ from }) => from);
    if (!entered.has(id)) {
      entered.add(id);
      stack.push(...before.filter((from) => !entered.has(from)));
      continue;
    }
    stack.pop();
    if (known.has(id)) continue;
    const { lead, fan, gate, tail } = plans.get(id)!;
    const ways = before.flatMap((from) => known.get(from) ?? []);
    const up = ways.reduce((best, way) => (way.length > best.length ? way : best), start);
    const way = { length: up.length + lead + fan + gate.width + tail, steps: up.steps + 1 };
    known.set(id, way);
    if (way.length > longest.length) longest = way;
  }
  return longest;
}

const start: Way = { length: 0, steps: -1 };
