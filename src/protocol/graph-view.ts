/** What the graph panel shows, as plain data: no mathematics is left to do, and no coordinates are in it. */
import type { FlowView } from "./flow-view.ts";
import type { FromWhatIf, WhatIfSubject, WhatIfView } from "./what-if-view.ts";
import type { Aspect, InspectQuestion, InspectResult, TakenAs } from "./inspect.ts";
import type { StepPlace, StepsView } from "./steps-view.ts";
import type { WireRange } from "./wire.ts";
import type { Against, PinsView } from "./pins-view.ts";
import type { PredictResult } from "./prediction.ts";
import type { ViewNumber } from "./view-number.ts";
import type { JacobianView } from "./jacobian-view.ts";

export type { ViewNumber } from "./view-number.ts";

export interface ViewNode {
  /** The same from version to version as long as the occurrence is the same. */
  readonly id: string;
  readonly kind:
    /** An input: a leaf name, drawn at the left without a circle. */
    | "leaf"
    /** A list or a whole formula of literals, drawn small; a single number stands in the gate that reads it. */
    | "constant"
    /** One operation: a round gate. */
    | "gate"
    /** A function call drawn as one gate; it can be opened. */
    | "call"
    /** A folded loop, `×N`; it can be opened. */
    | "loop"
    /** The end of the last wire, at the right: the target. */
    | "target";
  /** What stands in the gate: `×`, `^2`, `exp`, `clip(·, 0, 1)`, `for t ×3`; the name of a leaf. */
  readonly label: string;
  /** The name that the file binds to this value, if it does: `q`. */
  readonly name: string | undefined;
  readonly value: ViewNumber | undefined;
  readonly gradient: ViewNumber | undefined;
  readonly shape: string;
  /** The line in the source, from 1, for the tooltip and for screen readers. */
  readonly line: number;
  /** The opened group that it is drawn in. */
  readonly group: string | undefined;
  /** It can be opened: the group that it then becomes has the same id, and that id is asked for in `opened`. */
  readonly canOpen: boolean;
  /** One sentence: `mul swaps: each operand receives the upstream gradient times the other operand.` */
  readonly pattern: string;
  /** Why its gradient is 0, no number, tiny or huge; which slope is used at a kink. A sentence each. */
  readonly notes: readonly string[];
  /** The chain rule with the file's own numbers, a line for each operand: `∂f/∂q = -4 · 1 = -4`. */
  readonly rule: readonly string[];
  /** Not on any path to the target: no gradient reaches it. */
  readonly idle: boolean;
}

/**
 * A wire: the value flows along it to the right, the gradient (what this one use sends back) to the left.
 * The wires into a node stand in the order of its operands.
 */
export interface ViewEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The name on the wire, where the file gives one. */
  readonly name: string | undefined;
  readonly value: ViewNumber | undefined;
  readonly gradient: ViewNumber | undefined;
}

/** An opened function call or loop: a box around its nodes with a control that closes it. */
export interface ViewGroup {
  readonly id: string;
  readonly label: string;
  /**
   * Of a loop: the turn that is drawn, from 0, and how many there are. Another one is drawn, and its numbers are shown in the
   * editor, when `id@turn` is asked for.
   */
  readonly turns: { readonly shown: number; readonly count: number } | undefined;
  readonly parent: string | undefined;
}

/** The file's values that are on no way to the target: they are drawn only when `id` is among the opened ids. */
export interface ViewAside {
  readonly id: string;
  readonly count: number;
  readonly isShown: boolean;
}

export interface GraphView {
  readonly uri: string;
  /** The document version whose structure this is. */
  readonly version: number;
  /** The picture of an earlier version: the newest one cannot be drawn. */
  readonly isOld: boolean;
  /** The target's text: `f`. */
  readonly target: string | undefined;
  /** In the order of the file, the target last. */
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
  readonly groups: readonly ViewGroup[];
  readonly aside: ViewAside | undefined;
  /** Of a graph that is too large to be drawn whole: a sentence that says what is drawn of it, and the node in its middle. */
  readonly part: { readonly text: string; readonly centre: string } | undefined;
  /** A sentence shown above the picture: the last good picture of a file that does not check now, a folded graph. */
  readonly banner: string | undefined;
  /** Leaves are set to other values than the file's, and every number follows from these. */
  readonly isWhatIf?: boolean;
  /** Instead of a picture, where there is nothing to draw: what to do. */
  readonly empty: string | undefined;
}

