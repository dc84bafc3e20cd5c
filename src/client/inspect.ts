/** Brings a panel's questions about a value to the server: of each kind one at a time, and then only the newest. */
import type { ToPanel } from "../protocol/graph-view.ts";
import {
  inspectRequest,
  type InspectParams,
  type InspectQuestion,
  type InspectResult,
} from "../protocol/inspect.ts";

interface InspectorDeps {
  readonly request: <T>(method: string, params: object) => Promise<T>;
  readonly openedIn: (uri: string) => readonly string[];
  /** Whether the panel can be seen. */
  readonly listens: () => boolean;
  readonly post: (message: ToPanel) => void;
}

interface Asked {
  readonly uri: string;
  readonly question: InspectQuestion;
}

export interface Inspector {
  ask(uri: string, question: InspectQuestion): Promise<void>;
}

export function createInspector({ request, openedIn, listens, post }: InspectorDeps): Inspector {
  /** What is to be asked next, by its kind; a kind stands here as long as one is on its way. */
  const waiting = new Map<InspectQuestion["kind"], Asked | undefined>();
  return {
    async ask(uri, question) {
      const { kind } = question;
      const isAsking = waiting.has(kind);
      waiting.set(kind, { uri, question });
      if (isAsking) return;
      try {
        for (let asked = waiting.get(kind); asked !== undefined && listens(); asked = waiting.get(kind)) {
          waiting.set(kind, undefined);
          const params: InspectParams = { ...asked, opened: openedIn(asked.uri) };
          const answer = await request<InspectResult>(inspectRequest, params);
          if (waiting.get(kind) === undefined) post({ kind: "inspected", ...asked, answer });
        }
      } finally {
        waiting.delete(kind);
      }
    },
  };
}
