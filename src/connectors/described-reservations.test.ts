import { expect, test } from 'vitest';
import type { ChannelSettings } from '../core/model/channel-codec.js';
import type { Connector } from '../core/model/connector.js';
import type { IncomingReservation } from '../core/model/incoming-reservation.js';
import type { ReservationRevision } from '../core/model/reservation.js';
import { createAlpineBitsConnector } from './alpinebits/alpinebits-connector.js';
import { bookingRevision } from './channex/revision-out.js';
import { createChannexConnector } from './channex/channex-connector.js';
import { createMewsConnector } from './mews/mews-connector.js';
import { createOtaConnector } from './ota/ota-connector.js';

/* What a channel said beside rooms and prices stands in the messages of every PMS contract, where its own reader finds it. */

const clock = { now: () => new Date('2030-01-01T10:00:00Z') };
const settings: ChannelSettings = {
  ...{ username: 'pms', password: 'secret', now: '2030-01-01T10:00:00Z', nextId: () => 'id-1' },
};
const TAX = { code: '19', name: 'City tax', amount: '4.00', percent: null, included: false };
const COT = { code: 'COT', name: 'Cot', quantity: 1, amount: '10.00', currency: 'EUR' };
const revision: ReservationRevision = {
  ...{ revision_id: '900', booking_id: '500', revision: 1, action: 'new', hotel_code: 'H1' },
  ...{ status: 'CONFIRMED', partner_name: 'StayFinder', partner_reference: 'X-1' },
  ...{ check_in_date: '2030-03-01', check_out_date: '2030-03-02', guest: null },
  rooms: [
    {
      ...{ room_code: 'DBL', rate_code: 'HB', meal_plan: 'HALF_BOARD', quantity: 2, guests: 2 },
      nights: [{ date: '2030-03-01', amount: '100.00' }],
      details: [
        {
          ...{ reference: null, meal_plan: 'HALF_BOARD', extras: [COT], taxes: [TAX] },
          guests: [
            { age_band: 'adult', count: 2, age: null },
            { age_band: 'child', count: 1, age: 7 },
          ],
        },
      ],
    },
  ],
  extras: [{ code: 'TRF', name: 'Transfer', quantity: 1, amount: '30.00', currency: 'EUR' }],
  taxes: [TAX],
  comments: ['Late arrival'],
  ...{ total_price: '240.00', currency: 'EUR', created_at: clock.now().toISOString() },
  updated_at: clock.now().toISOString(),
};

async function read(connector: Connector, body: string): Promise<IncomingReservation> {
  const { content, faults } = await connector.decode(Buffer.from(body), {
    charset: null,
    ...(connector.id === 'alpinebits' ? { action: 'OTA_HotelResNotif:GuestRequests' } : {}),
  });
  expect(faults).toEqual([]);
  if (content?.kind !== 'reservations' || content.reservations[0] === undefined) throw new Error(body);
  return content.reservations[0];
}

function pushed(connector: Connector): string {
  if (connector.pms === undefined) throw new Error(`${connector.id} pushes no reservations`);
  const { body } = connector.pms.encodeReservation(revision, settings);
  const form = /<\?xml[\s\S]*<\/OTA_HotelResNotifRQ>/.exec(body);
  return connector.id === 'alpinebits' && form !== null ? form[0] : body;
}

const guests = ({ rooms }: IncomingReservation) =>
  rooms.flatMap((room) => room.guests.map(({ age_band, count, age }) => `${count} ${age_band} ${age}`));

test('pmsXchange has a place for all of it', async () => {
  const ota = createOtaConnector({ clock });
  const said = await read(ota, pushed(ota));

  expect(said.rooms).toHaveLength(2);
  expect(guests(said)).toEqual(['2 adult null', '1 child 7', '2 adult null']);
  expect(said.rooms[0]).toMatchObject({ meal_plan: 'HALF_BOARD', extras: [COT], taxes: [TAX] });
  expect(said).toMatchObject({ taxes: [TAX], comments: ['Late arrival'] });
  expect(said.extras.map(({ code }) => code)).toEqual(['TRF']);
});

test('AlpineBits has ages and meals; extras and taxes are told in the comment', async () => {
  const alpinebits = createAlpineBitsConnector({ clock });
  const said = await read(alpinebits, pushed(alpinebits));

  expect(guests(said)).toEqual(['2 adult null', '1 child 7', '2 adult null']);
  expect(said.rooms[0]?.meal_plan).toBe('HALF_BOARD');
  expect(said.comments.join('\n')).toContain('Late arrival');
  expect(said.comments.join('\n')).toContain('1 x Cot 10.00 EUR');
  expect(said.comments.join('\n')).toContain('City tax 4.00 (on top)');
});

test('Channex has ages, notes, services and the taxes of a room', async () => {
  const channex = createChannexConnector();
  const said = await read(channex, JSON.stringify({ data: [bookingRevision(revision)] }));

  expect(guests(said)).toEqual(['2 adult null', '1 child 7', '2 adult null']);
  expect(said.comments).toEqual(['Late arrival']);
  expect(said.extras.map(({ name, amount }) => [name, amount])).toEqual([['Transfer', '30.00']]);
  expect(said.rooms[0]?.extras.map(({ name }) => name)).toEqual(['Cot']);
  expect(said.rooms[0]?.taxes.map(({ name }) => name)).toEqual(['City tax', 'City tax']);
});

test('Mews counts children; the rest is told in the comments', async () => {
  const mews = createMewsConnector();
  const said = await read(mews, pushed(mews));

  expect(guests(said)).toEqual(['2 adult null', '1 child null', '2 adult null']);
  expect(said.comments).toEqual(
    expect.arrayContaining(['Late arrival', 'Ages of children: 7', '1 x Cot 10.00 EUR']),
  );
});

test('the second stay of a number has a unique_id of its own at Channex', () => {
  const ids = [undefined, 2].map((reference_part) =>
    JSON.stringify(bookingRevision({ ...revision, reference_part })),
  );

  expect(ids[0]).toContain('"unique_id":"STA-X-1"');
  expect(ids[1]).toContain('"unique_id":"STA-X-1#2"');
});
