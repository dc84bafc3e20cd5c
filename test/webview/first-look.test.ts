/** The first look at every example, in four sizes that a panel has: beside the editor, also above a list of problems, below it, and on a large screen. */
import { expect, test } from "vitest";
import type { GraphView } from "../../src/protocol/graph-view.ts";
import { exampleFiles, exampleView } from "./example-views.ts";
import { type Panel, usePanels } from "./harness.ts";
import { covered } from "./seen.ts";

/**
 * What VS Code 1.139 leaves of a window with the explorer open for the page of a panel; the examples that do not fit there, and the share
 * of their nodes that is seen all the same.
 */
const sizes = [
  {
    where: "beside the editor in a window of 1400 × 900",
    width: 521,
    height: 798,
    least: 0.8,
    tooLarge: ["13-digits.grad"],
  },
  {
    where: "beside the editor above the Problems view in the same window",
    width: 521,
    height: 502,
    least: 0.65,
    tooLarge: [
      "06-vector-chain.grad",
      "09-two-layer-net.grad",
      "12-logistic-regression.grad",
      "13-digits.grad",
      "14-small-cnn.grad",
      "19-gradient-of-gradient.grad",
    ],
  },
  {
    where: "below the editor in the same window",
    width: 1043,
    height: 381,
    least: 0.4,
    tooLarge: [
      "06-vector-chain.grad",
      "09-two-layer-net.grad",
      "12-logistic-regression.grad",
      "13-digits.grad",
      "14-small-cnn.grad",
      "19-gradient-of-gradient.grad",
    ],
  },
  {
    where: "beside the editor in a window of 1920 × 1080",
    width: 781,
    height: 978,
    least: 0.9,
    tooLarge: [] as string[],
  },
];

const wantedShare = 0.9;
const readable = 11;
/** So many inputs are always all in sight. */
const mostInputs = 12;

interface Look {
  readonly file: string;
  /** Nodes on paths to the target, and how many of them are in sight, whole. */
  readonly nodes: number;
  readonly seen: number;
  /** How many of them are below the toolbar, too, where nothing else stands. */
  readonly clear: number;
  readonly inputs: number;
  readonly inputsSeen: number;
  /** Texts that an edge of the panel cuts. */
  readonly cut: readonly string[];
  /** The smallest text in sight, in pixels of the screen. */
  readonly text: number;
  readonly target: boolean;
  /** How many nodes the panel says lie beyond its edges. */
  readonly told: number;
  /** What a label at an edge, or the toolbar, lies over. */
  readonly covered: readonly string[];
}

const open = usePanels();

test.each(sizes)("$where the first look shows the graph of an example, and it can be read", async (size) => {
  const { width, height, least, tooLarge } = size;
  expect(exampleFiles.length).toBeGreaterThanOrEqual(19);
  const looks: Look[] = [];
  const panel = await open(undefined, { width, height, theme: "light", reducedMotion: true });
  for (const file of exampleFiles) {
    const view = await exampleView(file);
    await panel.show(view);
    looks.push(await lookAt(panel, view, file));
  }
  await panel.close();
  console.log(tableOf(looks));
  const unfit = looks.filter((look) => !fits(look)).map(({ file }) => file);
  expect(unfit).toEqual(tooLarge);
  expect(looks.filter(({ seen, nodes }) => seen / nodes < least)).toEqual([]);
  // What does not fit shows the target's part, and it can be read, too.
  expect(looks.filter(({ text, target }) => text < readable || !target)).toEqual([]);
  // What is in sight whole has its numbers whole.
  const cut = looks.flatMap(({ file, nodes, seen, cut }) =>
    seen === nodes ? cut.map((what) => `${file}: ${what}`) : [],
  );
  expect(cut).toEqual([]);
  expect(looks.filter(({ nodes, clear, told }) => told !== nodes - clear)).toEqual([]);
  expect(looks.flatMap(({ file, covered }) => covered.map((what) => `${file}: ${what}`))).toEqual([]);
});

