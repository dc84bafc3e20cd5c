/** Tells the server where the caret is: at once when it is in another line, and where it came to rest. */
import { Disposable, window } from "vscode";
import { caretNotification, type CaretParams } from "../protocol/requests.ts";
import { isGrad } from "./active-file.ts";

const REST_MS = 100;

export function notifyCaret(send: (method: string, params: CaretParams) => void): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The line that was told last. */
  let last = "";
  const subscription = window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections }) => {
    const [first] = selections;
    if (first === undefined || !isGrad(document)) return;
    const uri = document.uri.toString();
    const { line, character } = first.active;
    clearTimeout(timer);
    const tell = (): void => {
      last = `${uri} ${line}`;
      if (!document.isClosed) send(caretNotification, { uri, line, character });
    };
    if (last === `${uri} ${line}`) timer = setTimeout(tell, REST_MS);
    else tell();
  });
  return new Disposable(() => {
    clearTimeout(timer);
    subscription.dispose();
  });
}
