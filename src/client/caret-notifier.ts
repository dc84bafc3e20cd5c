/** Tells the server where the caret came to rest: what is half typed there keeps its last numbers. */
import { Disposable, window } from "vscode";
import { caretNotification, type CaretParams } from "../protocol/requests.ts";
import { isGrad } from "./active-file.ts";

const REST_MS = 100;

export function notifyCaret(send: (method: string, params: CaretParams) => void): Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const subscription = window.onDidChangeTextEditorSelection(({ textEditor: { document }, selections }) => {
    const [first] = selections;
    if (first === undefined || !isGrad(document)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!document.isClosed)
        send(caretNotification, { uri: document.uri.toString(), line: first.active.line });
    }, REST_MS);
  });
  return new Disposable(() => {
    clearTimeout(timer);
    subscription.dispose();
  });
}
