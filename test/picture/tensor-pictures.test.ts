/** Tensors as pictures: which element stands in which cell, what a cell looks like, and that the picture is whole. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dataUri } from "../../src/picture/cells.ts";
import { heatMap } from "../../src/picture/heat-map.ts";
import { gridOf } from "../../src/picture/tensor-grid.ts";
import { columnsOf, valueScale } from "../../src/picture/value-scale.ts";

/** Elements that count up from 1. */
function counted(sizes: readonly number[]): Float64Array {
  const count = sizes.reduce((product, size) => product * size, 1);
  return Float64Array.from({ length: count }, (_, i) => i + 1);
}

/** A grid's rows as they are seen; a blank where no element stands. */
function seen(sizes: readonly number[], data = counted(sizes)): readonly string[] {
  const { cells, columns, rows, note } = gridOf(sizes, data);
  const lines = Array.from({ length: rows }, (_, row) =>
    cells
      .slice(row * columns, (row + 1) * columns)
      .map((value) => value ?? "_")
      .join(" "),
  );
  return [...lines, note];
}

const anySizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }).filter((sizes) => {
  return counted(sizes).length <= 20_000;
});

const anyNumber = fc.oneof(
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, -Number.MAX_VALUE, Number.MAX_VALUE),
  fc.double(),
  fc.double({ min: -2, max: 2, noNaN: true }),
);

describe("a grid", () => {
  test.each<[string, readonly number[], readonly string[]]>([
    ["has a short vector in a row", [6], ["1 2 3 4 5 6", ""]],
    ["has a matrix as it is", [2, 3], ["1 2 3", "4 5 6", ""]],
    ["has a column as it is", [3, 1], ["1", "2", "3", ""]],
    ["has slices beside each other", [2, 2, 2], ["1 2 _ 5 6", "3 4 _ 7 8", "2 slices [2, 2]"]],
    ["has dimensions of size 1 as if they were not there", [2, 1, 3], ["1 2 3", "4 5 6", "seen as [2, 3]"]],
    ["has a vector with dimensions of size 1 as one", [1, 6, 1], ["1 2 3 4 5 6", ""]],
  ])("%s", (_, sizes, expected) => expect(seen(sizes)).toEqual(expected));

  test("has a long vector in rows of one length, with a short last one", () => {
    const { columns, rows, cells, frames, note } = gridOf([65], counted([65]));
    expect([columns, rows, note]).toEqual([22, 3, "in rows of 22"]);
    expect(cells.slice(0, 65)).toEqual([...counted([65])]);
    expect(cells.slice(65)).toEqual([undefined]);
    expect(frames).toEqual([{ x: 0, y: 0, columns: 22, rows: 3, inLastRow: 21 }]);
    expect(gridOf([1, 100], counted([100])).note).toBe("in rows of 25");
    expect(gridOf([100, 1], counted([100])).note).toBe("in rows of 25");
  });

  test("has what is too large in blocks, each by what is farthest from 0 or is no number", () => {
    const data = counted([20, 64]);
    data[0] = -5000;
    data[2] = NaN;
    data[4] = -Infinity;
    const { columns, rows, cells, note } = gridOf([20, 64], data);
    expect([columns, rows, note]).toEqual([32, 10, "a cell shows the farthest from 0 of 2×2 elements"]);
    expect(cells.slice(0, 4)).toEqual([-5000, NaN, -Infinity, 72]);
    expect(gridOf([4096], counted([4096])).note).toBe(
      "in rows of 256; a cell shows the farthest from 0 of 8 elements",
    );
  });

  test("says how many slices it shows", () => {
    expect(gridOf([6, 3, 5, 5], counted([6, 3, 5, 5])).note).toBe("the first 10 of 18 slices [5, 5]");
    expect(gridOf([9, 30, 40], counted([9, 30, 40])).note).toBe(
      "the first of 9 slices [30, 40]; a cell shows the farthest from 0 of 2×2 elements",
    );
  });

  test("of any shape has room, and only elements of the tensor, each at one place", () => {
    fc.assert(
      fc.property(anySizes, (sizes) => {
        const data = counted(sizes);
        const { columns, rows, cells, frames, note } = gridOf(sizes, data);
        expect(columns).toBeLessThanOrEqual(32);
        expect(rows).toBeLessThanOrEqual(16);
        expect(cells.length).toBe(columns * rows);
        const values = cells.filter((value) => value !== undefined);
        expect(new Set(values).size).toBe(values.length);
        expect(values.every((value) => Number.isInteger(value) && value >= 1 && value <= data.length)).toBe(
          true,
        );
        const framed = frames.map((one) => one.columns * (one.rows - 1) + one.inLastRow);
        expect(framed.reduce((sum, count) => sum + count)).toBe(values.length);
        if (!/first|farthest/.test(note)) expect(values.length).toBe(data.length);
      }),
    );
  });
});

