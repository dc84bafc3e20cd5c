/** Where what an imported function has made stands in the other file. */
import { libraryCall } from "../graph/group.ts";
import type { Node } from "../graph/ir.ts";
import type { Place } from "../insight/finding.ts";
import { beginsInside } from "../insight/inside.ts";
import type { Beginning } from "../insight/not-finite.ts";
import type { Scene } from "../insight/scene.ts";
import type { LibraryOrigin } from "../lower/program.ts";
import type { Related } from "../problems.ts";
import { originInOther } from "./facts.ts";
import { exprOf } from "./source-text.ts";
import type { View } from "./view.ts";

/** Where something stands in a person's other file; nothing where that is in this file, or in the library. */
export function placeInOther({ analysis }: View, at: Place): readonly Related[] {
  if (!("gate" in at)) return at.imported === true ? [] : relatedTo(originInOther(analysis, at.first));
  return relatedTo(originInOther(analysis, analysis.program.graph.index.get(at) ?? -1));
}

/** The place where a value is made, in this file or a person's other one; nothing where the library alone has made it. */
export function madeAt(view: View, node: Node, message: string): readonly Related[] {
  const [inOther] = placeInOther(view, node);
  const expr = exprOf(view.analysis, node);
  if (inOther !== undefined) return [{ ...inOther, message }];
  return expr === undefined ? [] : [{ span: expr.span, message }];
}

function relatedTo(origin: LibraryOrigin | undefined): readonly Related[] {
  if (origin === undefined) return [];
  const { source, expr } = origin;
  return [{ span: expr.span, message: `it begins here in ${source.path}`, file: source }];
}

/** A NaN or an infinity at the gate in a person's other file where it begins; undefined where that is elsewhere, or not known. */
export function beginningInOther(
  view: View,
  scene: Scene,
  beginning: Beginning,
): (Beginning & { readonly maker: Node }) | undefined {
  const { graph } = view.analysis.program;
  const { maker } = beginning;
  const at = "gate" in maker ? (graph.index.get(maker) ?? -1) : maker.first;
  const call = originInOther(view.analysis, at) && libraryCall(graph.groupOf[at]);
  return call && beginsInside(scene, call, beginning);
}
