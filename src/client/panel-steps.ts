/** The step that one panel shows: its line is lit in the source, and the hints at the ends of lines go along. */
import type { FromPanel } from "../protocol/graph-view.ts";
import { stepAtRequest, type StepAtParams } from "../protocol/requests.ts";
import type { StepsView } from "../protocol/steps-view.ts";
import { createStepLight } from "./step-light.ts";

type StepAt = Extract<FromPanel, { readonly kind: "stepAt" }>;

interface PanelSteps {
  show(message: StepAt): Promise<void>;
  /** The steps of a newer text, or with other groups opened. A panel whose step is gone comes to another by itself. */
  follow(view: StepsView): Promise<void>;
  /** Nothing is stepped through any more. */
  end(): void;
  dispose(): void;
}

interface Deps {
  readonly request: <T>(method: string, params: object) => Promise<T>;
  readonly openedIn: (uri: string) => readonly string[];
  readonly log: (text: string) => void;
}

export function createPanelSteps({ request, openedIn, log }: Deps): PanelSteps {
  const light = createStepLight();
  let shown: Pick<StepAt, "uri" | "step"> | undefined;
  const tell = async (to: typeof shown): Promise<void> => {
    const before = shown;
    shown = to?.step === undefined ? undefined : to;
    if (before !== undefined && before.uri !== shown?.uri)
      await request<null>(stepAtRequest, { uri: before.uri } satisfies StepAtParams);
    if (shown?.step === undefined) return;
    const { uri, step } = shown;
    const place = { ...step, opened: openedIn(uri) };
    await request<null>(stepAtRequest, { uri, place } satisfies StepAtParams);
  };
  const steps: PanelSteps = {
    show({ uri, range, step }) {
      light.show(uri, range);
      return tell({ uri, step });
    },
    async follow({ uri, steps: all }) {
      if (
        uri === shown?.uri &&
        all.some(({ pass, node }) => pass === shown?.step?.pass && node === shown.step.node)
      )
        await tell(shown);
    },
    end() {
      light.show("", undefined);
      tell(undefined).catch((error: unknown) => log(`panel: ${String(error)}`));
    },
    dispose() {
      steps.end();
      light.dispose();
    },
  };
  return steps;
}
