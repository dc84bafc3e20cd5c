/** Where the picture is looked at from, for a state of the panel. */
import { beyond, type Side } from "../src/picture/beyond.ts";
import {
  type Camera,
  enlarged,
  firstLook,
  fit,
  limit,
  panBy,
  reduced,
  roomIn,
  show,
  type Size,
} from "../src/picture/camera.ts";
import { areaOf } from "../src/picture/places.ts";
import { pictureSize, type State } from "./model.ts";

export function firstCamera(state: State, restored: Camera | undefined): State {
  const first = look(state);
  if (restored === undefined || !isUsable(restored, pictureSize(state), state.size)) {
    return { ...state, camera: first, touched: false };
  }
  const away = Math.abs(restored.x - first.x) + Math.abs(restored.y - first.y);
  return { ...state, camera: restored, touched: away > 1 || restored.zoom !== first.zoom };
}

/** The first look; of a part at what it is about. */
export function look(state: State): Camera {
  const centre = state.latest?.view.part?.centre;
  const middle = state.picture?.picture.nodes.find(({ id, shape }) =>
    centre === undefined ? shape === "target" : id === centre,
  );
  const { size, large } = state;
  return enlarged(firstLook(pictureSize(state), roomIn(size, large), middle), large);
}

/** What the card leaves of the panel. */
export function uncoveredSize({ size: { width, height }, cover }: State): Size {
  return { width, height: height - cover };
}

/** The whole picture. */
export function whole(state: State): Camera {
  const { size, large } = state;
  return enlarged(fit(pictureSize(state), roomIn(size, large)), large);
}

/** Most of a panel further, or as far as there is something. */
export function towards(state: State, side: Side): Camera {
  const { camera, picture } = state;
  const size = uncoveredSize(state);
  if (picture === undefined) return camera;
  const isLevel = side === "left" || side === "right";
  const far = 0.8 * (isLevel ? size.width : size.height);
  const by = Math.min(far, beyond(picture.picture, camera, size, () => true)[side].distance);
  const sign = side === "left" || side === "up" ? 1 : -1;
  return isLevel ? { ...camera, x: camera.x + sign * by } : { ...camera, y: camera.y + sign * by };
}

function isUsable(camera: Camera, picture: Size, panel: Size): boolean {
  const same = panBy(camera, 0, 0, picture, panel);
  return camera.zoom > 0 && same.x === camera.x && same.y === camera.y;
}

/** Moves the view as little as needed for a node that the person turned to, with its numbers. */
export function uncovered(state: State, id: string | undefined): State {
  const { picture, latest, large } = state;
  if (id === undefined || picture === undefined || latest === undefined) return state;
  const area = areaOf(picture.picture, latest.view, id);
  if (area === undefined) return state;
  const free = roomIn(uncoveredSize(state), large);
  const before = reduced(state.camera, large);
  const camera = show(before, area, free, limit(free.height / 10, 8, 32));
  return camera.x === before.x && camera.y === before.y
    ? state
    : { ...state, camera: enlarged(camera, large), touched: true };
}
