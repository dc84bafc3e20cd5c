/** What-ifs of one panel's session: what is dragged, asked of the server no faster than it answers. */
import { Position, Range, Uri, window, workspace, WorkspaceEdit } from "vscode";
import type { ToPanel } from "../protocol/graph-view.ts";
import {
  resetWhatIfRequest,
  whatIfRequest,
  writeWhatIfRequest,
  type FromWhatIf,
  type WhatIfFileParams,
  type WhatIfParams,
  type WhatIfSubject,
  type WhatIfView,
  type WriteWhatIfResult,
} from "../protocol/what-if-view.ts";

export interface WhatIfDeps {
  /** Asks the server; null where it does not know the file. */
  readonly request: <T>(method: string, params: object) => Promise<T>;
  readonly post: (message: ToPanel) => void;
  /** The groups that are opened in a file's picture. */
  readonly openedIn: (uri: string) => readonly string[];
}

export interface WhatIfSession {
  /** The panel is there anew, and shows this. */
  begin(subject: WhatIfSubject | undefined): void;
  receive(message: FromWhatIf): Promise<void>;
  /** Tells the panel of what it shows; with every graph. */
  show(uri: string): Promise<void>;
  /** The panel is gone: nobody could take back what it has set. */
  end(): Promise<void>;
}

export function createWhatIfSession({ request, post, openedIn }: WhatIfDeps): WhatIfSession {
  let subject: WhatIfSubject | undefined;
  /** Where something is dragged to while the server is still at the number before: the last one is asked for, the others are dropped. */
  let next: { readonly subject: WhatIfSubject; readonly value: number } | undefined;
  let isDragging = false;
  /** The files in which something was dragged here. */
  const dragged = new Set<string>();
  let asked = 0;
  let told = 0;

  const ask = async (of: WhatIfSubject, value?: number): Promise<void> => {
    const own = ++asked;
    const params: WhatIfParams = { ...of, opened: openedIn(of.uri), value };
    const view = await request<WhatIfView | null>(whatIfRequest, params);
    // An answer that comes behind a newer one is old.
    if (view === null || own < told) return;
    told = own;
    post({ kind: "whatIf", view });
  };
  const drag = async (): Promise<void> => {
    if (isDragging) return;
    isDragging = true;
    try {
      for (let now = next; now !== undefined; now = next) {
        next = undefined;
        await ask(now.subject, now.value);
      }
    } finally {
      isDragging = false;
    }
  };
  const reset = async (uri: string): Promise<void> => {
    next = undefined;
    const params: WhatIfFileParams = { uri };
    await request<null>(resetWhatIfRequest, params);
    if (subject?.uri === uri) await ask(subject);
  };

  return {
    begin(shown) {
      subject = shown;
    },
    async receive(message) {
      switch (message.kind) {
        case "whatIf":
          subject = message.subject;
          if (subject !== undefined) await ask(subject);
          return;
        case "setLeaf":
          next = message;
          dragged.add(message.subject.uri);
          return drag();
        case "resetLeaves":
          return reset(message.uri);
        case "writeLeaves":
          return write(request, message.uri);
      }
    },
    async show(uri) {
      if (subject?.uri === uri) await ask(subject);
    },
    async end() {
      next = undefined;
      subject = undefined;
      for (const uri of dragged) await request<null>(resetWhatIfRequest, { uri } satisfies WhatIfFileParams);
    },
  };
}

/** Writes what is set into the file: one step for Undo, and the what-if ends by it. */
async function write(request: WhatIfDeps["request"], uri: string): Promise<void> {
  const params: WhatIfFileParams = { uri };
  const found = await request<WriteWhatIfResult | null>(writeWhatIfRequest, params);
  if (found === null) return;
  const document = await workspace.openTextDocument(Uri.parse(uri));
  if (found.failure !== undefined) {
    void window.showWarningMessage(found.failure);
    return;
  }
  if (document.version !== found.version) {
    void window.showWarningMessage("The file was changed meanwhile. Write to File once more.");
    return;
  }
  const edit = new WorkspaceEdit();
  for (const { start, end, text } of found.edits) {
    const range = new Range(new Position(start.line, start.character), new Position(end.line, end.character));
    edit.replace(document.uri, range, text);
  }
  await workspace.applyEdit(edit);
}
