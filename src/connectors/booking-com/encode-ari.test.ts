import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../core/model/clock.js';
import {
  expectedOf,
  pushOf,
  randomCells,
  received,
  settingsOf,
} from '../../../test/contracts/random-cells.js';
import { createBookingComConnector } from './booking-com-connector.js';

const connector = createBookingComConnector({ clock: systemClock });
const cell = { room_code: '36745603', rate_code: '1278606' } as const;
const encode = (cells: Parameters<typeof pushOf>[0], dialect: string) =>
  connector.channel?.encodeAri(pushOf(cells), settingsOf({ dialect })) ?? [];

describe.each(['booking-com', 'booking-com-bxml'])('a push in %s', (dialect) => {
  it('arrives as it was meant, each request within one month, months ascending', async () => {
    const cells = randomCells({ guests: [null, 1, 3], advance: true, throughMaximum: true });
    await fc.assert(
      fc.asyncProperty(cells, async (push) => {
        const requests = encode(push, dialect);

        expect(await received(connector, requests)).toEqual(expectedOf(push));
        const months = requests.map(
          ({ items }) => new Set(items.flatMap(({ from, to }) => [from.slice(0, 7), to.slice(0, 7)])),
        );
        expect(months.every((each) => each.size === 1)).toBe(true);
        const order = months.flatMap((each) => [...each]);
        expect(order).toEqual([...order].sort());
      }),
      { numRuns: 60 },
    );
  });

  it('names no hotel, whose rooms have numbers of their own, and says which version it wants', () => {
    const [request] = encode([{ ...cell, date: '2026-11-05', closed: true }], dialect);

    expect(request?.body).not.toContain('H-1');
    expect(request?.headers).toMatchObject({
      'accept-version': '1.1',
      authorization: 'Basic YmVsbGhvcDpzZWNyZXQ=',
    });
  });
});

describe('OpenTravel for Booking.com', () => {
  it('sets the count of the room, and calls the minimum stay through SetMinLOS', () => {
    const [request] = encode(
      [{ ...cell, date: '2026-11-05', available: 400, min_stay_through: 2 }],
      'booking-com',
    );

    expect(request?.body).toContain(
      '<AvailStatusMessage BookingLimit="254" LocatorID="1"><StatusApplicationControl Start="2026-11-05" End="2026-11-05" InvTypeCode="36745603"/>',
    );
    expect(request?.body).toContain('<LengthsOfStay><LengthOfStay MinMaxMessageType="SetMinLOS" Time="2"');
  });

  it('sends prices of a month after its counts', () => {
    const amounts = [{ guests: null, amount: '80.00', currency: 'EUR', tax: 'after' as const }];
    const paths = encode(
      [
        { ...cell, date: '2026-12-31', amounts, closed: false },
        { ...cell, date: '2027-01-01', closed: true },
      ],
      'booking-com',
    ).map(({ path }) => path);

    expect(paths).toEqual([
      '/hotels/ota/OTA_HotelAvailNotif',
      '/hotels/ota/OTA_HotelRateAmountNotif',
      '/hotels/ota/OTA_HotelAvailNotif',
    ]);
  });
});
