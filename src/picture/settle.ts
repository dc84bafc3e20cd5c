/** Settles nodes between their inputs: Graphviz minimises lengths, which leaves a gate anywhere between two inputs. */
import { type Box, type GroupBox, groupAround, middleOf, moveTo, overlaps, type Placement } from "./boxes.ts";
import { limit } from "./camera.ts";
import type { Flow } from "./extent.ts";
import type { Plan, WirePlan } from "./planned.ts";

/** The room between two nodes of one column, where Graphviz left as much. */
const nodeGap = 12;
const rounds = 3;

/** How strongly an input draws the gate towards it: beside anything else a constant does not, and in a narrow picture no leaf. */
const pull = {
  right: { leaf: 0.7, constant: 0.001, round: 1, box: 1, target: 1 },
  down: { leaf: 0.05, constant: 0.001, round: 1, box: 1, target: 1 },
} as const;
/** How strongly a node insists on its place when a column is too narrow for all wishes. */
const insistence = { leaf: 0.05, constant: 0.001, round: 1, box: 1, target: 1 } as const;
const unmovable = 1e6;
/** A pinned node may move this far all the same, so that its wire is straight. */
const nudge = 3;

export interface Settled {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly groups: readonly GroupBox[];
  /** Nodes that came into a group that is not theirs, or whose group came over another. */
  readonly hit: readonly string[];
}

/**
 * The boxes with each node moved, within its column, to the middle of what it is computed from, and constants beside
 * the gates that use them. The order within a column stays. Nodes in `pinned` stay about where Graphviz put them.
 */
export function settle(plan: Plan, placement: Placement, pinned: ReadonlySet<string>): Settled {
  const boxes = new Map(placement.boxes);
  const columns = Map.groupBy([...boxes.values()], middleOf);
  const order = [...columns.keys()].sort((a, b) => a - b);
  const wish = createWish(plan, boxes, order[0] ?? 0, pinned);
  for (let round = 0; round < rounds; round++) {
    for (const x of order) {
      const column = columns.get(x)!.toSorted((a, b) => a.y - b.y);
      const items = column.map((box, index) => {
        const above = column[index - 1];
        const room = above === undefined ? 0 : Math.max(0, Math.min(nodeGap, box.top - above.bottom));
        const apart = above === undefined ? 0 : (above.plan.height + box.plan.height) / 2 + room;
        return { apart, ...wish(boxes.get(box.plan.id)!, box.y) };
      });
      const places = spread(items);
      column.forEach((box, index) => boxes.set(box.plan.id, moveTo(box, places[index]!)));
    }
  }
  return { boxes, ...regroup(boxes, placement.groups, plan.flow) };
}

interface Wish {
  readonly y: number;
  readonly weight: number;
}

function createWish(
  plan: Plan,
  boxes: ReadonlyMap<string, Box>,
  firstColumn: number,
  pinned: ReadonlySet<string>,
): (box: Box, before: number) => Wish {
  const tied = plan.wires.filter((wire) => wire.to !== undefined);
  const into = Map.groupBy(tied, (wire) => wire.to!);
  const outOf = Map.groupBy(tied, (wire) => wire.from);
  const end = (wire: WirePlan): { y: number; weight: number } => {
    const to = boxes.get(wire.to!)!;
    const offset = to.plan.rows.find((row) => row.wire === wire.id)!.offset;
    return { y: to.y + offset, weight: 1 };
  };
  const start = (wire: WirePlan): { y: number; weight: number } => {
    const from = boxes.get(wire.from)!;
    const to = boxes.get(wire.to!)!;
    const offset = to.plan.rows.find((row) => row.wire === wire.id)!.offset;
    return { y: from.y - offset, weight: pull[plan.flow][from.plan.shape] };
  };
  return (box, before) => {
    const { id, shape } = box.plan;
    const inputs = into.get(id) ?? [];
    if (pinned.has(id)) {
      const wanted = inputs.length > 0 ? mean(inputs.map(start)) : before;
      return { y: limit(wanted, before - nudge, before + nudge), weight: unmovable };
    }
    if (inputs.length > 0) return { y: mean(inputs.map(start)), weight: insistence[shape] };
    const uses = outOf.get(id) ?? [];
    const isFirst = shape === "leaf" && middleOf(box) === firstColumn;
    if (isFirst || uses.length === 0) return { y: before, weight: 1 };
    return { y: mean(uses.map(end)), weight: insistence[shape] };
  };
}

function mean(places: readonly Wish[]): number {
  const total = places.reduce((sum, { weight }) => sum + weight, 0);
  return places.reduce((sum, { y, weight }) => sum + y * weight, 0) / total;
}

interface SpreadItem extends Wish {
  /** The least distance from the item before. */
  readonly apart: number;
}

/**
 * The places nearest to all wishes (least weighted squares) that keep the items' order and distances: pool adjacent
 * violators (Barlow et al. 1972), on places from which the distances are taken out.
 */
export function spread(items: readonly SpreadItem[]): number[] {
  const offsets: number[] = [];
  const pools: { y: number; weight: number; count: number }[] = [];
  let offset = 0;
  for (const item of items) {
    offset += item.apart;
    offsets.push(offset);
    let pool = { y: item.y - offset, weight: item.weight, count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.y > pool.y; last = pools.at(-1)) {
      const weight = last.weight + pool.weight;
      pool = {
        y: (last.y * last.weight + pool.y * pool.weight) / weight,
        weight,
        count: last.count + pool.count,
      };
      pools.pop();
    }
    pools.push(pool);
  }
  const places = pools.flatMap(({ y, count }) => Array.from({ length: count }, () => y));
  return places.map((y, index) => y + offsets[index]!);
}

/** The groups around the places that their nodes have now, and the nodes that must go back for them. */
function regroup(
  boxes: ReadonlyMap<string, Box>,
  groups: readonly GroupBox[],
  flow: Flow,
): { groups: readonly GroupBox[]; hit: readonly string[] } {
  const members = new Map(groups.map((group) => [group.id, membersOf(group.id, boxes, groups)]));
  const around = groups.map((group) => groupAround(group, groups, boxes, flow));
  const hit = new Set<string>();
  for (const group of around) {
    const own = members.get(group.id)!;
    const strangers = [...boxes.values()].filter((box) => !own.includes(box) && overlaps(box, group));
    const others = around.filter((other) => {
      const inside = members.get(other.id)!;
      return (
        overlaps(other, group) &&
        !inside.every((box) => own.includes(box)) &&
        !own.every((box) => inside.includes(box))
      );
    });
    if (strangers.length + others.length === 0) continue;
    for (const box of [...own, ...strangers]) hit.add(box.plan.id);
  }
  return { groups: around, hit: [...hit] };
}

function membersOf(id: string, boxes: ReadonlyMap<string, Box>, groups: readonly GroupBox[]): Box[] {
  const parents = new Map(groups.map((group) => [group.id, group.parent]));
  const isIn = (group: string | undefined): boolean =>
    group !== undefined && (group === id || isIn(parents.get(group)));
  return [...boxes.values()].filter((box) => isIn(box.plan.group));
}
