/** Makes something of an object once, and keeps it as long as the object; `keyOf` tells by what part of it. */
export function madeOnce<K extends object, T>(
  make: (of: K) => T,
  keyOf: (of: K) => object = (of) => of,
): (of: K) => T {
  const made = new WeakMap<object, { readonly value: T }>();
  return (of) => {
    const key = keyOf(of);
    let known = made.get(key);
    if (known === undefined) made.set(key, (known = { value: make(of) }));
    return known.value;
  };
}
