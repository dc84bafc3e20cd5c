/** What benchmarks measure the machine's limit by. */

/**
 * As many multiplications and additions of vectors as the processor can do: six of each in a turn, with numbers that stay in
 * registers and do not wait for each other. Gives back what nobody needs, so that nothing is left out; `by` and `more` are
 * given, because constants would be made anew in each turn.
 */
export function peak(turns: i32, by: f64, more: f64): f64 {
  const factor = f64x2.splat(by);
  const step = f64x2.splat(more);
  let p0 = factor;
  let s0 = step;
  let p1 = factor;
  let s1 = step;
  let p2 = factor;
  let s2 = step;
  let p3 = factor;
  let s3 = step;
  let p4 = factor;
  let s4 = step;
  let p5 = factor;
  let s5 = step;
  for (let turn = 0; turn < turns; turn++) {
    p0 = f64x2.mul(p0, factor);
    s0 = f64x2.add(s0, step);
    p1 = f64x2.mul(p1, factor);
    s1 = f64x2.add(s1, step);
    p2 = f64x2.mul(p2, factor);
    s2 = f64x2.add(s2, step);
    p3 = f64x2.mul(p3, factor);
    s3 = f64x2.add(s3, step);
    p4 = f64x2.mul(p4, factor);
    s4 = f64x2.add(s4, step);
    p5 = f64x2.mul(p5, factor);
    s5 = f64x2.add(s5, step);
  }
  let sum = f64x2.add(p0, s0);
  sum = f64x2.add(sum, f64x2.add(p1, s1));
  sum = f64x2.add(sum, f64x2.add(p2, s2));
  sum = f64x2.add(sum, f64x2.add(p3, s3));
  sum = f64x2.add(sum, f64x2.add(p4, s4));
  sum = f64x2.add(sum, f64x2.add(p5, s5));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
