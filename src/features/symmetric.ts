/** What is said of a layer whose units are all alike. */
import { findSymmetric } from "../insight/symmetric.ts";
import type { Scene } from "../insight/scene.ts";
import { problem, type Problem } from "../problems.ts";
import { nameOf } from "./facts.ts";
import { placeOf } from "./finding-text.ts";
import type { View } from "./view.ts";

export function symmetricProblems(view: View, scene: Scene): readonly Problem[] {
  return findSymmetric(scene).map(({ leaf, units, product }) => {
    const { span } = placeOf(view, leaf);
    const related = [{ span: placeOf(view, product).span, message: "its units are made here" }];
    return problem("symmetric", span, [nameOf(view, leaf), units], { related, data: { units } });
  });
}
