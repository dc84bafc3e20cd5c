/** Vim keys beside the installed package: the caret is set and the text is edited by an extension, and every frame is read. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { type DrawnLine, openFile, setCaret, waitForHints } from "../launch/workbench.ts";
import { buildModalKeys } from "../modal-keys/build.ts";
import { modes } from "../modal-keys/commands.ts";
import { type Frame, keysOf, misplaced, recordFrames } from "./frames.ts";

const name = "vim.grad";
const program = ["x = -2", "y = 5", "z = -4", "q = x + y", "f = q * z", "f.backward()", ""].join("\n");
/** The same with its numbers. */
const shown = [
  "x = -2 ∂f/∂x = -4",
  "y = 5 ∂f/∂y = -4",
  "z = -4 ∂f/∂z = 3",
  "q = x + y = 3  ∂f/∂q = -4",
  "f = q * z = -12  ∂f/∂f = 1",
  "f.backward()",
  "",
].join("\n");

let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), program);
  const extensionDevelopmentPath = await buildModalKeys(temporaryFolder("modal-keys"));
  host = await startHost({ mode: "vsix", workspace, extensionDevelopmentPath });
  await openFile(host.page, name);
  await waitForHints(host.page, name, (lines) => lines[4]?.text === "f = q * z = -12  ∂f/∂f = 1");
});

afterAll(() => host.stop());

/** Presses keys, waits where a fact stands between them, and records until this line, the caret's, stands there with its number behind it. */
function press(
  keys: readonly (string | (() => Promise<void>))[],
  line: number,
  wanted: string,
): Promise<readonly Frame[]> {
  const stands = (lines: readonly DrawnLine[]): boolean => {
    const { text = "", after = "" } = lines[line - 1] ?? {};
    return after !== "" && text + after === wanted;
  };
  return recordFrames(host.page, name, async () => {
    for (const key of keys)
      await (typeof key === "string" ? host.page.keyboard.press(key, { delay: 120 }) : key());
    await waitForHints(host.page, name, stands);
  });
}

function drawn({ lines }: Pick<Frame, "lines">): string {
  return lines.map(({ text, after }) => text + after).join("\n");
}

const place = (text: string): Promise<void> =>
  host.page
    .locator('.statusbar-item[id="status.editor.selection"]')
    .getByText(text, { exact: true })
    .waitFor();

const mode = (text: string) => (): Promise<void> =>
  host.page.locator(".statusbar-item", { hasText: text }).waitFor();

test("j and k go through the lines, whose numbers stay", async () => {
  const { page } = host;
  await setCaret(page, 4, 1);
  const frames = await recordFrames(page, name, async () => {
    for (const [key, line] of [
      ["j", 5],
      ["k", 4],
      ["k", 3],
      ["j", 4],
      ["j", 5],
    ] as const) {
      await page.keyboard.press(key);
      await place(`Ln ${line}, Col 1`);
    }
    await waitForHints(page, name, (lines) => lines[4]?.after !== "" && drawn({ lines }) === shown);
  });
  expect(misplaced(frames)).toEqual([]);
  // The number of a line that the caret comes to or leaves may be gone until VS Code's next answer. All others stay, no text
  // changes, and after the last key each stands again.
  const bare = program.split("\n");
  const whole = shown.split("\n");
  const passed = [1, 2, 3, 4];
  const others = frames.flatMap((frame) =>
    drawn(frame)
      .split("\n")
      .filter((line, i) => line !== whole[i] && !(passed.includes(i) && line === bare[i])),
  );
  expect(others).toEqual([]);
  expect(frames.map(drawn).at(-1)).toBe(shown);
});

test("o opens a line below, and A goes on at a line's end", async () => {
  await setCaret(host.page, 4, 1);
  const frames = [
    ...(await press(
      ["o", mode(modes.insert), ...keysOf("r = q + 1"), "Escape", mode(modes.normal)],
      5,
      "r = q + 1 = 4  ∂f/∂r –",
    )),
    ...(await press(
      [
        "j",
        () => place("Ln 6, Col 9"),
        "Shift+A",
        mode(modes.insert),
        ...keysOf(" * 2"),
        "Escape",
        mode(modes.normal),
      ],
      6,
      "f = q * z * 2 = -24  ∂f/∂f = 1",
    )),
  ];
  await place("Ln 6, Col 13");
  expect(misplaced(frames)).toEqual([]);
});

test("dd takes the line with its number, and u brings both back", async () => {
  await setCaret(host.page, 5, 1);
  const gone = await press(["d", "d"], 5, "f = q * z * 2 = -24  ∂f/∂f = 1");
  const back = await press(["u"], 5, "r = q + 1 = 4  ∂f/∂r –");
  expect(misplaced(back)).toEqual([]);
  // VS Code moves what is drawn to the line below, until the extension has heard of it.
  const moved = gone.map((frame) => misplaced([frame]).length > 0);
  const first = moved.indexOf(true);
  expect(first < 0 ? [] : moved.slice(moved.indexOf(false, first))).not.toContain(true);
});
