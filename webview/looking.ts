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
import { areaOf, drawnArea } from "../src/picture/places.ts";
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
  const { size, large, picture } = state;
  const drawn = picture && drawnArea(picture.picture);
  return enlarged(firstLook(pictureSize(state), roomIn(size, large), middle, drawn), large);
}

/** What the card leaves of the panel, as one counts it in which everything may be drawn larger. */
export function uncoveredRoom({ size: { width, height }, cover, large }: State): Size {
  return roomIn({ width, height: height - cover }, large);
}

/** The whole picture. */
export function whole(state: State): Camera {
  const { size, large } = state;
  return enlarged(fit(pictureSize(state), roomIn(size, large)), large);
}

/** Most of a panel further, or as far as there is something. */
export function towards(state: State, side: Side): Camera {
  const { picture, large } = state;
  const room = uncoveredRoom(state);
  if (picture === undefined) return state.camera;
  const camera = reduced(state.camera, large);
  const isLevel = side === "left" || side === "right";
  const far = 0.8 * (isLevel ? room.width : room.height);
  const by = Math.min(far, beyond(picture.picture, camera, room, () => true)[side].distance);
  const away = side === "left" || side === "up" ? by : -by;
  return enlarged(isLevel ? { ...camera, x: camera.x + away } : { ...camera, y: camera.y + away }, large);
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
  const free = uncoveredRoom(state);
  const before = reduced(state.camera, large);
  const camera = show(before, area, free, limit(free.height / 10, 8, 32));
  return camera.x === before.x && camera.y === before.y
    ? state
    : { ...state, camera: enlarged(camera, large), touched: true };
}