/** From the host to the panel. */
export type ToPanel =
  | {
      readonly kind: "graph";
      readonly view: GraphView;
      readonly file: string;
      readonly locked: boolean;
      /** Its texts are to be read from afar. */
      readonly large: boolean;
      /** Gradients are hidden, but those that somebody has asked for or said. */
      readonly hides?: boolean;
    }
  /** The nodes of the line that the caret is in: they are marked. The view moves to them only where a person asked for that. */
  | {
      readonly kind: "lit";
      readonly uri: string;
      readonly ids: readonly string[];
      readonly show: boolean;
    }
  /** The text has this version now: a picture of an earlier one is marked until its own comes. */
  | { readonly kind: "edited"; readonly uri: string; readonly version: number }
  /** The gradient flow, where the panel has asked for it. */
  | { readonly kind: "flow"; readonly view: FlowView }
  /** The answer to a question of the panel, with the question. */
  | {
      readonly kind: "inspected";
      readonly uri: string;
      readonly question: InspectQuestion;
      readonly answer: InspectResult;
    }
  /** A leaf that can be dragged, as far as the panel has asked for it. */
  | { readonly kind: "whatIf"; readonly view: WhatIfView }
  /** Show Gradient Flow was called: it takes the picture's place. */
  | { readonly kind: "showFlow" }
  /** The steps through the graph, where the panel has asked for them. */
  | { readonly kind: "steps"; readonly view: StepsView }
  /** Step Through Backward Pass was called. */
  | { readonly kind: "stepThrough" }
  /** The pinned values of the file, with every graph and whenever they change. */
  | { readonly kind: "pins"; readonly view: PinsView }
  /** The Jacobian that the panel has asked for; null where there is none any more. */
  | { readonly kind: "jacobian"; readonly uri: string; readonly view: JacobianView | null }
  /** Show Jacobian was called: it is asked for at the selected node, or else at the target. */
  | { readonly kind: "showJacobian" }
  /** Open All Calls, or Close All Calls, was called: these are all. */
  | { readonly kind: "allCalls"; readonly ids: readonly string[]; readonly open: boolean }
  /** What is said of a gradient that was predicted. */
  | { readonly kind: "predicted"; readonly uri: string; readonly id: string; readonly answer: PredictResult }
  /** Run Backward was called: let the backward pass be seen. */
  | { readonly kind: "play" }
  /** No `.grad` editor is there to follow. */
  | { readonly kind: "nothing" };

/** From the panel to the host. */
export type FromPanel =
  /** The panel was loaded or shown again and wants everything. */
  | {
      readonly kind: "ready";
      readonly opened: Readonly<Record<string, readonly string[]>>;
      readonly uri: string | undefined;
      readonly locked: boolean;
      readonly flow: FlowAsked;
      readonly steps: boolean;
      readonly whatIf?: WhatIfSubject;
    }
  | FromWhatIf
  /** The groups that are open in the graph of one file. */
  | { readonly kind: "opened"; readonly uri: string; readonly ids: readonly string[] }
  /** Another turn of a loop, in the graph and in the editor: `loop t#0@3`. */
  | { readonly kind: "turn"; readonly uri: string; readonly id: string }
  /** The gradient flow is wanted with every graph from now on, at this learning rate, or not any more. */
  | { readonly kind: "flow"; readonly flow: FlowAsked }
  /** The elements of a value are to be copied, saved, or inserted at the caret. */
  | {
      readonly kind: "take";
      readonly uri: string;
      readonly id: string;
      readonly aspect: Aspect;
      readonly as: TakenAs;
    }
  /** Something is asked of the selected value; it takes the place of what was asked of this kind before. */
  | { readonly kind: "inspect"; readonly uri: string; readonly question: InspectQuestion }
  /** The steps are wanted with every graph from now on, or not any more. */
  | { readonly kind: "steps"; readonly on: boolean }
  /** The step that is shown, as long as anything is left to be computed behind it, and where it stands in the source. */
  | {
      readonly kind: "stepAt";
      readonly uri: string;
      readonly range: WireRange | undefined;
      readonly step: Omit<StepPlace, "opened"> | undefined;
    }
  /** The Jacobian that it wants, after each edit again; none any more where nothing is asked. */
  | { readonly kind: "jacobian"; readonly uri: string; readonly asked: JacobianAsked | undefined }
  /** A node of the graph, or a row of the gradient flow. `focus`: the source also gets the keyboard; without it the panel keeps it. */
  | { readonly kind: "reveal"; readonly uri: string; readonly id: string; readonly focus: boolean }
  | { readonly kind: "lock"; readonly locked: boolean }
  /** What somebody believes the hidden gradient of a node to be. */
  | { readonly kind: "predict"; readonly uri: string; readonly id: string; readonly text: string }
  /** A node of the graph is to be pinned, or its pin to be taken away. */
  | { readonly kind: "togglePin"; readonly uri: string; readonly id: string }
  | { readonly kind: "unpin"; readonly uri: string; readonly id: string }
  /** What all pinned values are compared with. */
  | { readonly kind: "against"; readonly against: Against }
  | { readonly kind: "problem"; readonly text: string };

/** The learning rate at which the gradient flow is wanted; undefined where it is not. */
export type FlowAsked = number | undefined;

/** At which node, and which of its choices; the first where absent. */
export interface JacobianAsked {
  readonly id: string;
  readonly choice: string | undefined;
}

/** What survives a window reload, through the webview's `setState`. */
export interface PanelState {
  readonly uri: string | undefined;
  readonly locked: boolean;
  /** The open groups of each file, by uri. */
  readonly opened: Readonly<Record<string, readonly string[]>>;
  readonly pan: { readonly x: number; readonly y: number };
  readonly zoom: number;
  /** The selected node, whose card is open. */
  readonly selected?: string | undefined;
  /** Whether the gradient flow is shown in the picture's place, and at which learning rate; absent in what earlier versions kept. */
  readonly flow?: { readonly isShown: boolean; readonly rate: number };
  /** Whether the graph is stepped through, which step is shown, and how fast they are played; absent in what earlier versions kept. */
  readonly steps?: StepsKept;
}

/** Where somebody is who steps through the graph. */
export interface StepsKept {
  readonly isOn: boolean;
  /** The step's id; the first one where absent. */
  readonly at?: string | undefined;
  /** How many times as fast as at first. */
  readonly speed: number;
}
