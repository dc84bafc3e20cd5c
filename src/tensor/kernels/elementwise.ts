/**
 * Elementwise work on blocks of numbers, two at a time. Each loop computes what the plain run of its name does
 * (`../elementwise.ts`), bit for bit. All have the same operands, so that they are called alike; counts are even.
 */
/** Bytes of so many numbers. */
function bytes(count: i32): usize {
  return (<usize>count) << 3;
}

export function copyBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16) v128.store(to + at, v128.load(a + at));
}

export function negBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16) v128.store(to + at, f64x2.neg(v128.load(a + at)));
}

export function absBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16) v128.store(to + at, f64x2.abs(v128.load(a + at)));
}

export function squareBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16) {
    const v = v128.load(a + at);
    v128.store(to + at, f64x2.mul(v, v));
  }
}

export function sqrtBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16) v128.store(to + at, f64x2.sqrt(v128.load(a + at)));
}

export function reciprocalBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes(count); at += 16) v128.store(to + at, f64x2.div(one, v128.load(a + at)));
}

export function floorBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16) v128.store(to + at, f64x2.floor(v128.load(a + at)));
}

export function ceilBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16) v128.store(to + at, f64x2.ceil(v128.load(a + at)));
}

export function notBlock(to: usize, a: usize, _b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, v128.and(f64x2.eq(v128.load(a + at), zero), one));
}

export function addBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, f64x2.add(v128.load(a + at), v128.load(b + at)));
}

export function subBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, f64x2.sub(v128.load(a + at), v128.load(b + at)));
}

export function mulBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, f64x2.mul(v128.load(a + at), v128.load(b + at)));
}

export function divBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, f64x2.div(v128.load(a + at), v128.load(b + at)));
}

export function maxBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, f64x2.max(v128.load(a + at), v128.load(b + at)));
}

export function minBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, f64x2.min(v128.load(a + at), v128.load(b + at)));
}

export function ltBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, v128.and(f64x2.lt(v128.load(a + at), v128.load(b + at)), one));
}

export function leBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, v128.and(f64x2.le(v128.load(a + at), v128.load(b + at)), one));
}

export function gtBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, v128.and(f64x2.gt(v128.load(a + at), v128.load(b + at)), one));
}

export function geBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, v128.and(f64x2.ge(v128.load(a + at), v128.load(b + at)), one));
}

export function eqBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, v128.and(f64x2.eq(v128.load(a + at), v128.load(b + at)), one));
}

export function neBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(to + at, v128.and(f64x2.ne(v128.load(a + at), v128.load(b + at)), one));
}

export function andBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(
      to + at,
      v128.and(v128.and(f64x2.ne(v128.load(a + at), zero), f64x2.ne(v128.load(b + at), zero)), one),
    );
}

export function orBlock(to: usize, a: usize, b: usize, _c: usize, count: i32): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  for (let at: usize = 0; at < bytes(count); at += 16)
    v128.store(
      to + at,
      v128.and(v128.or(f64x2.ne(v128.load(a + at), zero), f64x2.ne(v128.load(b + at), zero)), one),
    );
}

export function whereBlock(to: usize, a: usize, b: usize, c: usize, count: i32): void {
  const zero = f64x2.splat(0);
  for (let at: usize = 0; at < bytes(count); at += 16) {
    const isTrue = f64x2.ne(v128.load(a + at), zero);
    v128.store(to + at, v128.bitselect(v128.load(b + at), v128.load(c + at), isTrue));
  }
}
