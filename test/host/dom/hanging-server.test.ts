/** A language server that hangs: VS Code does not notice it, so the extension offers to start it again. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { openFile, setCaret, type, waitForHints } from "../launch/workbench.ts";

const name = "hang.grad";

let host: Host;

beforeAll(async () => {
  const workspace = temporaryFolder("workspace");
  writeFileSync(join(workspace, name), "x = -2\ny = 5\nf = x * y\nf.backward()\n");
  host = await startHost({ mode: "code-server", workspace });
});

afterAll(() => host.stop());

/** The language servers that this test's own VS Code has started. */
function servers(): readonly number[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((row) => row !== null)
    .map(([, pid, parent, args]) => ({ pid: Number(pid), parent: Number(parent), args: args ?? "" }));
  const ours = new Set([process.pid]);
  for (let before = 0; before < ours.size;) {
    before = ours.size;
    for (const { pid, parent } of rows) if (ours.has(parent)) ours.add(pid);
  }
  return rows
    .filter(({ pid, args }) => ours.has(pid) && args.includes("server/node.cjs"))
    .map(({ pid }) => pid);
}

test("a restart is offered, ends the old server, and the numbers are there again", async () => {
  const { page } = host;
  await openFile(page, name);
  await waitForHints(page, name, (lines) => lines[2]?.text.includes("= -10") === true);
  const [hanging, ...others] = servers();
  expect(others).toEqual([]);
  process.kill(hanging!, "SIGSTOP");
  try {
    // A toast is not shown while the window has no focus; the bell keeps what was said.
    await page.locator('.statusbar-item[id="status.notifications"] .codicon-bell-dot').waitFor();
    await page.locator('.statusbar-item[id="status.notifications"]').click();
    const note = page.locator(".notifications-center .notification-list-item", {
      hasText: "does not answer",
    });
    await note.getByText("Restart", { exact: true }).dispatchEvent("click");
    await expect.poll(servers).not.toContain(hanging);
    await openFile(page, name);
    await setCaret(page, 1, 99);
    await type(page, "0");
    await waitForHints(page, name, (lines) => lines[2]?.text.includes("= -100") === true);
    await expect.poll(servers).toHaveLength(1);
  } finally {
    if (servers().includes(hanging!)) process.kill(hanging!, "SIGKILL");
  }
});
