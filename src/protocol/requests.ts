/** The custom messages between client and server, beside LSP's own; types and method names only. */
import type { FlowView } from "./flow-view.ts";
import type { JacobianView } from "./jacobian-view.ts";
import type { GraphView } from "./graph-view.ts";
import type { Settings } from "./settings.ts";
import type { StepPlace, StepsView } from "./steps-view.ts";
import type { WirePosition, WireRange } from "./wire.ts";

/** Request: runs the file's target now, whatever `nabla.run` says; answers when the numbers are there. */
export const runRequest = "nabla/run";
export interface RunParams {
  readonly uri: string;
  /** What stands at this place becomes the target, or the file's own does; absent: the target stays what it is. */
  readonly target?: WirePosition | "own";
}
export interface RunResult {
  /** The status bar's text: `∇ f = -12 · 5 gradients · 0.4 ms`. */
  readonly status: string;
  /** Why nothing could be run, for a person. */
  readonly failure: string | undefined;
}

/** Request: compares the gradients of a file with central differences, and its backward blocks with the derivative. */
export const checkRequest = "nabla/checkGradients";
export interface CheckParams {
  readonly uri: string;
}
export interface CheckResult {
  readonly checks: readonly GradientCheck[];
  /** Why nothing could be checked, for a person. */
  readonly failure: string | undefined;
}
/** One leaf's gradient, or a block or a belief that is wrong. */
export interface GradientCheck {
  /** `∂L/∂w`, `block of f`. */
  readonly label: string;
  readonly range: WireRange;
  readonly verdict: "good" | "wrong" | "uncertain";
  readonly message: string;
}

/** Request: the graph of a file with these groups opened; of a large one what is around the line, from 0. */
export const graphRequest = "nabla/graph";
export interface GraphParams {
  readonly uri: string;
  readonly opened: readonly string[];
  readonly line?: number | undefined;
}
export type GraphResult = GraphView;

/** Request: the ids of the calls of the library that can be opened in the graph with these groups opened, opened or not. */
export const libraryCallsRequest = "nabla/libraryCalls";
export interface LibraryCallsParams {
  readonly uri: string;
  readonly opened: readonly string[];
}

/** Request: the gradient flow of a file, with its updates judged at a learning rate. */
export const flowRequest = "nabla/flow";
export interface FlowParams {
  readonly uri: string;
  readonly rate: number;
}
export type FlowResult = FlowView;

/** Request: the steps through the graph of a file with these groups opened; of a large one of what is around the line, from 0. */
export const stepsRequest = "nabla/steps";
export type StepsParams = GraphParams;
export type StepsResult = StepsView;
/** Request: a panel shows this step, or none any more: the hints of the file go along. */
export const stepAtRequest = "nabla/stepAt";
export interface StepAtParams {
  readonly uri: string;
  readonly place?: StepPlace;
}
/** Request: a Jacobian at a node of the graph with these groups opened; without an id the one that is under way is given up. */
export const jacobianRequest = "nabla/jacobian";
export interface JacobianParams {
  readonly uri: string;
  /** Who asks: each panel has one Jacobian of a file. */
  readonly panel: string;
  readonly id: string | undefined;
  readonly opened: readonly string[];
  /** Which of the node's choices; the first where absent. */
  readonly choice: string | undefined;
}
/** Null where it was given up, or there is no such node. */
export type JacobianResult = JacobianView | null;

/** Request: where a node of the graph with these groups opened, a row of the gradient flow or a pinned value stands in the source. */
export const locateRequest = "nabla/locate";
export interface LocateParams {
  readonly uri: string;
  readonly id: string;
  readonly opened: readonly string[];
}
export interface LocateResult {
  readonly uri: string;
  readonly range: WireRange;
}

/** Request: the graph's nodes that stand in a line. */
export const nodesAtRequest = "nabla/nodesAt";
export interface NodesAtParams {
  readonly uri: string;
  readonly line: number;
  readonly opened: readonly string[];
}

/** Request: the examples that come with the extension. */
export const examplesRequest = "nabla/examples";
export type ExamplesResult = readonly {
  readonly name: string;
  /** Its comment at the top, as one line. */
  readonly about: string;
  readonly text: string;
}[];

/** Request: a text that is to be pasted, as Nabla writes it. */
export const pastedRequest = "nabla/pasted";
export interface PastedParams {
  readonly uri: string;
  /** What the text would replace. */
  readonly range: WireRange;
  readonly text: string;
}
/** Null where nothing would be written in another way. */
export type PastedResult = string;

/** Request: shows the numbers of another call of the function at the place. */
export const nextCallRequest = "nabla/nextCall";
export interface NextCallParams {
  readonly uri: string;
  readonly at: WirePosition;
}

