/** What the commands do. */
import {
  commands as registry,
  Disposable,
  Position,
  Range,
  TextEditorRevealType,
  Uri,
  window,
  workspace,
  type TextDocument,
} from "vscode";
import { commands, internalCommands, languageId, walkthrough } from "../protocol/manifest.ts";
import {
  examplesRequest,
  nextCallRequest,
  revealNotification,
  runRequest,
  showTurnRequest,
  type ExamplesResult,
  type NextCallParams,
  type Reveal,
  type RevealParams,
  type RunParams,
  type RunResult,
  type ShowTurnParams,
} from "../protocol/requests.ts";
import type { WirePosition } from "../protocol/wire.ts";
import { type ActiveFile, isGrad } from "./active-file.ts";
import type { GradientTests } from "./gradient-tests.ts";
import type { HintSwitch } from "./hint-switch.ts";
import type { Lecture } from "./lecture.ts";
import { createNudge } from "./nudge.ts";
import type { GraphPanels } from "./panel.ts";
import type { Pins } from "./pins.ts";
import type { Revealable } from "./revealable.ts";

export interface CommandEnvironment {
  readonly active: ActiveFile;
  readonly gradientTests: GradientTests;
  readonly hintSwitch: HintSwitch;
  readonly lecture: Lecture;
  readonly panels: GraphPanels;
  readonly pins: Pins;
  /** What a link may open. */
  readonly revealable: Revealable;
  /** Where the first NaN or infinity of a file begins. */
  readonly beginningIn: (uri: string) => WirePosition | undefined;
  readonly request: <T>(method: string, params: object) => Promise<T>;
  readonly tell: (method: string, params: object) => void;
  readonly restart: () => Promise<void>;
  readonly showOutput: () => Promise<void>;
}

