/** The worker that lays graphs out, with Graphviz in WebAssembly, so that a large one never holds up the panel. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { Before } from "../src/picture/boxes.ts";
import { layOut, type Picture } from "../src/picture/layout.ts";
import type { Plan } from "../src/picture/planned.ts";

/** A plan, with a number that comes back in the answer. */
export interface LayoutRequest {
  readonly id: number;
  readonly plan: Plan;
  readonly before: Before | undefined;
}

export type LayoutAnswer =
  { readonly id: number; readonly picture: Picture } | { readonly id: number; readonly problem: string };

const graphviz = Graphviz.load();

self.addEventListener("message", (event: MessageEvent<LayoutRequest>) => {
  const { id, plan, before } = event.data;
  graphviz
    .then((loaded) =>
      answer({ id, picture: layOut(plan, (dot) => loaded.layout(dot, "json", "dot"), before) }),
    )
    .catch((error: unknown) => answer({ id, problem: String(error) }));
});

function answer(message: LayoutAnswer): void {
  self.postMessage(message);
}
