/** A part of a value as a picture, in pixels large enough to be seen one by one, with how it is read below. */
import type { ImageView } from "../src/protocol/inspect.ts";
import { html, set, setText } from "./svg.ts";

export interface Image {
  /** `about` says of what it is. */
  show(image: ImageView | undefined, about: string): void;
}

/** Along its longer side; a picture of more pixels is as large as it is. */
const side = 196;

export function createImage(parent: Element): Image {
  const root = html("figure", "image", parent);
  const canvas = html("canvas", "", root);
  const caption = html("figcaption", "", root);
  set(canvas, { role: "img" });
  let drawn: ImageView | undefined;
  return {
    show(image, about) {
      root.hidden = image === undefined;
      if (image === undefined) return;
      const { rows, columns, pixels, notes } = image;
      const text = notes.join("; ");
      set(canvas, { "aria-label": `Picture of ${about}, ${columns} by ${rows} pixels: ${text}` });
      setText(caption, text);
      if (image === drawn) return;
      drawn = image;
      set(canvas, { width: columns, height: rows });
      const scale = Math.max(1, Math.floor(side / Math.max(rows, columns)));
      canvas.style.width = `${columns * scale}px`;
      canvas.style.height = `${rows * scale}px`;
      const painted = new ImageData(columns, rows);
      for (let at = 0; at < rows * columns; at++) {
        for (let of = 0; of < 3; of++) painted.data[4 * at + of] = pixels.charCodeAt(3 * at + of);
        painted.data[4 * at + 3] = 255;
      }
      canvas.getContext("2d")!.putImageData(painted, 0, 0);
    },
  };
}
