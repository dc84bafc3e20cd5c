/** Keys, one by one, in VS Code's window: what stands in the file afterwards is what a person meant. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { drawnLines, editorOf, openFile, setCaret } from "../launch/workbench.ts";

const name = "typing.grad";
let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), "x = 1\ny = x + 1\n");
  // Without hints what is drawn is the text alone.
  host = await startHost({
    mode: "code-server",
    workspace,
    settings: { "editor.inlayHints.enabled": "off" },
  });
  await host.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openFile(host.page, name);
  // Who types before the extension is there gets no list.
  await host.page.locator(".statusbar-item", { hasText: "∇ y = 2" }).waitFor();
});

afterAll(() => host.stop());

/** Puts a text in place of the whole file by pasting it, with the caret at its end. */
async function begin(text: string): Promise<void> {
  const { page } = host;
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await textIs("");
  if (text === "") return;
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.keyboard.press("Control+V");
  await textIs(text);
}

/** Waits until the file's text is this one. */
async function textIs(text: string, timeout = 60_000): Promise<void> {
  await expect
    .poll(async () => (await drawnLines(host.page, name)).map((line) => line.text).join("\n"), { timeout })
    .toBe(text);
}

/** Enter, once VS Code has been idle: before it has read the lines above it keeps the indentation, whatever the rules say. */
async function enter(): Promise<void> {
  const idle = (): Promise<unknown> => new Promise((resolve) => requestIdleCallback(resolve));
  await host.page.evaluate(idle);
  await host.page.evaluate(idle);
  await host.page.keyboard.press("Enter");
}

/** Types keys as a person does: `⏎` is Enter, `⌫` is Backspace. */
async function press(keys: string): Promise<void> {
  for (const key of keys) {
    if (key === "⏎") await enter();
    else if (key === "⌫") await host.page.keyboard.press("Backspace");
    else await host.page.keyboard.type(key);
  }
}

/** Types a word, until the list is open and this is its first item: on a busy machine the list may not come the first time. */
async function pressForList(word: string, label = word): Promise<void> {
  const focused = host.page.locator(".suggest-widget.visible .monaco-list-row.focused .label-name");
  for (let tries = 20; ; tries--) {
    await press(word);
    try {
      await focused.getByText(label, { exact: true }).waitFor({ timeout: 3000 });
      return;
    } catch (error) {
      if (tries === 1) throw error;
      await press("⌫".repeat(word.length));
    }
  }
}

test("Enter after a name that is typed in full makes a new line", async () => {
  await begin("w = 2\nx = 3\nb = 1\nbias = 4\n");
  await press("s = w * x + ");
  await pressForList("b");
  await press("⏎t = ");
  await pressForList("pi");
  await press("⏎u = 1");
  await textIs("w = 2\nx = 3\nb = 1\nbias = 4\ns = w * x + b\nt = pi\nu = 1");
});

test("Enter takes what is marked while a name is begun", async () => {
  await begin("weight = 2\n");
  await press("y = ");
  await pressForList("wei", "weight");
  await press("⏎");
  await textIs("weight = 2\ny = weight");
});

test("no list opens behind a bracket or a comma", async () => {
  const { page } = host;
  await begin("x = 3\n");
  const list = page.locator(".suggest-widget.visible");
  const parameter = page.locator(".parameter-hints-widget.visible .parameter.active");
  await press("y = maximum(");
  await parameter.getByText("a", { exact: true }).waitFor();
  expect(await list.count()).toBe(0);
  await press("2,");
  await parameter.getByText("b", { exact: true }).waitFor();
  expect(await list.count()).toBe(0);
  await press(" 4)");
  await textIs("x = 3\ny = maximum(2, 4)");
});

test("a function that is taken has the caret in its brackets, with its signature open", async () => {
  const { page } = host;
  await begin("x = [1, 2]\n");
  const parameter = page.locator(".parameter-hints-widget.visible .parameter.active");
  await press("y = ");
  await pressForList("su", "sum");
  await press("⏎");
  await parameter.getByText("x", { exact: true }).waitFor();
  await press("x, ");
  await pressForList("di", "dim=");
  await press("⏎");
  await page
    .locator(".suggest-widget.visible .monaco-list-row.focused")
    .getByText("0", { exact: true })
    .waitFor();
  await press("⏎");
  await parameter.getByText("dim=None", { exact: true }).waitFor();
  await textIs("x = [1, 2]\ny = sum(x, dim=0)");
});

test("the first thing to do with a number is to make it the target", async () => {
  await begin("x = 2\nf = 3 * x\n");
  await press("f");
  await pressForList(".", "backward");
  await press("⏎⏎g = 1");
  await textIs("x = 2\nf = 3 * x\nf.backward()\ng = 1");
});

test("a word from elsewhere is not offered for a name that is made up", async () => {
  const { page } = host;
  await begin("# square squares\nx = 3\n");
  await press("def squ");
  // The list would say so if it were open.
  await page.keyboard.press("Control+Space");
  await page.locator(".suggest-widget.visible .message").getByText("No suggestions").waitFor();
});

