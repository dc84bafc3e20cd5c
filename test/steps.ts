/**
 * How much code runs, counted by the engine itself: calls and turns of loops in `src`, so that growth is measured without a clock.
 * What is to be counted must be imported after this file, and dynamically: code that was compiled before is not counted.
 */
import { Session } from "node:inspector/promises";

const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** How often functions and blocks were entered. What the engine does by itself (copying an array, say) is not in it. */
export async function stepsOf(body: () => void): Promise<number> {
  await session.post("Profiler.takePreciseCoverage");
  body();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result
    .filter(({ url }) => url.includes("/src/"))
    .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
    .reduce((sum, { count }) => sum + count, 0);
}
