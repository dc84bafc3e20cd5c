/** A small plot of the target along a leaf, with its tangent at the file's number and a dot where the leaf is dragged to. */
import UPlot from "uplot";
import type { Curve } from "../src/protocol/what-if-view.ts";
import { html, set } from "./svg.ts";
import { plotted } from "./what-if-model.ts";

export interface WhatIfPlot {
  /** `value`: where the leaf is dragged to; `own`: the file's number; `about` says of what the curve is. */
  update(curve: Curve | undefined, value: number, about: string, own: number): void;
}

const WIDTH = 260;
const HEIGHT = 132;

export function createWhatIfPlot(parent: Element): WhatIfPlot {
  const root = html("div", "plot", parent);
  set(root, { role: "img" });
  let drawn: { readonly plot: UPlot; readonly curve: Curve; readonly theme: string } | undefined;
  let place = { value: 0, own: 0, now: 0 as number | null };

  const make = (curve: Curve): UPlot => {
    const style = getComputedStyle(root);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const [ink, line, tangent] = [color("--plot-ink"), color("--plot-curve"), color("--plot-tangent")];
    const font = `11px ${style.fontFamily}`;
    const axis = {
      stroke: ink,
      font,
      grid: { show: false },
      ticks: { stroke: ink, width: 1, size: 4 },
      gap: 3,
    };
    const dot = (plot: UPlot, x: number, y: number | null, isFilled: boolean): void => {
      if (y === null) return;
      const { ctx } = plot;
      const at = [plot.valToPos(x, "x", true), plot.valToPos(y, "y", true)] as const;
      ctx.save();
      // What is drawn before it is the dashed tangent.
      ctx.setLineDash([]);
      ctx.beginPath();
      ctx.arc(...at, 4 * devicePixelRatio, 0, 2 * Math.PI);
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.strokeStyle = line;
      ctx.fillStyle = isFilled ? line : color("--plot-ground");
      ctx.fill();
      ctx.stroke();
      ctx.restore();
    };
    return new UPlot(
      {
        width: WIDTH,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: (_, low, high) => rangeOf([low, high, place.now]) } },
        axes: [
          { ...axis, size: 22, space: 40 },
          { ...axis, size: 46, space: 28 },
        ],
        series: [
          {},
          { stroke: line, width: 2, points: { show: false } },
          { stroke: tangent, width: 1.5, dash: [5, 4], points: { show: false }, auto: false },
        ],
        hooks: {
          draw: [
            (plot) => {
              const at = curve.at.findIndex((one) => one === place.own);
              if (place.value !== place.own) dot(plot, place.own, curve.values[at] ?? null, false);
              dot(plot, place.value, place.now, true);
            },
          ],
        },
      },
      [],
      root,
    );
  };
  return {
    update(curve, value, about, own) {
      root.hidden = curve === undefined;
      if (curve === undefined) return;
      const theme = document.body.className;
      place = { value, own, now: curve.now };
      set(root, {
        "aria-label": `${about} from ${curve.at[0]} to ${curve.at.at(-1)}${
          curve.tangent === undefined ? "" : `, with its tangent at ${own}`
        }`,
      });
      if (drawn?.theme !== theme || JSON.stringify(drawn.curve.at) !== JSON.stringify(curve.at)) {
        drawn?.plot.destroy();
        drawn = { plot: make(curve), curve, theme };
      }
      const { at, values, tangent } = plotted(curve, value);
      drawn.plot.setData([[...at], [...values], [...(tangent ?? at.map(() => null))]]);
    },
  };
}

/** What has to be seen, with room above and below; a flat curve too. */
function rangeOf(numbers: readonly (number | null)[]): [number, number] {
  const known = numbers.filter((one) => one !== null);
  const [from, to] = known.length === 0 ? [0, 0] : [Math.min(...known), Math.max(...known)];
  const room = from === to ? Math.max(1, Math.abs(from)) / 2 : (to - from) * 0.06;
  return [from - room, to + room];
}
