/** The one table of gates, by family; its order is the order in completion and in the documentation. */
import type { Gate } from "../graph/ir.ts";
import { addAllGates } from "./add-all.ts";
import { arithmeticGates } from "./arithmetic.ts";
import { besselGates } from "./bessel.ts";
import { blockDiagGates } from "./block-diag.ts";
import { choleskyGates } from "./cholesky.ts";
import { comparisonGates } from "./comparison.ts";
import { creationGates } from "./creation.ts";
import { dataGates } from "./data.ts";
import { constantGates, familyTitles } from "./define.ts";
import { determinantGates } from "./determinant.ts";
import { divisionGates } from "./division.ts";
import { einsumGates } from "./einsum.ts";
import { ensureGates } from "./ensure.ts";
import { errorFunctionGates } from "./error-function.ts";
import { exponentialGates } from "./exponential.ts";
import { extremesGates } from "./extremes.ts";
import { gammaGates } from "./gamma.ts";
import { gatherGates } from "./gather.ts";
import { hyperbolicGates } from "./hyperbolic.ts";
import { identityGates } from "./identity.ts";
import { indexingGates } from "./indexing.ts";
import { joinGates } from "./join.ts";
import { linearSystemGates } from "./linear-system.ts";
import { logicGates } from "./logic.ts";
import { matmulGates } from "./matmul.ts";
import { orderingGates } from "./ordering.ts";
import { permuteGates } from "./permute.ts";
import { powersGates } from "./powers.ts";
import { randomGates } from "./random.ts";
import { reductionGates } from "./reduction.ts";
import { reshapeGates } from "./reshape.ts";
import { roundingGates } from "./rounding.ts";
import { scanGates } from "./scan.ts";
import { selectGates } from "./select.ts";
import { trigonometricGates } from "./trigonometric.ts";
import { windowsGates } from "./windows.ts";

/** Gates that belong together, under the name that the reference gives them. */
export interface GateFamily {
  readonly title: string;
  readonly gates: readonly Gate[];
}

/** What the files of this folder list, in their order within each family. */
const listings = [
  constantGates,
  dataGates,
  identityGates,
  arithmeticGates,
  addAllGates,
  divisionGates,
  powersGates,
  matmulGates,
  einsumGates,
  linearSystemGates,
  determinantGates,
  choleskyGates,
  exponentialGates,
  roundingGates,
  trigonometricGates,
  hyperbolicGates,
  errorFunctionGates,
  gammaGates,
  besselGates,
  selectGates,
  ensureGates,
  comparisonGates,
  logicGates,
  reductionGates,
  extremesGates,
  orderingGates,
  scanGates,
  reshapeGates,
  permuteGates,
  joinGates,
  blockDiagGates,
  indexingGates,
  gatherGates,
  windowsGates,
  creationGates,
  randomGates,
];

export const gateFamilies: readonly GateFamily[] = familyTitles.map((title) => ({
  title,
  gates: listings.flatMap((listing) => listing[title] ?? []).map(({ gate }) => gate),
}));

export const gates: readonly Gate[] = gateFamilies.flatMap((family) => family.gates);

const byName: ReadonlyMap<string, Gate> = new Map(gates.map((gate) => [gate.name, gate]));

/** The gate of a name, internal ones too. */
export function gateByName(name: string): Gate | undefined {
  return byName.get(name);
}
