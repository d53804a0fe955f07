import { expect, test } from 'vitest';
import { BookingBook, type StoredBooking } from './bookings.js';
import { FaultDice } from './fault-settings.js';
import { ReservationSender } from './reservation-sender.js';
import { statusVerdict } from './reservations/reservation-writer.js';
import type { GatewayReply } from './reservations/reservation-writer.js';

const BOOKING = { hotel_code: 'H1', reference: '4711', action: 'cancel', deliveries: 0 } as StoredBooking;

/** A channel whose every message is sent twice, to a gateway that answers so. */
function aChannel(replies: readonly GatewayReply[]): { book: BookingBook; sender: ReservationSender } {
  const left = [...replies];
  const dice = new FaultDice(() => 0);
  dice.change({ duplicate: 1 });
  const book = new BookingBook();
  book.store(BOOKING);
  const sender = new ReservationSender({
    ...{ book, dice, identity: { partner: 'ota-1', key: 'k' }, stopped: new AbortController().signal },
    ...{ nextId: () => '1', now: () => '2027-05-01T10:00:00.000Z' },
    send: () => Promise.resolve(left.shift() ?? { status: 500, body: 'one too many' }),
    writer: {
      write: () => ({ method: 'POST', path: '/', headers: {}, body: '', message: 'cancel' }),
      read: (reply) => statusVerdict(reply) ?? { kind: 'accepted', our_number: null },
    },
  });
  return { book, sender };
}

test.each([
  ['that gets no answer', { status: 0, body: 'no answer (read ECONNRESET)' }],
  ['that is refused', { status: 409, body: 'cancelled already' }],
])('a copy %s changes nothing of a message that was taken', async (_name, second) => {
  const { book, sender } = aChannel([{ status: 200, body: '' }, second]);

  await sender.send(BOOKING);

  expect(book.find('H1', '4711')).toMatchObject({ delivery: 'acknowledged', error: null, deliveries: 2 });
});
