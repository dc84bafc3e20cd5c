/** Where the label stands that says what is stored at a gate for the backward pass. */
import { overlaps } from "../src/picture/boxes.ts";
import type { Area } from "../src/picture/camera.ts";
import type { Picture, PlacedNode } from "../src/picture/layout.ts";
import { takenIn } from "../src/picture/taken.ts";
import type { GraphView } from "../src/protocol/graph-view.ts";
import type { KeptMark } from "./steps-passed.ts";

export const badgeHeight = 16;
/** From the gate's edge. */
const gap = 3;
/** What a letter of the label takes, and the room at its ends. */
const letter = 6.2;
const ends = 10;
/** Longer labels would lie over their neighbours: the tooltip and the sentence have all of it. */
const longest = 12;

/** Where a label stands beside its gate, and what it says there. */
export interface BadgePlace {
  readonly label: string;
  /** From the gate's middle. */
  readonly area: Area;
}

/**
 * The places that a label may have, the best one first: above the gate, or beside it where its wires come from above; where
 * nothing else is free the sign alone.
 */
function badgePlaces(
  { width, height: gate }: PlacedNode,
  flow: Picture["flow"],
  text: string,
): readonly [BadgePlace, ...BadgePlace[]] {
  const letters = Array.from(text);
  const whole = `▤ ${letters.length > longest ? `${letters.slice(0, longest - 1).join("")}…` : text}`;
  const at = (label: string, side: "above" | "below" | "right" | "left"): BadgePlace => {
    const own = Array.from(label).length * letter + ends;
    const x =
      side === "right" ? width / 2 + 2 * gap : side === "left" ? -width / 2 - 2 * gap - own : -own / 2;
    const y =
      side === "above" ? -gate / 2 - gap - badgeHeight : side === "below" ? gate / 2 + gap : -badgeHeight / 2;
    return { label, area: { x, y, width: own, height: badgeHeight } };
  };
  return flow === "down"
    ? [at(whole, "right"), at(whole, "left"), at("▤", "right"), at("▤", "left")]
    : [at(whole, "above"), at(whole, "below"), at("▤", "above"), at("▤", "below")];
}

/** The places of those that are there: the same in every step. */
const badges = new WeakMap<KeptMark, { readonly picture: Picture; readonly place: BadgePlace }>();

/** Where the label of a gate stands: the best place that nothing else of the whole graph takes. */
export function badgeOf(picture: Picture, view: GraphView, placed: PlacedNode, kept: KeptMark): BadgePlace {
  const known = badges.get(kept);
  if (known?.picture === picture) return known.place;
  const places = badgePlaces(placed, picture.flow, kept.text);
  const others = takenIn(picture, view).filter(({ id }) => id !== placed.id);
  const isFree = ({ area }: BadgePlace): boolean => {
    const [left, top] = [placed.x + area.x, placed.y + area.y];
    const own = { left, right: left + area.width, top, bottom: top + area.height };
    return !others.some(({ rect }) => overlaps(rect, own));
  };
  const place = places.find(isFree) ?? places[0];
  badges.set(kept, { picture, place });
  return place;
}
