/** The step that one panel shows: its line is lit in the source, and the hints at the ends of lines go along, as long as it leads. */
import type { FromPanel } from "../protocol/graph-view.ts";
import { stepAtRequest, type StepAtParams } from "../protocol/requests.ts";
import type { StepsView } from "../protocol/steps-view.ts";
import type { StepLead, Stepper } from "./step-lead.ts";
import type { StepLight } from "./step-light.ts";

type StepAt = Extract<FromPanel, { readonly kind: "stepAt" }>;

interface PanelSteps {
  show(message: StepAt): void;
  /** The steps of a newer text, or with other groups opened. A panel whose step is gone comes to another by itself. */
  follow(view: StepsView): void;
  /** Nothing is stepped through any more. */
  end(): void;
  dispose(): void;
}

interface Deps {
  readonly request: <T>(method: string, params: object) => Promise<T>;
  readonly openedIn: (uri: string) => readonly string[];
  readonly light: StepLight;
  /** The same for all panels. */
  readonly lead: StepLead;
  readonly log: (text: string) => void;
}

export function createPanelSteps({ request, openedIn, light, lead, log }: Deps): PanelSteps {
  let shown: StepAt | undefined;
  const tell = (uri: string, step: StepAt["step"]): void => {
    const params: StepAtParams =
      step === undefined ? { uri } : { uri, place: { ...step, opened: openedIn(uri) } };
    request<null>(stepAtRequest, params).catch((error: unknown) => log(`panel: ${String(error)}`));
  };
  const own: Stepper = {
    lead() {
      if (shown === undefined) return;
      light.show(shown.uri, shown.range);
      tell(shown.uri, shown.step);
    },
    rest: () => light.show("", undefined),
  };
  const leave = (): void => {
    if (shown === undefined) return;
    const { uri } = shown;
    shown = undefined;
    if (lead.leave(uri, own)) tell(uri, undefined);
  };
  const steps: PanelSteps = {
    show(message) {
      const { uri, range, step } = message;
      if (shown !== undefined && uri !== shown.uri) leave();
      if (range === undefined && step === undefined) return leave();
      // An edit moves the lines of all steps, and nobody has stepped.
      const isEdit =
        shown !== undefined && shown.step?.pass === step?.pass && shown.step?.node === step?.node;
      shown = message;
      if (!isEdit || lead.isLeading(uri, own)) lead.take(uri, own);
    },
    follow({ uri, steps: all }) {
      if (shown?.step === undefined || uri !== shown.uri || !lead.isLeading(uri, own)) return;
      const { pass, node } = shown.step;
      if (all.some((one) => one.pass === pass && one.node === node)) tell(uri, shown.step);
    },
    end: leave,
    dispose() {
      leave();
      light.dispose();
    },
  };
  return steps;
}