/** Request: shows the numbers of a turn of a loop, by the loop's id in the graph with the turn, from 0: `loop t#0@3`. */
export const showTurnRequest = "nabla/showTurn";
export interface ShowTurnParams {
  readonly uri: string;
  readonly id: string;
}

/** How many times as large the text is in a lecture, which is read from the last row. */
export const lectureZoom = 1.6;

/** Notification from the client: the gradients of every file are hidden from now on, or none is. */
export const hideNotification = "nabla/hideGradients";
export interface HideParams {
  readonly hide: boolean;
  /** The text is large too. */
  readonly isLarge: boolean;
}

/** `next`: one more, in the order of the backward pass. `last`: the last one is hidden again. `every`: all; where all are, none. */
export type Reveal = "next" | "last" | "every";

/** Notification from the client: more or fewer of a file's hidden gradients are to be shown. */
export const revealNotification = "nabla/reveal";
export interface RevealParams {
  readonly uri: string;
  readonly how: Reveal;
}

/** Request: the text of a file of the standard library (`nabla-std:` in VS Code). */
export const libraryRequest = "nabla/library";
export interface LibraryParams {
  readonly path: string;
}

/** Notification from the client, when the caret is in another line, and where it came to rest: what is wrong there may be half typed. */
export const caretNotification = "nabla/caret";
export interface CaretParams {
  readonly uri: string;
  /** From 0, as the next. */
  readonly line: number;
  readonly character: number;
}

/** Request from the server: a file that a document names and that is on no disk that the server sees. */
export const readFileRequest = "nabla/readFile";
export interface ReadFileParams {
  readonly uri: string;
  /** The folder in which it must be. */
  readonly folder: string;
  /** A larger file is not read. */
  readonly mostBytes: number;
}
export type ReadFileResult =
  | {
      readonly kind: "read";
      readonly bytes: number;
      /** In pieces, so that nobody has to make or to read all of it at once. */
      readonly base64: readonly string[];
    }
  | ReadFailure;

/** Request from the server: files in a folder that is on no disk that the server sees. */
export const listFilesRequest = "nabla/listFiles";
export interface ListFilesParams {
  readonly folder: string;
  /** VS Code's, relative to the folder. */
  readonly pattern: string;
}

/** Notification from the server: it reads this file for a document, whichever way. */
export const readNotification = "nabla/read";
export interface ReadParams {
  readonly uri: string;
}

/** Why a file is not read; the server has the words for it. */
export type WhyUnread =
  | "missing"
  | "directory"
  /** A pipe, a socket or a device. */
  | "special"
  | "denied"
  | "locked"
  /** By its name outside of the folders that files are read from … */
  | "outside"
  /** … or by its real path. */
  | "linked out"
  /** There is a symbolic link in its path, and no real path to be had. */
  | "link"
  | "circle"
  | "name"
  | "large"
  | "busy"
  /** On no disk that the server sees. */
  | "elsewhere"
  | "unknown";

export interface ReadFailure {
  readonly kind: "failed";
  readonly why: WhyUnread;
  /** The size of a file that is too large. */
  readonly bytes?: number;
  /** The host's own word where `why` is unknown. */
  readonly code?: string;
}

/** Request: answered at once; a server that does not is hanging. */
export const pingRequest = "nabla/ping";

/** Notification from the server, after every run and every state change of a file. */
export const statusNotification = "nabla/status";
export interface StatusParams {
  readonly uri: string;
  readonly version: number;
  readonly state: "running" | "ready" | "failed";
  /** The status bar's text, and its tooltip. */
  readonly text: string;
  readonly tooltip: string;
  /** Where the first NaN or infinity of the file begins, where there is one. */
  readonly begins?: WirePosition;
  /** Where gradients are hidden: how many of them are shown, and how many there are. */
  readonly revealed?: { readonly shown: number; readonly count: number };
}

/** What our own client sends when its settings change, as `settings` of `workspace/didChangeConfiguration`. */
export interface ChangedSettings {
  readonly nabla: Settings;
}

/** What the client says of itself in `initialize`. */
export interface InitializationOptions {
  /** Commands that the client has: lenses and links are made only for these. */
  readonly commands: readonly string[];
  readonly settings: Settings;
  /** Restricted Mode: runs are limited. */
  readonly trusted: boolean;
  /** The client reads files for the server that are on no disk, and wants to hear of all that are read. */
  readonly readsFiles: boolean;
  /** The URI of the folder of the examples, where the client has one: a document that is in no folder reads from there. */
  readonly examples: string | undefined;
  /** The client opens the library's files by their URI (`nabla-std:`). */
  readonly opensLibrary: boolean;
  /** The client shows pictures in Markdown that hold themselves (`data:image/svg+xml,…`): hovers have some. */
  readonly showsPictures: boolean;
  /** The server begins with all gradients hidden. */
  readonly hidesGradients: boolean;
  /** The text is large, as in a lecture. */
  readonly isLarge: boolean;
}
