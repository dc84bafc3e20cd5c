/** Shows what the extension writes about itself. */
import { type OutputChannel, window } from "vscode";

/** How often it is asked for, and how long each answer may take (ms): together longer than any window starts. */
const most = 600;
const pause = 500;

/**
 * Shows the channel. A window that is still starting does not know it yet and drops the wish without a word, so it is
 * asked for until it has been seen once: who then hides it does not get it back.
 */
export async function showOutput(channel: OutputChannel): Promise<void> {
  let seen = isSeen(channel);
  const watch = window.onDidChangeVisibleTextEditors(() => {
    seen ||= isSeen(channel);
  });
  for (let asked = 0; asked < most && !seen; asked++) {
    channel.show();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  watch.dispose();
}

function isSeen({ name }: OutputChannel): boolean {
  return window.visibleTextEditors.some(
    ({ document: { uri } }) => uri.scheme === "output" && uri.path.includes(name),
  );
}
