/** Two sorted lists side by side, each pair with at least one of the two: no copy is held but the two that are read. */
export function* mergeSorted<A extends K, B extends K, K>(
  ours: Iterable<A>,
  theirs: Iterable<B>,
  compare: (a: K, b: K) => number,
): Generator<readonly [ours: A | undefined, theirs: B | undefined]> {
  const [left, right] = [ours[Symbol.iterator](), theirs[Symbol.iterator]()];
  let [a, b] = [left.next(), right.next()];
  while (a.done !== true || b.done !== true) {
    const order = a.done === true ? 1 : b.done === true ? -1 : compare(a.value, b.value);
    yield [
      order <= 0 && a.done !== true ? a.value : undefined,
      order >= 0 && b.done !== true ? b.value : undefined,
    ];
    if (order <= 0) a = left.next();
    if (order >= 0) b = right.next();
  }
}
