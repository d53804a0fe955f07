import type { Logger } from '../platform/logger.js';
import { reasonOf } from './reason-of.js';

const FIRST_MS = 200;
const MAX_MS = 5_000;

/** Where an outage is told: once when it begins and once when it ends, however often somebody tries in between. */
export interface Outage {
  began(error: unknown): void;
  ended(): void;
}

export interface OutageTexts {
  /** Name of the event and sentence of the log line. */
  readonly failed: readonly [event: string, text: string];
  readonly back: readonly [event: string, text: string];
  readonly about?: Readonly<Record<string, string>>;
}

/** One outage for all who share it: it begins with the first that fails and ends when none fails any more. */
export function createOutage(logger: Logger, { failed, back, about }: OutageTexts): Outage {
  let failing = 0;
  return {
    began(error) {
      failing += 1;
      if (failing === 1) logger.error({ event: failed[0], ...about, reason: reasonOf(error) }, failed[1]);
    },
    ended() {
      failing -= 1;
      if (failing === 0) logger.info({ event: back[0], ...about }, back[1]);
    },
  };
}

/** How long to wait after a failure: longer each time in a row. */
export class BackOff {
  #ms = 0;

  constructor(private readonly outage: Outage) {}

  /** @returns milliseconds to wait before the next try. */
  failed(error: unknown): number {
    if (this.#ms === 0) this.outage.began(error);
    this.#ms = this.#ms === 0 ? FIRST_MS : Math.min(this.#ms * 2, MAX_MS);
    return this.#ms;
  }

  worked(): void {
    if (this.#ms === 0) return;
    this.#ms = 0;
    this.outage.ended();
  }
}
