/** What if: sets leaves of a document for a while, and has the target computed along the one that is dragged. */
import { NOTHING_SET, type WhatIf } from "../features/what-if-set.ts";
import { leafAt, withElement, type Leaf } from "../features/what-if.ts";
import {
  analysisAt,
  placesOf,
  rootsAt,
  sampleOf,
  whatIfView,
  type Sample,
} from "../features/what-if-view.ts";
import type { View } from "../features/view.ts";
import type { WhatIfParams, WhatIfView } from "../protocol/what-if-view.ts";
import { settled } from "./settled.ts";
import { besides, type Document, type DocumentHost } from "./document.ts";
import type { Asked } from "./run-now.ts";
import type { RunOutcome } from "./runner.ts";

export interface WhatIfs {
  /**
   * What is known of a leaf of the graph with these groups opened, after an element of it was set to a number, where one is
   * given. Resolves when its run has ended; undefined where the node is none.
   */
  ask(entry: Asked, asked: WhatIfParams): Promise<WhatIfView | undefined>;
  /** All leaves are the file's again. */
  reset(document: Document): void;
}

/** What is dragged, and the target along it. */
interface Along {
  readonly key: readonly unknown[];
  readonly samples: Sample[];
}

/** So long the target is computed at ever more places; what is there by then is drawn. */
const MOST_MS = 250;
/** A longer run is not waited for: what it gives comes with the next question. */
const MOST_WAIT_MS = 10_000;

export function createWhatIfs(
  host: Pick<DocumentHost, "runner" | "timers" | "nextId" | "limits"> & {
    /** The numbers of this document are others without an edit. */
    readonly changed: (document: Document) => void;
  },
): WhatIfs {
  const along = new WeakMap<Document, Along>();

  const set = (document: Document, whatIfs: readonly WhatIf[]): void => {
    document.setWhatIfs(whatIfs.length === 0 ? NOTHING_SET : whatIfs);
    document.startRun();
    host.changed(document);
  };

  /** The target along an element: computed once for all places that it is dragged to. */
  const samplesFor = async (
    document: Document,
    view: View,
    leaf: Leaf,
    element: number,
  ): Promise<readonly Sample[]> => {
    const roots = rootsAt(view.analysis, leaf);
    if (roots === undefined) return [];
    const key = keyOf(view, leaf, element);
    const known = along.get(document);
    if (known?.key.length === key.length && known.key.every((one, i) => Object.is(one, key[i])))
      return known.samples;
    const own: Along = { key, samples: [] };
    along.set(document, own);
    const ends = host.timers.now() + MOST_MS;
    for (const at of placesOf(leaf, element)) {
      const { bytes, milliseconds } = host.limits();
      const outcome = await new Promise<RunOutcome>((resolve) => {
        const analysis = analysisAt(view, leaf, element, at, roots);
        const { inputs } = analysis;
        host.runner.run(
          {
            id: host.nextId(),
            uri: besides(document.uri, "what-if"),
            analysis,
            inputs,
            limitBytes: bytes,
            limitMs: milliseconds,
          },
          resolve,
        );
      });
      // Something else is dragged meanwhile, or the text has changed.
      if (outcome.kind !== "ran" || along.get(document) !== own) break;
      const sample = sampleOf(at, outcome.ran.numbers, roots, element);
      if (sample === undefined) break;
      own.samples.push(sample);
      if (host.timers.now() > ends) break;
    }
    return own.samples;
  };

  return {
    async ask(entry, { opened, id, element, value }) {
      const { document } = entry;
      if (value === undefined) await settled(entry, host.timers, MOST_WAIT_MS);
      let view = document.view();
      let leaf = leafAt(view, opened, id);
      if (leaf === undefined) return undefined;
      if (typeof leaf === "string") return whatIfView(view, id, leaf, 0, []);
      const own = Math.max(0, Math.min(element, leaf.own.data.length - 1));
      if (value !== undefined) {
        set(document, withElement(view, leaf, own, value));
        await settled(entry, host.timers, MOST_WAIT_MS);
        view = document.view();
        leaf = leafAt(view, opened, id);
        if (leaf === undefined) return undefined;
      }
      if (typeof leaf === "string") return whatIfView(view, id, leaf, 0, []);
      const samples = await samplesFor(document, view, leaf, own);
      return whatIfView(view, id, leaf, own, samples);
    },
    reset(document) {
      if (document.view().whatIfs?.length !== 0) set(document, NOTHING_SET);
    },
  };
}

/** What the target along an element depends on: all but the number that it is dragged to. */
function keyOf({ analysis, whatIfs = NOTHING_SET }: View, leaf: Leaf, element: number): readonly unknown[] {
  const others = whatIfs.filter(({ node }) => node !== leaf.node);
  return [
    analysis.program.graph,
    analysis.text,
    analysis.target?.node,
    leaf.node,
    element,
    leaf.own.data[element],
    ...[...leaf.value.data].map((one, i) => (i === element ? 0 : one)),
    ...others.flatMap(({ node, value }) => [node, ...value.data]),
  ];
}
