/**
 * Asks the client to ask for hints again. A client loses such a wish while it has a request in flight, so it comes some
 * time after the answer, and again until the newest version was answered with all its numbers.
 */
import type { Timers } from "../service.ts";

/** A wish sent right after an answer is lost. */
const AFTER_ANSWER_MS = 50;
const AGAIN_MS = 250;
/** Nobody asks for a document that is not visible; when it is shown the client asks by itself. */
const TRIES = 20;

export interface HintRefresher {
  /** The client was given hints of a document; `final` when they hold the newest version's numbers. */
  answered(uri: string, final: boolean): void;
  /** A run has ended: an answer that was not final can be made better. */
  ran(uri: string): void;
  /** The same numbers are shown in another way. */
  changed(uri: string): void;
  closed(uri: string): void;
}

export interface RefreshEnvironment {
  readonly timers: Timers;
  /** Sends `workspace/inlayHint/refresh`. */
  readonly send: () => void;
}

interface State {
  answeredAt: number;
  /** The client shows something else than it would get now. */
  wanted: boolean;
  tries: number;
  cancel: (() => void) | undefined;
}

export function createHintRefresher({ timers, send }: RefreshEnvironment): HintRefresher {
  const states = new Map<string, State>();
  const repeat = (state: State, milliseconds: number): void => {
    state.cancel?.();
    state.cancel = timers.after(milliseconds, () => {
      state.cancel = undefined;
      if (!state.wanted || state.tries === TRIES) return;
      state.tries++;
      send();
      repeat(state, AGAIN_MS);
    });
  };
  const start = (state: State): void => {
    state.tries = 0;
    repeat(state, Math.max(0, state.answeredAt + AFTER_ANSWER_MS - timers.now()));
  };
  return {
    answered(uri, final) {
      const state = states.get(uri) ?? { answeredAt: 0, wanted: false, tries: 0, cancel: undefined };
      states.set(uri, state);
      state.answeredAt = timers.now();
      state.wanted = !final;
      if (final) state.cancel?.();
    },
    ran(uri) {
      const state = states.get(uri);
      if (state?.wanted === true) start(state);
    },
    changed(uri) {
      const state = states.get(uri);
      if (state === undefined) return;
      state.wanted = true;
      start(state);
    },
    closed(uri) {
      states.get(uri)?.cancel?.();
      states.delete(uri);
    },
  };
}