test.each<readonly [what: string, keys: string, text: string]>([
  [
    "a blank line after return",
    "def f(x):⏎return 2 * x⏎⏎a = f(2)",
    "def f(x):\n    return 2 * x\n\na = f(2)",
  ],
  [
    "two blank lines after return",
    "def f(x):  # twice⏎return 2 * x  # all⏎⏎⏎a = f(2)",
    "def f(x):  # twice\n    return 2 * x  # all\n\n\na = f(2)",
  ],
  [
    "a blank line after a backward block",
    "def f(x):⏎return x * x⏎backward(g):⏎h = 2 * x⏎⏎return g * h⏎⏎a = 4",
    "def f(x):\n    return x * x\nbackward(g):\n    h = 2 * x\n\n    return g * h\n\na = 4",
  ],
  [
    "two blank lines after a backward block",
    "def f(x):⏎return x * x⏎backward(g):⏎return 2 * g⏎⏎⏎a = 4",
    "def f(x):\n    return x * x\nbackward(g):\n    return 2 * g\n\n\na = 4",
  ],
  [
    "a blank line after a loop",
    "s = 1⏎for i in range(3):⏎s = 2 * s⏎⌫⏎a = 4",
    "s = 1\nfor i in range(3):\n    s = 2 * s\n\na = 4",
  ],
  [
    "two blank lines after a loop",
    "s = 1⏎for i in range(3):⏎s = 2 * s⏎⏎⌫⏎a = 4",
    "s = 1\nfor i in range(3):\n    s = 2 * s\n\n\na = 4",
  ],
  ["a word with a colon that ends a comment", "a = 4  # for :⏎b = 4", "a = 4  # for :\nb = 4"],
])("indentation: %s", async (_, keys, text) => {
  // On a busy machine VS Code is idle for too short a time to read a line.
  for (let tries = 5; ; tries--) {
    await begin("");
    await press(keys);
    try {
      await textIs(text, 5000);
      return;
    } catch (error) {
      if (tries === 1) throw error;
    }
  }
});

const block = "def f(x):\n    y = 2 * x\n    return y\nbackward(g):\n    return 2 * g\n\na = f(2)\n";

test("Enter between the lines of a block keeps its indentation", async () => {
  await begin(block);
  await setCaret(host.page, 2, 99);
  await press("⏎z = 3");
  await setCaret(host.page, 1, 99);
  await press("⏎k = 4⏎⏎l = 4");
  await setCaret(host.page, 7, 11);
  await press("⏎");
  await textIs(
    block
      .replace("return y", "return\n     y")
      .replace("def f(x):\n", "def f(x):\n    k = 4\n\n    l = 4\n")
      .replace("2 * x\n", "2 * x\n    z = 3\n"),
  );
});

test("a pasted block stays as it was copied", async () => {
  await begin("a = 1\n");
  await host.page.evaluate((copied) => navigator.clipboard.writeText(copied), block);
  await host.page.keyboard.press("Control+V");
  await textIs(`a = 1\n${block}`);
});

test("pasted lines of a block stand in the block", async () => {
  const { page } = host;
  await begin(block);
  await setCaret(page, 2, 1);
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Control+C");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Control+V");
  await textIs(block.replace("    y = 2 * x\n", "    y = 2 * x\n    y = 2 * x\n"));
});

test("pasted PyTorch stays as it is, and can be written as Nabla instead, in one step", async () => {
  const { page } = host;
  const pasted = "x = torch.tensor([1.0, 2.0])\ny = torch.exp(x).sum()";
  await begin(pasted);
  const offer = page.locator(".post-edit-widget").first();
  await offer.click();
  await page.locator(".action-widget .action", { hasText: "Write as Nabla" }).click();
  await textIs("x = [1.0, 2.0]\ny = exp(x).sum()");
  await page.keyboard.press("Control+Z");
  await textIs("");
});

test("no lens moves the text while one types: the target's own comes when the line is left", async () => {
  const { page } = host;
  await begin("");
  const editor = editorOf(page, name);
  const lenses = editor.locator(".codelens-decoration", { hasText: "Run backward" });
  await expect.poll(() => lenses.count()).toBe(1);
  // Asked within the page, in one go: between two steps the editor puts new rows in the place of old ones.
  const topOf = (line: number): Promise<number | undefined> =>
    editor.evaluate(
      (root, at) =>
        [...root.querySelectorAll(".view-line")]
          .map((row) => row.getBoundingClientRect().top)
          .sort((one, other) => one - other)[at],
      line,
    );
  await page.locator(".statusbar-item", { hasText: "∇ no target" }).waitFor();
  const { y = 0 } = (await editor.boundingBox()) ?? {};
  await expect.poll(async () => ((await topOf(0)) ?? 0) > y + 8).toBe(true);
  const first = await topOf(0);
  const tops = new Set<number | undefined>();
  for (const keys of ["x = 2", "⏎f = 3 * x", "⏎f.backward(", ")"]) {
    await press(keys);
    tops.add(await topOf(0));
  }
  await page.locator(".statusbar-item", { hasText: "∇ f = 6" }).waitFor();
  const third = await topOf(2);
  expect(await lenses.count()).toBe(1);
  await press("⏎");
  await expect.poll(() => lenses.count()).toBe(2);
  tops.add(await topOf(0));
  expect([...tops]).toEqual([first]);
  expect(await topOf(2)).toBeGreaterThan(third ?? Infinity);
  await setCaret(page, 2, 99);
  const under = await topOf(2);
  await press("⌫");
  await editor.locator(".squiggly-error").first().waitFor();
  expect(await topOf(2)).toBe(under);
  expect(await lenses.count()).toBe(2);
});
