/**
 * MariaDB looks up each night of a list of 16,000 (optimizer_max_sel_args); of a longer one it would read, and lock, the
 * whole table. A group of stays of 90 nights is below that with room for some that want several room types.
 */
const MOST_TOGETHER = { usual: 128, long: 64 } as const;
/** Nights of a stay, in all its rooms. */
const LONG = 90;

/** The most bookings of this line that one transaction takes. */
export function mostTogether(line: {
  some(test: (entry: { readonly nights: readonly string[] }) => boolean): boolean;
}): number {
  return line.some(({ nights }) => nights.length > LONG) ? MOST_TOGETHER.long : MOST_TOGETHER.usual;
}
