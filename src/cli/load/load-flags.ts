import { Errors, Flags } from '@oclif/core';
import { dryRunFlag, envOf, gatewayFlags } from '../flags.js';
import { ARRIVALS } from './arrivals.js';
import { MAX_HOTELS, MAX_RATE, MAX_ROOM_TYPES, MAX_SECONDS } from './limits.js';

const SECONDS_OF = { s: 1, m: 60 } as const;

const seconds = Flags.custom<number, { readonly max: number; readonly min: number }>({
  helpValue: 'SECONDS',
  parse: (input, _context, { min, max }) => {
    const match = /^(\d{1,6})(s|m)?$/.exec(input);
    const unit = match?.[2] === 'm' ? 'm' : 's';
    const value = Number(match?.[1]) * SECONDS_OF[unit];
    if (value >= min && value <= max) return Promise.resolve(value);
    throw new Errors.CLIError(`"${input}" is not a time from ${min} to ${max} seconds, such as 30 or 2m`, {
      exit: 2,
    });
  },
});

const whole = (name: string, options: { summary: string; max: number; default: number; min?: number }) =>
  Flags.integer({ min: 1, ...options, env: envOf(name, 'load') });

export const LOAD_FLAGS = {
  ...gatewayFlags,
  rate: Flags.integer({
    summary:
      'Requests (in booking-saga: guests) to start each second; at the end of a ramp, at the height of a spike.',
    min: 1,
    max: MAX_RATE,
    env: envOf('rate', 'load'),
  }),
  duration: seconds({
    summary: 'How long it is measured; 30, or 2m.',
    ...{ min: 1, max: MAX_SECONDS, default: 10 },
    env: envOf('duration', 'load'),
  }),
  'warm-up': seconds({
    summary: 'What goes before and is not counted.',
    ...{ min: 0, max: MAX_SECONDS, default: 2 },
    env: envOf('warm-up', 'load'),
  }),
  arrivals: Flags.option({ options: ARRIVALS })({
    summary: 'How the starts are spread over the time.',
    env: envOf('arrivals', 'load'),
    default: 'poisson',
  }),
  seed: Flags.integer({
    summary: 'The same seed asks for the same at the same moments.',
    ...{ min: 0, max: 2_147_483_647, default: 1 },
    env: envOf('seed', 'load'),
  }),
  hotels: whole('hotels', { summary: 'Hotels to load, drawn by Zipf’s law.', max: MAX_HOTELS, default: 20 }),
  rooms: whole('rooms', { summary: 'Room types of each hotel.', max: MAX_ROOM_TYPES, default: 4 }),
  'look-to-book': whole('look-to-book', {
    summary: 'Looks for one booking in the scenario "mixed".',
    ...{ min: 0, max: 100_000, default: 1_000 },
  }),
  'max-in-flight': whole('max-in-flight', {
    summary: 'Requests without an answer at once; a start above that is dropped and counted.',
    ...{ max: 4_096, default: 256 },
  }),
  'max-lag': whole('max-lag', {
    summary: 'Milliseconds that the generator itself may be late at p99; later than that there is no report.',
    ...{ max: 10_000, default: 10 },
  }),
  expect: Flags.string({
    summary: 'What must hold, such as "booking.p99<50ms"; may be given several times.',
    helpValue: 'EXPRESSION',
    multiple: true,
    env: envOf('expect', 'load'),
  }),
  out: Flags.string({
    summary: 'Write the report, with its histograms, to this file.',
    helpValue: 'FILE',
    env: envOf('out', 'load'),
  }),
  'allow-remote': Flags.boolean({
    summary: 'Load a gateway on another machine: it is yours to load.',
    env: envOf('allow-remote', 'load'),
    default: false,
  }),
  'dry-run': dryRunFlag(),
};
