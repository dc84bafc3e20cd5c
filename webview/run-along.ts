/** A short bright piece that runs along a wire: with the value to the right, with the gradient to the left. */
import type { Canvas } from "./draw.ts";
import { set, svg } from "./svg.ts";

/** How long it runs. */
export const runTime = 260;
/** Beyond this many wires at once only the numbers appear: the lines alone would be noise. */
export const mostRuns = 250;

/** `back` is from the wire's right end to its left one, and only where a gradient has come. */
export function runAlong(canvas: Canvas, id: string, back: boolean): void {
  const line = canvas.line(id);
  if (line === undefined || (back && canvas.text(id)?.gradient.first.textContent === "")) return;
  const piece = svg("path", back ? "flow" : "flow forward", canvas.overlay);
  set(piece, { d: line.line.getAttribute("d") ?? "", pathLength: 100, "stroke-dasharray": "40 200" });
  const frames = [
    { strokeDashoffset: "-100", opacity: "1" },
    { strokeDashoffset: "0", opacity: "1", offset: 0.7 },
    { strokeDashoffset: "40", opacity: "0" },
  ];
  const ahead = [
    { strokeDashoffset: "40", opacity: "1" },
    { strokeDashoffset: "-60", opacity: "1", offset: 0.7 },
    { strokeDashoffset: "-100", opacity: "0" },
  ];
  const run = piece.animate(back ? frames : ahead, { duration: runTime, easing: "linear", fill: "forwards" });
  run.onfinish = () => piece.remove();
}
