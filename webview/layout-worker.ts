/** The worker that lays graphs out, with Graphviz in WebAssembly, so that a large one never holds up the panel. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import { layOut, type Picture } from "../src/picture/layout.ts";
import type { Plan } from "../src/picture/plan.ts";

/** A plan, with a number that comes back in the answer. */
export interface LayoutRequest {
  readonly id: number;
  readonly plan: Plan;
}

export type LayoutAnswer =
  { readonly id: number; readonly picture: Picture } | { readonly id: number; readonly problem: string };

const graphviz = Graphviz.load();

self.addEventListener("message", (event: MessageEvent<LayoutRequest>) => {
  const { id, plan } = event.data;
  graphviz
    .then((loaded) => answer({ id, picture: layOut(plan, (dot) => loaded.layout(dot, "json", "dot")) }))
    .catch((error: unknown) => answer({ id, problem: String(error) }));
});

function answer(message: LayoutAnswer): void {
  self.postMessage(message);
}
