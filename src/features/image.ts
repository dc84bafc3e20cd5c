/** A part of a value as a picture: each element a pixel in grey, or three of them one in colour; of a large one each block's mean. */
import type { Window } from "../eval/feed.ts";
import type { Summary } from "../eval/statistics.ts";
import type { ImageView } from "../protocol/inspect.ts";
import { elementCount, type Tensor } from "../tensor/tensor.ts";
import { formatNumber } from "./format-number.ts";
import { MOST_LOOKED } from "./tensor-look.ts";

/** So many pixels are shown along each side: more have no room beside a graph. */
const MOST_SIDE = 128;
const CHANNELS = 3;
/** The digits of a shade's number. */
const DIGITS = 3;
/** What is no number, in a colour that grey never is. */
const ODD = "\u00cf\u0045\u00a5";

/**
 * `window`: one row of pixels for each row of its last dimension but one; where it has three matrices they are red, green and
 * blue. Undefined where it is no picture, or its elements are not there.
 */
export async function imageView(
  window: Window,
  summary: Summary | undefined,
  elements: (window: Window) => Promise<Tensor | undefined>,
): Promise<ImageView | undefined> {
  const { sizes } = window;
  const [height, width] = [sizes.at(-2) ?? 0, sizes.at(-1) ?? 0];
  const channels = height * width === 0 ? 0 : elementCount(sizes) / (height * width);
  const isColour = channels === CHANNELS && sizes.at(-3) === CHANNELS;
  if (elementCount(sizes) > MOST_LOOKED || !(isColour || channels === 1)) return undefined;
  const part = await elements(window);
  if (part === undefined) return undefined;
  const block = Math.ceil(Math.max(height, width) / MOST_SIDE);
  const shades = shadesOf(part, summary);
  const size = { rows: Math.ceil(height / block), columns: Math.ceil(width / block) };
  let [pixels, odd] = ["", 0];
  for (let row = 0; row < size.rows; row++) {
    for (let column = 0; column < size.columns; column++) {
      const bytes = Array.from({ length: channels }, (_, channel) => {
        const first = channel * height * width + row * block * width + column * block;
        const rows = Math.min(block, height - row * block);
        const value = meanOf(part, first, rows, Math.min(block, width - column * block), width);
        return Number.isNaN(value) ? undefined : byteOf(value, shades);
      });
      const isOdd = bytes.includes(undefined);
      if (isOdd) odd++;
      const each = isColour ? bytes : [bytes[0], bytes[0], bytes[0]];
      pixels += isOdd ? ODD : String.fromCharCode(...each.map((byte) => byte!));
    }
  }
  return { window, ...size, pixels, notes: notesOf(isColour, block, odd, shades) };
}

interface Shades {
  readonly black: number;
  readonly white: number;
}

/** Black is 0 and white the largest of all elements; where some are below 0, that is the grey between the two. */
function shadesOf(part: Tensor, summary: Summary | undefined): Shades {
  let [least, most] = [summary?.min ?? NaN, summary?.max ?? NaN];
  if (!Number.isFinite(least) || !Number.isFinite(most)) {
    [least, most] = [0, 0];
    for (const value of part.data) {
      if (!Number.isFinite(value)) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  const far = Math.max(Math.abs(least), Math.abs(most)) || 1;
  return { black: least < 0 ? -far : 0, white: far };
}

function byteOf(value: number, { black, white }: Shades): number {
  return Math.round(255 * Math.min(1, Math.max(0, (value - black) / (white - black))));
}

/** A NaN of a block makes a NaN of it: it must be seen. */
function meanOf({ data }: Tensor, first: number, rows: number, columns: number, stride: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) sum += data[first + row * stride + column]!;
  return sum / (rows * columns);
}

function notesOf(isColour: boolean, block: number, odd: number, { black, white }: Shades): readonly string[] {
  const [dark, light] = [black, white].map((one) => formatNumber(one, DIGITS));
  const grey = black < 0 ? ", 0 the grey between" : "";
  return [
    isColour ? `red, green and blue from ${dark} to ${light}` : `black is ${dark}, white ${light}${grey}`,
    ...(block === 1 ? [] : [`a pixel is the mean of ${block}×${block} elements`]),
    ...(odd === 0 ? [] : [`${odd} ${odd === 1 ? "pixel is" : "pixels are"} NaN, in pink`]),
  ];
}
