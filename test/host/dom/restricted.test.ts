/** In Restricted Mode a `.grad` file has its numbers too: it is data, and nothing of the workspace is run. */
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../launch/paths.ts";
import { type Host, startHost } from "../launch/start-host.ts";
import { openFile, waitForHints } from "../launch/workbench.ts";

let host: Host;

beforeAll(async () => {
  host = await startHost({ mode: "vsix", workspace: join(root, "examples"), trust: false });
});

afterAll(() => host.stop());

test("the window says that it is restricted", async () => {
  await host.page.locator(".statusbar-item").getByText("Restricted Mode").first().waitFor();
});

test("values and gradients stand at the line ends", async () => {
  await openFile(host.page, "01-product.grad");
  const lines = await waitForHints(host.page, "01-product.grad", (drawn) =>
    drawn.some(({ text }) => text.includes("∂")),
  );
  expect(lines.find(({ text }) => text.startsWith("q = x + y"))?.text).toMatch(/= 3 .*∂f\/∂q = -4/);
});