/** The kind of each cell that a picture draws, by its place; a cell that is drawn twice fails. */
function drawn(picture: string): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  for (const [, kind, opacity, path = ""] of picture.matchAll(
    /<path stroke='(?:url\(#(\w+)\)|#\w+' stroke-opacity='([\d.]+))' d='([^']+)'\/>/g,
  )) {
    let [x, y] = [0, 0];
    for (const [, move, first, second, run] of path.matchAll(/([Mm])(\d+),(\d+)h(\d+)/g)) {
      x = move === "M" ? Number(first) : x + Number(first);
      y = move === "M" ? Number(second) : y + Number(second);
      for (let i = 0; i < Number(run); i++, x++) {
        expect(kinds.has(`${x},${y}`)).toBe(false);
        kinds.set(`${x},${y}`, kind ?? `plus ${opacity}`);
      }
    }
  }
  return kinds;
}

/** Holds that tags are closed in order, that attributes are quoted, and that a pattern that is named is there. */
function expectWellFormed(picture: string): void {
  const open: string[] = [];
  const rest = picture.replace(
    /<(\/?)(\w+)((?: [\w-]+(?::\w+)?='[^'<>&]*')*)(\/?)>/g,
    (_, end, name, __, own) => {
      if (end === "/") expect(open.pop()).toBe(name);
      else if (own === "") open.push(String(name));
      return "";
    },
  );
  expect(rest).toBe("");
  expect(open).toEqual([]);
  for (const [, id] of picture.matchAll(/url\(#(\w+)\)/g)) expect(picture).toContain(`<pattern id='${id}' `);
  expect(picture).toMatch(/^<svg xmlns='http:\/\/www\.w3\.org\/2000\/svg' width='\d+' height='\d+' /);
}

describe("a heat map", () => {
  test("tells sign, zero and what is no number by marks, and size by fullness", () => {
    const data = Float64Array.of(1, 0.4, -1, -0.1, 0, -0, NaN, Infinity, -Infinity);
    const picture = heatMap(gridOf([9], data), 1);
    expect([...drawn(picture)].sort()).toEqual([
      ["0,0", "plus 1"],
      ["1,0", "plus 0.52"],
      ["2,0", "minus6"],
      ["3,0", "minus1"],
      ["4,0", "zero"],
      ["5,0", "zero"],
      ["6,0", "nan"],
      ["7,0", "up"],
      ["8,0", "down"],
    ]);
    // A bar is upon a faint cell, and cut out of a full one.
    const bar = "M.2,.4v.2h.6v-.2z";
    expect(picture).toMatch(new RegExp(`id='minus1'[^]*?<path d='M0,0h1v1h-1z'[^>]*/><path d='${bar}'`));
    expect(picture).toMatch(new RegExp(`id='minus6'[^>]*><path d='M0,0h1v1h-1z${bar}'`));
  });

  test("has colours that are seen on a white, a dark and a black ground", () => {
    const luminance = (colour: string): number => {
      const [red, green, blue] = [1, 3, 5].map((at) => {
        const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (a: string, b: string): number => {
      const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
      return (high + 0.05) / (low + 0.05);
    };
    const picture = heatMap(gridOf([4], Float64Array.of(1, -1, 0, NaN)), 1);
    const colours = new Set(picture.match(/#[0-9a-f]{6}/g));
    expect(colours.size).toBe(4);
    for (const colour of colours) {
      for (const ground of ["#ffffff", "#1f1f1f", "#000000"])
        expect(contrast(colour, ground), `${colour} on ${ground}`).toBeGreaterThan(3);
    }
  });

  test("has a frame around each slice, and around a short last row", () => {
    const frames = (sizes: readonly number[]): number =>
      heatMap(gridOf(sizes, counted(sizes)), 1).match(/<path d='M/g)?.length ?? 0;
    expect([frames([2, 3]), frames([4, 2, 3]), frames([33])]).toEqual([1, 4, 1]);
    expect(heatMap(gridOf([33], counted([33])), 33)).toContain("<path d='M0,0h188v12h-11v11H0z'/>");
  });

  test("draws each element of a grid once, is whole, and is short, whatever the numbers", () => {
    const anyTensor = anySizes.chain((sizes) =>
      fc.record({
        sizes: fc.constant(sizes),
        data: fc
          .array(anyNumber, { minLength: 1, maxLength: 50 })
          .map((some) => counted(sizes).map((at) => some[(at * 7) % some.length]!)),
      }),
    );
    fc.assert(
      fc.property(anyTensor, ({ sizes, data }) => {
        const finite = [...data].filter(Number.isFinite);
        const [min, max] = [finite, finite].map((all, i) =>
          all.reduce((a, b) => (i === 0 ? Math.min(a, b) : Math.max(a, b)), all[0] ?? 0),
        ) as [number, number];
        const most = Math.max(Math.abs(min), Math.abs(max));
        const grid = gridOf(sizes, data);
        const picture = heatMap(grid, most);
        expectWellFormed(picture);
        expect(drawn(picture).size).toBe(grid.cells.filter((value) => value !== undefined).length);
        expect(dataUri(picture).length).toBeLessThan(9000);
        const scale = valueScale(columnsOf(data, min, max), data.length, most);
        expectWellFormed(scale);
        expect(dataUri(scale).length).toBeLessThan(4000);
      }),
    );
  });

  test("has an address that nothing of Markdown ends, and that is the picture", () => {
    const picture = heatMap(gridOf([6], Float64Array.of(1, -1, 0, NaN, Infinity, -0.1)), 1);
    const address = dataUri(picture);
    expect(address).toMatch(/^data:image\/svg\+xml,[\w.,:;/='!+%-]+$/);
    expect(decodeURIComponent(address.slice(address.indexOf(",") + 1))).toBe(picture);
  });
});

describe("a scale", () => {
  test("has no column on both sides of 0, and one for the zeros", () => {
    const columns = columnsOf([-1, -0.5, 0, 0, 3], -1, 3);
    expect(columns.filter(({ count }) => count > 0)).toEqual([
      { middle: -0.875, count: 1 },
      { middle: -0.375, count: 1 },
      { middle: 0, count: 2 },
      { middle: 2.875, count: 1 },
    ]);
    expect(columns.map(({ middle }) => middle)).toEqual(
      [...columns.map(({ middle }) => middle)].sort((a, b) => a - b),
    );
  });

  test("counts every number that is finite once", () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: 1 }), (data) => {
        const finite = data.filter(Number.isFinite);
        fc.pre(finite.length > 0);
        const columns = columnsOf(data, Math.min(...finite), Math.max(...finite));
        expect(columns.length).toBeLessThan(40);
        if (columns.length > 1)
          expect(columns.reduce((sum, { count }) => sum + count, 0)).toBe(finite.length);
      }),
    );
  });

  test("has bars where there are elements enough for a histogram", () => {
    const bars = (count: number): boolean =>
      valueScale(columnsOf(counted([count]), 1, count), count, count).includes("<path fill=");
    expect([bars(23), bars(24)]).toEqual([false, true]);
  });
});
