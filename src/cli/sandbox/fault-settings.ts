import { z } from 'zod';
import type { Random } from '../load/random.js';

const share = (says: string) =>
  z
    .number('is not a number; write a share from 0 (never) to 1 (always)')
    .min(0, 'is below 0; write a share from 0 (never) to 1 (always)')
    .max(1, 'is above 1; write a share from 0 (never) to 1 (always)')
    .describe(says);

/** What `PUT control/faults` takes: what it leaves out stays as it is. */
export const faultInput = z.strictObject({
  latency_ms: z
    .int('is not a whole number of milliseconds')
    .min(0, 'is below 0')
    .max(120_000, 'is above 120000, two minutes')
    .optional()
    .describe('wait before every answer'),
  error_rate: share('answer with `status` and do nothing').optional(),
  status: z
    .int('is not an HTTP status; write 400 to 599')
    .min(400, 'is no error; write 400 to 599')
    .max(599, 'is no HTTP status; write 400 to 599')
    .optional()
    .describe('of the answers that error_rate makes'),
  drop_answer: share('do what was asked and break the connection instead of answering').optional(),
  duplicate: share('send a booking, or what a PMS tells, twice').optional(),
  reorder: share('send a booking only after the next one').optional(),
  silent_drop: share('say that all was taken and forget one value').optional(),
  wrong_count: share('say that all was taken and store one room too many').optional(),
  partial: share('leave one instruction out and say so, as the contract does').optional(),
});

export type FaultInput = z.output<typeof faultInput>;
export type FaultSettings = { readonly [Fault in keyof FaultInput]-?: number };
export type FaultShare = Exclude<keyof FaultSettings, 'latency_ms' | 'status'>;

export const NO_FAULTS: FaultSettings = {
  latency_ms: 0,
  error_rate: 0,
  status: 503,
  drop_answer: 0,
  duplicate: 0,
  reorder: 0,
  silent_drop: 0,
  wrong_count: 0,
  partial: 0,
};

/** The faults that are on, and the dice that say when they strike: the same for the same seed and order of requests. */
export class FaultDice {
  settings: FaultSettings = NO_FAULTS;

  constructor(readonly random: Random) {}

  change(input: FaultInput): FaultSettings {
    const given = Object.entries(input).filter(([, value]) => value !== undefined);
    this.settings = { ...this.settings, ...(Object.fromEntries(given) as Partial<FaultSettings>) };
    return this.settings;
  }

  /** A fault that is off draws no number, so that switching on another does not change when it strikes. */
  strikes(fault: FaultShare): boolean {
    const likely = this.settings[fault];
    return likely > 0 && this.random() < likely;
  }
}
