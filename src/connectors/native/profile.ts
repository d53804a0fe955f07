import type { Dialect } from '../../core/model/dialect.js';

export const NATIVE_DIALECTS: readonly [Dialect, ...Dialect[]] = [
  {
    id: 'native',
    title: "Bellhop's own JSON",
    los: 'arrival',
    duplicate_dates: 'last',
    absent_restriction: 'unchanged',
    absent_count: 'unchanged',
    rate_absent: 'room',
    range_end: 'inclusive',
    failure_unit: 'message',
    stock_level: 'room',
    own_decrement: false,
    limits: { body_bytes: 10_000_000, room_code: 64, rate_code: 64 },
    errors: {},
  },
];
