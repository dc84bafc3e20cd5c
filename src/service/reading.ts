/** Reads a document's newest text in slices, between which messages are handled; a newer text ends it. */
import { createAnalyser, stoppedAnalysis, type Analysis, type AnalysisRequest } from "../analysis.ts";
import type { Steps } from "../base/steps.ts";
import type { TellFault } from "./guard.ts";
import type { Timers } from "./runner.ts";

/** So long is read without a pause: most files are read by then. */
const SLICE_MS = 25;

export interface Text {
  readonly uri: string;
  readonly text: string;
  readonly version: number;
  readonly request: AnalysisRequest;
}

export interface Reader {
  /** Another text is to be read from now on; nothing is read yet. */
  begin(text: Text): void;
  /** Reads on for a slice; then `then` is called, at once or after as many further slices as it takes. */
  read(then: () => void): void;
  /** The analysis of the newest text: what of it is not read yet is read now. */
  analysis(): Analysis;
  readonly isDone: boolean;
  /** It is being read in slices. */
  readonly isReading: boolean;
  /** What has stopped the reading of an analysis, where that was a fault of ours. */
  faultOf(analysis: Analysis): unknown;
  close(): void;
}

export function createReader(first: Text, timers: Timers, tell: TellFault): Reader {
  let analyser = createAnalyser();
  let newest = first;
  let steps: Steps<Analysis> | undefined;
  let analysis: Analysis | undefined;
  let cancel: (() => void) | undefined;
  /** The last text that could not be read. */
  let stopped: { readonly analysis: Analysis; readonly thrown: unknown } | undefined;

  const giveUp = (): void => {
    cancel?.();
    cancel = undefined;
    steps?.return(undefined as never);
    steps = undefined;
  };
  /** Reads until the text is read or it is `end`. A text that cannot be read by a fault of ours is tried once. */
  const readUntil = (end: number): Analysis | undefined => {
    const { uri, text, version, request } = newest;
    try {
      steps ??= analyser.read(text, version, request);
      while (analysis === undefined) {
        const step = steps.next();
        if (step.done === true) analysis = step.value;
        else if (timers.now() >= end) break;
      }
    } catch (thrown) {
      tell({ what: "reading", thrown, uri });
      // What was kept may be half done.
      analyser = createAnalyser();
      analysis = stoppedAnalysis(text, version, request, thrown);
      stopped = { analysis, thrown };
    }
    return analysis;
  };
  const reader: Reader = {
    begin(text) {
      giveUp();
      newest = text;
      analysis = undefined;
    },
    read(then) {
      cancel?.();
      cancel = undefined;
      if (readUntil(timers.now() + SLICE_MS) !== undefined) then();
      else
        cancel = timers.after(0, () => {
          cancel = undefined;
          reader.read(then);
        });
    },
    analysis: () => analysis ?? readUntil(Infinity)!,
    get isDone() {
      return analysis !== undefined;
    },
    get isReading() {
      return cancel !== undefined;
    },
    faultOf: (one) => (stopped?.analysis === one ? stopped.thrown : undefined),
    close: giveUp,
  };
  return reader;
}