/** Registers every command of the table. */
export function registerCommands({
  active,
  gradientTests,
  hintSwitch,
  lecture,
  panels,
  pins,
  revealable,
  beginningIn,
  request,
  tell,
  restart,
  showOutput,
}: CommandEnvironment): Disposable {
  /** Whether it could be run; why not is said. */
  const run = async (params: RunParams): Promise<boolean> => {
    const { failure } = await request<RunResult>(runRequest, params);
    if (failure !== undefined) void window.showWarningMessage(failure);
    return failure === undefined;
  };
  /** The file that a lens names, or the one that was active last. */
  const fileOf = (given: unknown): string | undefined =>
    typeof given === "string" ? given : active.document?.uri.toString();
  const caret = (): { readonly document: TextDocument; readonly at: Position } | undefined => {
    const editor = window.activeTextEditor;
    return editor === undefined || !isGrad(editor.document)
      ? undefined
      : { document: editor.document, at: editor.selection.active };
  };

  /** Pins what stands at a place, and shows the panel that it stands in. */
  const pin = async (uri: string, at: WirePosition): Promise<boolean> => {
    const isPinned = await pins.pin(uri, at);
    if (isPinned) await panels.open(uri);
    return isPinned;
  };

  const allCalls = async (given: unknown, calls: "open" | "close"): Promise<void> => {
    const uri = fileOf(given);
    if (uri === undefined) return;
    await panels.open(uri);
    panels.allCalls(uri, calls);
  };

  const nudge = createNudge();
  const showGradients = (how: Reveal): void => {
    const uri = active.document?.uri.toString();
    if (uri !== undefined) tell(revealNotification, { uri, how } satisfies RevealParams);
  };

  const handlers: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
    async [commands.runBackward](given) {
      const uri = fileOf(given);
      if (uri === undefined || !(await run({ uri }))) return;
      await panels.open(uri);
      panels.play(uri);
    },
    async [commands.checkGradients](given) {
      const uri = fileOf(given);
      if (uri !== undefined) await gradientTests.check(uri);
    },
    async [commands.makeTarget](given, line, character) {
      if (typeof given === "string" && typeof line === "number" && typeof character === "number") {
        await run({ uri: given, target: { line, character } });
        return;
      }
      const here = caret();
      if (here !== undefined) await run({ uri: here.document.uri.toString(), target: toWire(here.at) });
    },
    async [commands.openGraph](given) {
      const uri = fileOf(given);
      if (uri !== undefined) await panels.open(uri);
    },
    async [commands.showGradientFlow](given) {
      const uri = fileOf(given);
      if (uri === undefined) return;
      await panels.open(uri);
      panels.showFlow(uri);
    },
    async [commands.stepThrough](given) {
      const uri = fileOf(given);
      if (uri === undefined) return;
      await panels.open(uri);
      panels.step(uri);
    },
    async [commands.pinValue]() {
      const here = caret();
      if (here === undefined) return;
      if (await pin(here.document.uri.toString(), toWire(here.at))) return;
      void window.showInformationMessage(
        "There is no value at the caret: put it on a name, an operator or a call.",
      );
    },
    [commands.nudgeUp]: () => nudge(1),
    [commands.nudgeDown]: () => nudge(-1),
    async [commands.showJacobian](given) {
      const uri = fileOf(given);
      if (uri === undefined) return;
      await panels.open(uri);
      panels.showJacobian(uri);
    },
    [commands.openAllCalls]: (given) => allCalls(given, "open"),
    [commands.closeAllCalls]: (given) => allCalls(given, "close"),
    [commands.toggleHints]: () => hintSwitch.toggle(),
    [commands.lectureMode]: () => lecture.toggle(),
    async [commands.predictGradients](given) {
      await lecture.togglePredict();
      const uri = fileOf(given);
      // The card in the graph is where one says them.
      if (lecture.hides && uri !== undefined) await panels.open(uri);
    },
    [commands.revealNextGradient]: () => showGradients("next"),
    [commands.hideLastGradient]: () => showGradients("last"),
    [commands.revealGradients]: () => showGradients("every"),
    async [commands.goToFirstNaN](given) {
      const uri = fileOf(given);
      if (uri === undefined) return;
      const place = beginningIn(uri);
      if (place !== undefined) await reveal(Uri.parse(uri), place);
      else void window.showInformationMessage("No value and no gradient of this file is NaN or infinite.");
    },
    async [commands.showAnotherCall]() {
      const here = caret();
      if (here === undefined) return;
      const params: NextCallParams = { uri: here.document.uri.toString(), at: toWire(here.at) };
      if (await request<boolean>(nextCallRequest, params)) return;
      void window.showInformationMessage("The caret is in no function that is called more than once.");
    },
    async [commands.openExample]() {
      const offered = await request<ExamplesResult>(examplesRequest, {});
      const items = offered.map(({ name, about, text }) => ({
        label: name.replace(/\.grad$/, ""),
        detail: about,
        text,
      }));
      const chosen = await window.showQuickPick(items, {
        title: "Open Example",
        placeHolder: "Opens a copy without a name: change it as you like",
        matchOnDetail: true,
      });
      if (chosen !== undefined) await openUntitled(chosen.text);
    },
    [commands.openWalkthrough]: () =>
      registry.executeCommand("workbench.action.openWalkthrough", walkthrough),
    [commands.newFile]: () => openUntitled(""),
    [commands.restartServer]: restart,
    [commands.showOutput]: showOutput,
    async [internalCommands.rename](uri, line, character) {
      if (typeof uri !== "string" || typeof line !== "number" || typeof character !== "number") return;
      await reveal(Uri.parse(uri), { line, character });
      await registry.executeCommand("editor.action.rename");
    },
    async [internalCommands.makeOwnTarget](uri) {
      if (typeof uri === "string") await run({ uri, target: "own" });
    },
    async [internalCommands.reveal](uri, line, character) {
      if (typeof uri !== "string" || typeof line !== "number" || typeof character !== "number") return;
      const file = Uri.parse(uri);
      if (!revealable.has(file)) return;
      await reveal(file, { line, character });
    },
    async [internalCommands.pinThis](uri, line, character) {
      if (typeof uri !== "string" || typeof line !== "number" || typeof character !== "number") return;
      await pin(uri, { line, character });
    },
    async [internalCommands.showTurn](uri, id) {
      if (typeof uri !== "string" || typeof id !== "string") return;
      await request<null>(showTurnRequest, { uri, id } satisfies ShowTurnParams);
    },
    async [internalCommands.showInGraph](uri, line) {
      if (typeof uri !== "string" || typeof line !== "number" || !revealable.has(Uri.parse(uri))) return;
      await panels.open(uri);
      await panels.light(uri, line);
    },
  };
  return Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) => registry.registerCommand(id, handler)),
  );
}

async function reveal(file: Uri, { line, character }: WirePosition): Promise<void> {
  const place = new Position(line, character);
  const editor = await window.showTextDocument(file, { selection: new Range(place, place) });
  editor.revealRange(new Range(place, place), TextEditorRevealType.InCenterIfOutsideViewport);
}

async function openUntitled(content: string): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument({ language: languageId, content }));
}

/** A plain object: what VS Code gives cannot be posted to a worker. */
function toWire({ line, character }: Position): WirePosition {
  return { line, character };
}
