/** The Jacobian that one panel wants: asked for again after each edit, and given up when nobody looks any more. */
import type { JacobianAsked, ToPanel } from "../protocol/graph-view.ts";
import { jacobianRequest, type JacobianParams, type JacobianResult } from "../protocol/requests.ts";

export interface PanelJacobian {
  /** Another one is wanted, or none. */
  ask(uri: string, asked: JacobianAsked | undefined): Promise<void>;
  /** The same of the newest text. */
  refresh(): Promise<void>;
  /** Nobody looks any more. */
  stop(): void;
}

interface Deps {
  readonly request: <T>(method: string, params: object) => Promise<T>;
  readonly post: (message: ToPanel) => void;
  readonly openedIn: (uri: string) => readonly string[];
  /** For the output channel. */
  readonly log: (text: string) => void;
}

let panels = 0;

export function createPanelJacobian({ request, post, openedIn, log }: Deps): PanelJacobian {
  const panel = `${++panels}`;
  let wanted: { readonly uri: string; readonly asked: JacobianAsked } | undefined;

  const send = async (uri: string, asked: JacobianAsked | undefined): Promise<JacobianResult> => {
    const params: JacobianParams = {
      uri,
      panel,
      id: asked?.id,
      opened: openedIn(uri),
      choice: asked?.choice,
    };
    return request<JacobianResult>(jacobianRequest, params);
  };
  const refresh = async (): Promise<void> => {
    const now = wanted;
    if (now === undefined) return;
    try {
      const view = await send(now.uri, now.asked);
      if (wanted === now) post({ kind: "jacobian", uri: now.uri, view });
    } catch (error) {
      log(`Jacobian of ${now.uri}: ${String(error)}`);
    }
  };
  const stop = (): void => {
    const before = wanted;
    wanted = undefined;
    // A server that is gone has given it up too.
    if (before !== undefined) void send(before.uri, undefined).catch(() => null);
  };
  return {
    async ask(uri, asked) {
      if (asked === undefined) return stop();
      wanted = { uri, asked };
      await refresh();
    },
    refresh,
    stop,
  };
}
