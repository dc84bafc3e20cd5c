/** Runs every benchmark that needs no editor and prints its table: `npm run bench`. */
import { cpus } from "node:os";
import { benchEdit } from "./edit.ts";
import { benchGrowth } from "./growth.ts";
import { benchHints } from "./hints.ts";
import { benchLayout } from "./layout.ts";
import { benchLenet } from "./lenet.ts";
import { benchMatmul } from "./matmul.ts";
import { benchParse } from "./parse.ts";
import { benchRequests } from "./requests.ts";
import { benchScalarGraph } from "./scalar-graph.ts";
import { benchStages } from "./stages.ts";
import { printTable } from "./table.ts";

console.log(
  `Node ${process.versions.node}, ${cpus().length} cores of ${cpus()[0]?.model ?? "an unknown kind"}`,
);
for (const bench of [
  benchParse,
  benchScalarGraph,
  benchGrowth,
  benchStages,
  benchEdit,
  benchHints,
  benchRequests,
  benchLayout,
  benchMatmul,
  benchLenet,
]) {
  console.log("");
  printTable(await bench());
}