function fits({ nodes, seen, inputs, inputsSeen, text }: Look): boolean {
  return seen / nodes >= wantedShare && (inputs > mostInputs || inputsSeen === inputs) && text >= readable;
}

async function lookAt(panel: Panel, view: GraphView, file: string): Promise<Look> {
  const live = view.nodes.filter(({ idle }) => !idle);
  const inputs = live.filter(({ kind }) => kind === "leaf");
  const target = live.find(({ kind }) => kind === "target");
  const { ids, clear, cut, text, told } = await panel.page.evaluate(() => {
    const stage = document.querySelector(".stage")!.getBoundingClientRect();
    const toolbar = document.querySelector(".toolbar")!.getBoundingClientRect();
    const isSeen = (element: Element): boolean => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return left >= stage.left && right <= stage.right && top >= stage.top && bottom <= stage.bottom;
    };
    const scale = document.querySelector<SVGGElement>(".world")!.getCTM()!.a;
    const texts = [...document.querySelectorAll(".canvas text")].filter(
      (element) => element.textContent !== "" && isSeen(element),
    );
    const cut = [...document.querySelectorAll(".canvas text")].filter((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const isNear = left < stage.right && right > stage.left && top < stage.bottom && bottom > stage.top;
      return element.textContent !== "" && isNear && !isSeen(element);
    });
    const edges = [...document.querySelectorAll<HTMLElement>(".beyond:not([hidden])")];
    return {
      cut: cut.map((element) => element.textContent),
      told: edges.reduce((sum, edge) => sum + Number(/\d+/.exec(edge.innerText)![0]), 0),
      ids: [...document.querySelectorAll(".node[data-id]")].flatMap((node) => {
        const shown = node.matches(".leaf, .target, .constant") ? ".label" : ".gate";
        return isSeen(node.querySelector(shown)!) ? (node.getAttribute("data-id") ?? []) : [];
      }),
      // The gate of a bare name is the room that its letters have; what fits to the pixel fits.
      clear: [...document.querySelectorAll(".node[data-id]")].flatMap((node) => {
        const { left, right, top, bottom } = node.querySelector(".gate")!.getBoundingClientRect();
        const isClear =
          left > stage.left - 0.5 &&
          right < stage.right + 0.5 &&
          top > toolbar.bottom - 0.5 &&
          bottom < stage.bottom + 0.5;
        return isClear ? (node.getAttribute("data-id") ?? []) : [];
      }),
      text: Math.min(
        ...texts.map((element) => Number.parseFloat(getComputedStyle(element).fontSize) * scale),
      ),
    };
  });
  const seen = new Set(ids);
  return {
    file,
    nodes: live.length,
    seen: live.filter(({ id }) => seen.has(id)).length,
    clear: live.filter(({ id }) => clear.includes(id)).length,
    inputs: inputs.length,
    inputsSeen: inputs.filter(({ id }) => seen.has(id)).length,
    text,
    told,
    cut,
    covered: await covered(panel),
    target: target !== undefined && seen.has(target.id),
  };
}

function tableOf(looks: readonly Look[]): string {
  const rows = looks.map((look) => {
    const share = `${Math.round((100 * look.seen) / look.nodes)} %`.padStart(6);
    const counts = `${look.seen}/${look.nodes}`.padStart(7);
    const inputs = `${look.inputsSeen}/${look.inputs}`.padStart(6);
    const text = look.text.toFixed(1).padStart(6);
    const target = look.target ? "target" : "      ";
    return `${look.file.padEnd(32)}${share}${counts}${inputs}${text} px  ${target}  ${fits(look) ? "fits" : ""}`;
  });
  return [
    `${"".padEnd(32)} share  nodes inputs   text`,
    ...rows,
    `${looks.filter(fits).length} of ${looks.length} fit`,
  ].join("\n");
}
