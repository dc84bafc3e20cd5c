/** Where what an imported function has made stands in the other file. */
import type { Analysis } from "../analysis.ts";
import { libraryCall } from "../graph/group.ts";
import type { Place } from "../insight/finding.ts";
import { beginsInside } from "../insight/inside.ts";
import type { Beginning } from "../insight/not-finite.ts";
import type { Scene } from "../insight/scene.ts";
import type { LibraryOrigin } from "../lower/program.ts";
import type { Related } from "../problems.ts";
import type { View } from "./view.ts";

/** Where something stands in a person's other file; nothing where that is in this file, or in the library. */
export function placeInOther({ analysis }: View, at: Place): readonly Related[] {
  if (!("gate" in at)) return at.imported === true ? [] : relatedTo(originIn(analysis, at.first));
  return relatedTo(originIn(analysis, analysis.program.graph.index.get(at) ?? -1));
}

function relatedTo(origin: LibraryOrigin | undefined): readonly Related[] {
  if (origin === undefined) return [];
  const { source, expr } = origin;
  return [{ span: expr.span, message: `it begins here in ${source.path}`, file: source }];
}

/** The place where a NaN or an infinity begins; nothing where that is in this file, in the library, or not known. */
export function placeInFile(view: View, scene: Scene | undefined, beginning: Beginning): readonly Related[] {
  const { graph } = view.analysis.program;
  const { maker } = beginning;
  const at = "gate" in maker ? (graph.index.get(maker) ?? -1) : maker.first;
  if (originIn(view.analysis, at) === undefined) return [];
  const call = libraryCall(graph.groupOf[at]);
  const own = call && (scene === undefined ? undefined : beginsInside(scene, call, beginning));
  const place = call === undefined ? at : own && graph.index.get(own);
  return place === undefined ? [] : relatedTo(originIn(view.analysis, place));
}

/** The expression of a person's other file that a node comes from. */
function originIn({ program }: Analysis, place: number): LibraryOrigin | undefined {
  const origin = program.libraryOrigins[place];
  return origin?.source.library === undefined ? origin : origin.imported;
}
