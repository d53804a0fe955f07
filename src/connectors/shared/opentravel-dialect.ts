import type { Dialect } from '../../core/model/dialect.js';

/** What most contracts of OpenTravel descent mean; the others say in their profile where they differ. */
export const OPENTRAVEL = {
  los: 'arrival',
  duplicate_dates: 'last',
  absent_restriction: 'unchanged',
  absent_count: 'unchanged',
  rate_absent: 'every_rate',
  range_end: 'inclusive',
  failure_unit: 'message',
  stock_level: 'room',
  own_decrement: false,
} as const satisfies Partial<Dialect>;
