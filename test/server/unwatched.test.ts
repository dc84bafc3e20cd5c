/** Files that change though no client says so: they are looked at before each run. */
import { renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { expect, test } from "vitest";
import { runRequest, type RunResult } from "../../src/protocol/requests.ts";
import { openWorkspace, temporaryFolder } from "./workspace.ts";

const text = 'x = load("x.csv")\nL = sum(x)\n';

test("a client that cannot watch has a changed file's numbers after its next edit", async () => {
  const folder = temporaryFolder({ "x.csv": "1,2\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const main = folder.uri("main.grad");
  await workspace.open(main, text);
  await workspace.shows(main, ["= [[1, 2]]", "= 3  ∂L/∂L = 1"]);
  expect(workspace.watched).toEqual([]);
  folder.write("x.csv", "1,2,3\n");
  await workspace.change(main, `${text}# …\n`);
  await workspace.shows(main, ["= [[1, 2, 3]]", "= 6  ∂L/∂L = 1"]);
  rmSync(folder.at("x.csv"));
  await workspace.change(main, text);
  await expect.poll(() => workspace.problems(main)[0], { timeout: 60_000 }).toMatch("There is no such file.");
  folder.write("x.csv", "4\n");
  await workspace.change(main, `${text}# …\n`);
  await workspace.shows(main, ["= [[4]]", "= 4  ∂L/∂L = 1"]);
  await workspace.complains(main, []);
});

test("another file of the same size and time is another file", async () => {
  const folder = temporaryFolder({ "x.csv": "1\n", "y.csv": "2\n" });
  for (const name of ["x.csv", "y.csv"]) utimesSync(folder.at(name), 1, 1);
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const main = folder.uri("main.grad");
  await workspace.open(main, text);
  await workspace.shows(main, ["= [[1]]", "= 1  ∂L/∂L = 1"]);
  renameSync(folder.at("y.csv"), folder.at("x.csv"));
  await workspace.change(main, `${text}# …\n`);
  await workspace.shows(main, ["= [[2]]", "= 2  ∂L/∂L = 1"]);
});

test("what an imported file loads is looked at too, and so is the file itself", async () => {
  const folder = temporaryFolder({ "lib.grad": 'k = load("x.csv")\n', "x.csv": "1\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")] });
  const main = folder.uri("main.grad");
  const importing = 'from "lib.grad" import k\nL = sum(k)\n';
  await workspace.open(main, importing);
  await workspace.shows(main, ["∂L/∂k = [[1]]", "= 1  ∂L/∂L = 1"]);
  folder.write("x.csv", "20\n");
  await workspace.change(main, `${importing}# …\n`);
  await workspace.shows(main, ["∂L/∂k = [[1]]", "= 20  ∂L/∂L = 1"]);
  folder.write("lib.grad", 'k = load("x.csv") * 2\n');
  await workspace.change(main, importing);
  await workspace.shows(main, ["∂L/∂k = [[1]]", "= 40  ∂L/∂L = 1"]);
});

test("a run that is asked for answers with the numbers that files hold now", async () => {
  const folder = temporaryFolder({ "x.csv": "1,2\n" });
  const workspace = await openWorkspace({ folders: [folder.uri("")], settings: { run: "onCommand" } });
  const main = folder.uri("main.grad");
  const run = async (): Promise<string> =>
    (await workspace.client.sendRequest<RunResult>(runRequest, { uri: main })).status;
  await workspace.open(main, text);
  expect(await run()).toMatch(/^∇ L = 3 /);
  folder.write("x.csv", "1,2,3\n");
  expect(await run()).toMatch(/^∇ L = 6 /);
});

test("a client that watches says which file has changed, and a link to it is followed", async () => {
  const folder = temporaryFolder({ "ws/real.csv": "1\n", "outside/o.csv": "5\n" });
  symlinkSync("real.csv", folder.at("ws/x.csv"));
  const outside = folder.at("outside");
  const workspace = await openWorkspace({
    folders: [folder.uri("ws")],
    watches: true,
    settings: { files: { folders: [outside] } },
  });
  const main = folder.uri("ws/main.grad");
  const both = `${text}y = load("${outside}/o.csv")\n`;
  await workspace.open(main, both);
  await workspace.shows(main, ["= [[1]]", "= 1  ∂L/∂L = 1", "= [[5]]"]);
  folder.write("ws/real.csv", "22\n");
  await workspace.changed(folder.uri("ws/real.csv"));
  await workspace.shows(main, ["= [[22]]", "= 22  ∂L/∂L = 1", "= [[5]]"]);
  // Nobody watches there.
  folder.write("outside/o.csv", "66\n");
  await workspace.change(main, `${both}# …\n`);
  await workspace.shows(main, ["= [[22]]", "= 22  ∂L/∂L = 1", "= [[66]]"]);
});
