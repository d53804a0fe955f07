import type { CertificationCase, CertificationStep } from '../../core/model/certification.js';
import { BOOKING_CASES } from './certification/bookings.js';
import { cell, COUNTED, DOUBLE, nights, on, push, taken, TWIN } from './certification/messages.js';

const SOURCE = 'Channex, PMS certification tests';

function scenario(id: string, title: string, ...steps: readonly CertificationStep[]): CertificationCase {
  return { id, title, source: `${SOURCE}, ${id.split('-')[0] ?? ''}`, steps };
}

/** The scenarios that Channex publishes for PMSs, with days from today instead of its dates. */
export const CHANNEX_CERTIFICATION: readonly CertificationCase[] = [
  scenario(
    '1-full-sync',
    '500 days of every room type and rate plan in two calls',
    push('availability', [
      { room_type_id: '{room}', ...nights(0, 499), availability: 8 },
      { room_type_id: '{room}', ...nights(0, 499), days: ['fr', 'sa'], availability: 5 },
      { room_type_id: '{room2}', ...nights(0, 499), availability: 1 },
    ]),
    push(
      'restrictions',
      [
        { rate_plan_id: TWIN.bar, ...nights(0, 499), rate: 10_000, min_stay: 1, stop_sell: false },
        { rate_plan_id: TWIN.breakfast, ...nights(0, 499), rate: 12_000, closed_to_arrival: false },
        { rate_plan_id: DOUBLE.bar, ...nights(0, 499), rate: '100.50', max_stay: 0 },
        { rate_plan_id: DOUBLE.breakfast, ...nights(0, 499), rate: '120.25' },
      ],
      taken(
        cell(TWIN.bar, 0, { amount: '100.00', closed: false }),
        cell(TWIN.breakfast, 250, { amount: '120.00' }),
        cell(DOUBLE.bar, 499, { amount: '100.50', max_stay_arrival: null }),
        cell(DOUBLE.breakfast, 499, { amount: '120.25' }),
      ),
    ),
  ),
  scenario(
    '2-single-date-single-rate',
    'One rate of one date',
    COUNTED,
    push(
      'restrictions',
      [{ rate_plan_id: TWIN.bar, ...on(22), rate: 33_300 }],
      taken(cell(TWIN.bar, 22, { amount: '333.00' })),
    ),
  ),
  scenario(
    '3-single-date-multiple-rates',
    'Several rates of one date each, in one call',
    COUNTED,
    push(
      'restrictions',
      [
        { rate_plan_id: TWIN.bar, ...on(21), rate: 33_300 },
        { rate_plan_id: DOUBLE.bar, ...on(25), rate: '444.00' },
        { rate_plan_id: DOUBLE.breakfast, ...on(29), rate: 45_623 },
      ],
      taken(
        cell(TWIN.bar, 21, { amount: '333.00' }),
        cell(DOUBLE.bar, 25, { amount: '444.00' }),
        cell(DOUBLE.breakfast, 29, { amount: '456.23' }),
      ),
    ),
  ),
  scenario(
    '4-multiple-dates-multiple-rates',
    'Several rates of several dates, in one call',
    COUNTED,
    push(
      'restrictions',
      [
        { rate_plan_id: TWIN.bar, ...nights(1, 10), rate: 24_100 },
        { rate_plan_id: DOUBLE.bar, ...nights(10, 16), rate: '312.66' },
        { rate_plan_id: DOUBLE.breakfast, ...nights(1, 20), rate: 11_100 },
      ],
      taken(
        cell(TWIN.bar, 1, { amount: '241.00' }),
        cell(TWIN.bar, 10, { amount: '241.00' }),
        cell(DOUBLE.bar, 16, { amount: '312.66' }),
        cell(DOUBLE.breakfast, 20, { amount: '111.00' }),
      ),
    ),
  ),
  scenario(
    '5-min-stay',
    'Minimum stays of several rates',
    COUNTED,
    push(
      'restrictions',
      [
        { rate_plan_id: TWIN.bar, ...on(23), min_stay_arrival: 3 },
        { rate_plan_id: DOUBLE.bar, ...on(25), min_stay_through: 2 },
        { rate_plan_id: DOUBLE.breakfast, ...on(15), min_stay: 5 },
      ],
      taken(
        cell(TWIN.bar, 23, { min_stay_arrival: 3, min_stay_through: null }),
        cell(DOUBLE.bar, 25, { min_stay_arrival: null, min_stay_through: 2 }),
        cell(DOUBLE.breakfast, 15, { min_stay_arrival: 5, min_stay_through: 5 }),
      ),
    ),
  ),
  scenario(
    '6-stop-sell',
    'Stop-sells of several rates',
    COUNTED,
    push(
      'restrictions',
      [
        { rate_plan_id: TWIN.bar, ...on(14), stop_sell: true },
        { rate_plan_id: DOUBLE.bar, ...on(16), stop_sell: 1 },
        { rate_plan_id: DOUBLE.breakfast, ...on(20), stop_sell: true },
      ],
      taken(
        cell(TWIN.bar, 14, { closed: true }),
        cell(DOUBLE.bar, 16, { closed: true }),
        cell(DOUBLE.breakfast, 20, { closed: true }),
      ),
    ),
  ),
  scenario(
    '7-multiple-restrictions',
    'Several restrictions of several rates, each changing what it names alone',
    COUNTED,
    push(
      'restrictions',
      [
        {
          ...{ rate_plan_id: TWIN.bar, ...nights(1, 10), min_stay: 1, max_stay: 4 },
          ...{ closed_to_arrival: true, closed_to_departure: false },
        },
        {
          ...{ rate_plan_id: TWIN.breakfast, ...nights(12, 16), min_stay: 6 },
          ...{ closed_to_arrival: false, closed_to_departure: true },
        },
        { rate_plan_id: DOUBLE.bar, ...nights(10, 16), closed_to_arrival: true, min_stay: 2 },
        { rate_plan_id: DOUBLE.breakfast, ...nights(1, 20), min_stay: 10 },
      ],
      taken(
        cell(TWIN.bar, 10, { closed_to_arrival: true, closed_to_departure: false, max_stay_arrival: 4 }),
        cell(TWIN.breakfast, 12, {
          closed_to_arrival: false,
          closed_to_departure: true,
          max_stay_arrival: null,
        }),
        cell(DOUBLE.bar, 16, { closed_to_arrival: true, closed_to_departure: false, min_stay_arrival: 2 }),
        cell(DOUBLE.breakfast, 20, { closed_to_arrival: false, min_stay_arrival: 10 }),
      ),
    ),
  ),
  scenario(
    '8-half-year',
    'Half a year in one call',
    COUNTED,
    push(
      'restrictions',
      [
        {
          ...{ rate_plan_id: TWIN.bar, ...nights(30, 180), rate: 43_200, min_stay: 2 },
          ...{ closed_to_arrival: false, closed_to_departure: false },
        },
        { rate_plan_id: DOUBLE.bar, ...nights(30, 180), rate: 34_200, min_stay: 3 },
      ],
      taken(
        cell(TWIN.bar, 30, { amount: '432.00', min_stay_arrival: 2 }),
        cell(TWIN.bar, 180, { amount: '432.00', closed_to_departure: false }),
        cell(DOUBLE.bar, 180, { amount: '342.00', min_stay_arrival: 3 }),
      ),
    ),
  ),
  ...BOOKING_CASES,
];
