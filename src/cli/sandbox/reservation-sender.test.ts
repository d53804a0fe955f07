import { expect, test, vi } from 'vitest';
import { BookingBook, type StoredBooking } from './bookings.js';
import { FaultDice } from './fault-settings.js';
import { ReservationSender } from './reservation-sender.js';
import { expediaReservations } from './reservations/expedia.js';
import { statusVerdict } from './reservations/reservation-writer.js';
import type { GatewayReply } from './reservations/reservation-writer.js';

const BOOKING = {
  ...{ hotel_code: 'H1', reference: '4711', action: 'cancel', deliveries: 0 },
  ...{ our_number: null, guest: null, changed_at: '2027-05-01T09:00:00.000Z' },
} as StoredBooking;

/** A channel whose every message is sent twice, to a gateway that answers so. */
function aChannel(replies: readonly GatewayReply[]): {
  book: BookingBook;
  sender: ReservationSender;
  sent: string[];
} {
  const left = [...replies];
  const sent: string[] = [];
  const dice = new FaultDice(() => 0);
  dice.change({ duplicate: 1 });
  const book = new BookingBook();
  book.store(BOOKING);
  const sender = new ReservationSender({
    ...{ book, dice, identity: { partner: 'ota-1', key: 'k' }, stopped: new AbortController().signal },
    ...{ nextId: () => '1', now: () => '2027-05-01T10:00:00.000Z' },
    send: ({ body }) => {
      sent.push(body);
      return Promise.resolve(left.shift() ?? { status: 500, body: 'one too many' });
    },
    writer: {
      write: (booking, from) => expediaReservations.write(booking, from),
      read: (reply) => statusVerdict(reply) ?? { kind: 'accepted', our_number: null },
    },
  });
  return { book, sender, sent };
}

test.each([
  ['that gets no answer', { status: 0, body: 'no answer (read ECONNRESET)' }],
  ['that is refused', { status: 409, body: 'cancelled already' }],
])('a copy %s changes nothing of a message that was taken', async (_name, second) => {
  const { book, sender } = aChannel([{ status: 200, body: '' }, second]);

  await sender.send(BOOKING);

  expect(book.find('H1', '4711')).toMatchObject({ delivery: 'acknowledged', error: null, deliveries: 2 });
});

test('what is sent again says so, and the first message of another state of the same booking does not', async () => {
  const ok = { status: 200, body: '' };
  const { sender, sent } = aChannel([{ status: 503, body: '' }, ok, ok, ok, ok]);

  await sender.send(BOOKING);
  await sender.send({ ...BOOKING, status: 'cancelled' });
  await vi.waitFor(() => expect(sent).toHaveLength(5));

  expect(sent.map((body) => /RetryIndicator="(\w+)"/.exec(body)?.[1])).toEqual([
    ...['false', 'true', 'true'],
    ...['false', 'true'],
  ]);
});
