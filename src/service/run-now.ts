/** Runs a document when somebody asks for it, with another target where one is picked. */
import { pickedTarget, type TargetPick } from "../lower/picks.ts";
import type { Update } from "./answers.ts";
import type { Document } from "./document.ts";
import type { Sources } from "./sources.ts";

export const NOT_OPEN = "The file is not open.";

export interface Asked {
  readonly document: Document;
  readonly sources: Sources;
  /** Those who wait for the run to end. */
  readonly waiting: Set<() => void>;
  /** Those who wait for the text to be read. */
  readonly reading: Set<() => void>;
}

/** Resolves when the run has ended, with the reason where nothing was run; `tell` hears what is shown in another way by it. */
export async function runNow(
  { document, sources, waiting }: Asked,
  pick: TargetPick | "own" | undefined,
  isOpen: () => boolean,
  tell: (kind: Update["kind"]) => void,
): Promise<string | undefined> {
  if (await sources.forgetChanged()) tell("shown");
  await sources.settled();
  if (!isOpen()) return NOT_OPEN;
  const before = document.request;
  const target = pick === undefined ? before.target : pick === "own" ? undefined : pick;
  if (target !== before.target) {
    const { tree, program, own } = document.analysis();
    if (target !== undefined && pickedTarget(tree, program, target, own) === undefined) {
      return target.kind === "name"
        ? `${target.name} cannot be the target: it is not a single number of the file's top level.`
        : "This line cannot say what the target is until what is wrong with it is mended.";
    }
    document.setRequest({ ...before, target });
    tell("lenses");
  }
  document.startRun();
  const changed = document.request !== before;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      waiting.delete(go);
      resolve();
    };
    waiting.add(go);
  });
  if (changed) tell("shown");
  return document.failed?.failure.reason;
}
