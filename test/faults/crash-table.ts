import type { CrashPoint } from '../../src/core/platform/crash-points.js';
import type { HttpClient, HttpStay } from './http-client.js';
import type { Operation } from '../history/history.js';

/** What stands in the tables, and in the bank's books, of one booking. */
export interface Left {
  /** null: it is not there. */
  readonly booking: string | null;
  readonly revision?: number;
  readonly payment?: string;
  readonly bank?: string;
}

export interface Stage {
  readonly client: HttpClient;
  readonly stay: HttpStay;
  /** The booking that was made before, by a row that has one. */
  readonly bookingId: string;
}

export interface CrashRow {
  readonly point: CrashPoint;
  readonly what: string;
  /** The booking that is there already; null: none. */
  readonly before: 'hold' | 'hold that is over' | 'booking' | null;
  readonly drive: (stage: Stage) => Promise<Operation>;
  /** Right after the death; `after` when a clean process has looked after it, an hour later. */
  readonly left: Left;
  readonly after: Left;
  /** What the same request hears in the end: the status of the booking, or the code of the refusal. */
  readonly answer: string;
}

const hold = ({ client, stay }: Stage) => client.book({ ...stay, hold: true }, 0);
const pay = (token: string) => (stage: Stage) => stage.client.book({ ...stage.stay, payment: token }, 0);
const confirm = ({ client, stay, bookingId }: Stage) => client.confirm(bookingId, { key: stay.key }, 0);
const confirmPaid = ({ client, stay, bookingId }: Stage) =>
  client.confirm(bookingId, { key: stay.key, payment: 'tok_ok' }, 0);
const longer = ({ client, stay, bookingId }: Stage) =>
  client.modify(bookingId, { ...stay, check_out: dayAfter(stay.check_out) }, 0);
const cancel = ({ client, stay, bookingId }: Stage) => client.cancel(bookingId, stay.key, 0);
/** Another guest who wants the last room. */
const another = ({ client, stay }: Stage) => client.book(stay, 0);

function dayAfter(date: string): string {
  return new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
}

const OPEN = { booking: 'PENDING', revision: 1, payment: 'PENDING' } as const;
const PAID = { booking: 'CONFIRMED', payment: 'COMPLETED', bank: 'TAKEN' } as const;
const DECLINED = { booking: 'FAILED', revision: 2, payment: 'FAILED', bank: 'DECLINED' } as const;
const EXPIRED = { booking: 'FAILED', revision: 2 } as const;
const HELD = { booking: 'PENDING', revision: 1 } as const;
const BOOKED = { booking: 'CONFIRMED', revision: 1 } as const;

type Row = Omit<CrashRow, 'point' | 'what'>;
const row = (point: CrashPoint, what: string, rest: Row): CrashRow => ({ point, what, ...rest });

const NEW = { before: null } as const;
const TO_PAY = { ...NEW, drive: pay('tok_ok'), after: PAID, answer: 'CONFIRMED' };
const TO_DECLINE = { ...NEW, drive: pay('tok_decline'), after: DECLINED, answer: 'PAYMENT_DECLINED' };
const TO_CONFIRM = { before: 'hold', drive: confirm, answer: 'CONFIRMED' } as const;
const TO_MODIFY = { before: 'booking', drive: longer, answer: 'CONFIRMED' } as const;
const TO_CANCEL = { before: 'booking', drive: cancel, answer: 'CANCELLED' } as const;
const TO_RECLAIM = {
  before: 'hold that is over',
  drive: another,
  after: EXPIRED,
  answer: 'CONFIRMED',
} as const;

/** Every point but those of refunds, which no request reaches: each by whoever gets there. */
export const CRASHES: readonly CrashRow[] = [
  row('hold.before_commit', 'a hold', {
    ...NEW,
    drive: hold,
    left: { booking: null },
    after: { booking: null },
    answer: 'PENDING',
  }),
  row('hold.committed', 'a hold', { ...NEW, drive: hold, left: HELD, after: EXPIRED, answer: 'PENDING' }),
  row('hold.before_commit', 'a paid booking', {
    ...TO_PAY,
    left: { booking: null },
    after: { booking: null },
  }),
  row('hold.committed', 'a paid booking', { ...TO_PAY, left: OPEN }),
  row('pay.before_call', 'a payment', { ...TO_PAY, left: OPEN }),
  row('pay.called', 'a payment', { ...TO_PAY, left: { ...OPEN, bank: 'TAKEN' } }),
  row('pay.settled', 'a payment', { ...TO_PAY, left: { ...OPEN, bank: 'TAKEN' } }),
  row('confirm.before_commit', 'a payment', { ...TO_PAY, left: { ...OPEN, bank: 'TAKEN' } }),
  row('confirm.committed', 'a payment', { ...TO_PAY, left: { ...PAID, revision: 2 } }),
  row('confirm.before_commit', 'a hold', {
    ...TO_CONFIRM,
    left: HELD,
    after: EXPIRED,
    answer: 'HOLD_EXPIRED',
  }),
  row('confirm.committed', 'a hold', {
    ...TO_CONFIRM,
    left: { booking: 'CONFIRMED', revision: 2 },
    after: { booking: 'CONFIRMED', revision: 2 },
  }),
  row('pay.called', 'a hold that is paid later', {
    ...TO_CONFIRM,
    drive: confirmPaid,
    left: { ...OPEN, bank: 'TAKEN' },
    after: PAID,
  }),
  row('compensate.before_commit', 'a declined payment', {
    ...TO_DECLINE,
    left: { ...OPEN, bank: 'DECLINED' },
  }),
  row('compensate.committed', 'a declined payment', { ...TO_DECLINE, left: DECLINED }),
  row('modify.before_commit', 'a longer stay', { ...TO_MODIFY, left: BOOKED, after: BOOKED }),
  row('modify.committed', 'a longer stay', {
    ...TO_MODIFY,
    left: { booking: 'CONFIRMED', revision: 2 },
    after: { booking: 'CONFIRMED', revision: 2 },
  }),
  row('cancel.before_commit', 'a booking', { ...TO_CANCEL, left: BOOKED, after: BOOKED }),
  row('cancel.committed', 'a booking', {
    ...TO_CANCEL,
    left: { booking: 'CANCELLED', revision: 2 },
    after: { booking: 'CANCELLED', revision: 2 },
  }),
  row('expire.before_commit', 'a hold whose room another guest wants', { ...TO_RECLAIM, left: HELD }),
  row('expire.committed', 'a hold whose room another guest wants', { ...TO_RECLAIM, left: EXPIRED }),
];
