/** Work that comes again and again, in one process at a time; running twice at once does no harm. */
export interface Job {
  readonly name: string;
  /** Soon after the start, so that who restarts sees the figures, but not amid it. */
  readonly firstAfterMs: number;
  readonly everyMs: number;
  /** @returns facts for a line in the debug log. @throws anything: it is tried again at its next turn. */
  run(): Promise<Readonly<Record<string, number>>>;
  /** Another process does it from now on: what was measured here must not be told any more. */
  forget(): void;
}
