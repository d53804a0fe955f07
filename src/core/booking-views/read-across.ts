const MOST_AT_ONCE = 8;

/**
 * The first `want` items of several sources read one behind the other, in their order. The first is asked alone, for it
 * usually has enough; then two at once, then four, so that many sparse ones do not add up to as many round trips.
 */
export async function readAcross<S, T>(
  sources: readonly S[],
  want: number,
  read: (source: S, want: number) => Promise<readonly T[]>,
): Promise<T[]> {
  const found: T[] = [];
  let atOnce = 1;
  for (
    let next = 0;
    next < sources.length && found.length < want;
    atOnce = Math.min(atOnce * 2, MOST_AT_ONCE)
  ) {
    const missing = want - found.length;
    const parts = await Promise.all(
      sources.slice(next, next + atOnce).map((source) => read(source, missing)),
    );
    found.push(...parts.flat());
    next += atOnce;
  }
  return found.slice(0, want);
}
