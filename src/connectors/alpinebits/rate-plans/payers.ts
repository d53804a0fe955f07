/** Who pays what: children at an adult's place count as adults, those of a family offer do not count. */
export interface Payers {
  readonly adults: number;
  /** Ages, youngest first. */
  readonly children: readonly number[];
  readonly free: number;
}
