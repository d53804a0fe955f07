import { describe, expect, test } from 'vitest';
import { FaultList } from '../fault-list.js';
import { readXmlAnswer } from '../xml-tree.js';
import { readHotelReservation, type ReservationFrame } from './hotel-reservation.js';
import { OTA } from './ota-numbers.js';

const FRAME: ReservationFrame = {
  action: 'new',
  status: 'Commit',
  reference: 'R1',
  message_id: null,
  hotel_code: null,
  remedy: 'write it',
};
const NUMBERS = {
  missing: OTA.missing,
  dates: OTA.invalidDate,
  hotel: OTA.invalidHotel,
  guests: OTA.invalidValue,
  amounts: OTA.invalidValue,
};

function read(content: string, frame: Partial<ReservationFrame> = {}, attributes = '') {
  const node = readXmlAnswer(`<HotelReservation ${attributes}>${content}</HotelReservation>`);
  if (node === null) throw new Error('not XML');
  const faults = new FaultList(
    () => ({ at: '/' }),
    () => undefined,
  );
  const reservation = readHotelReservation(node, { ...FRAME, ...frame }, { faults, numbers: NUMBERS });
  return { reservation, faults: faults.all.map(({ message }) => message) };
}

const stays = (...roomStays: string[]) =>
  `<RoomStays>${roomStays.map((content) => `<RoomStay>${content}</RoomStay>`).join('')}</RoomStays>`;
const SPAN = '<TimeSpan Start="2026-10-01" End="2026-10-04"/>';
const rate = (dates: string, amount: string, what = 'Base') =>
  `<Rate ${dates}><${what} AmountAfterTax="${amount}" CurrencyCode="EUR"/></Rate>`;
const rates = (...list: string[]) =>
  `<RoomRates><RoomRate RoomTypeCode="DBL" RatePlanCode="BAR"><Rates>${list.join('')}</Rates></RoomRate></RoomRates>`;
const amounts = (content: string) =>
  read(content).reservation?.rooms.flatMap((room) =>
    room.nights.map(({ date, amount }) => `${date} ${amount}`),
  );

describe('nights of a room stay', () => {
  test('ExpireDate is the morning after', () => {
    const content = stays(
      SPAN +
        rates(
          rate('EffectiveDate="2026-10-01" ExpireDate="2026-10-03"', '90.00'),
          rate('EffectiveDate="2026-10-03" ExpireDate="2026-10-04"', '99.00'),
        ),
    );
    expect(amounts(content)).toEqual(['2026-10-01 90.00', '2026-10-02 90.00', '2026-10-03 99.00']);
  });

  test('or the last night, where nights would be missing otherwise', () => {
    const content = stays(
      SPAN +
        rates(
          rate('EffectiveDate="2026-10-01" ExpireDate="2026-10-02"', '90.00'),
          rate('EffectiveDate="2026-10-03" ExpireDate="2026-10-03"', '99.00'),
        ),
    );
    expect(amounts(content)).toEqual(['2026-10-01 90.00', '2026-10-02 90.00', '2026-10-03 99.00']);
  });

  test('a rate without dates is for the stay, a total is shared out exactly', () => {
    expect(amounts(stays(SPAN + rates(rate('', '100.00', 'Total'))))).toEqual([
      '2026-10-01 33.34',
      '2026-10-02 33.33',
      '2026-10-03 33.33',
    ]);
  });
});

describe('rooms', () => {
  test('several units are as many rooms; what is said of all of them is shared out', () => {
    const content = stays(
      `<RoomTypes><RoomType RoomTypeCode="DBL" NumberOfUnits="3"/></RoomTypes>${SPAN}<GuestCounts IsPerRoom="false"><GuestCount AgeQualifyingCode="10" Count="5"/></GuestCounts><Total AmountAfterTax="100.00" CurrencyCode="EUR"><Taxes Amount="6.00"/></Total>`,
    );
    const rooms = read(content).reservation?.rooms ?? [];

    expect(rooms.map(({ total }) => total)).toEqual(['33.34', '33.33', '33.33']);
    expect(rooms.map(({ guests }) => guests[0]?.count)).toEqual([2, 2, 1]);
    expect(rooms.map(({ taxes }) => taxes.length)).toEqual([1, 0, 0]);
  });

  test('broken stays keep their dates, the reservation spans them; without a total it is that of the rooms', () => {
    const { reservation } = read(
      stays(
        '<TimeSpan Start="2026-10-03T14:00:00" Duration="P2N"/><Total AmountAfterTax="80.5" CurrencyCode="EUR"/>',
        `${SPAN}<Total AmountAfterTax="100.00" CurrencyCode="EUR"/>`,
      ),
    );

    expect(reservation).toMatchObject({
      check_in: '2026-10-01',
      check_out: '2026-10-05',
      total: '180.50',
      currency: 'EUR',
      tax: 'after',
    });
  });

  test('dates of the whole reservation hold for a room without its own', () => {
    const { reservation, faults } = read(`${stays('<RoomTypes/>')}<ResGlobalInfo>${SPAN}</ResGlobalInfo>`);

    expect(faults).toEqual([]);
    expect(reservation?.rooms).toMatchObject([
      { check_in: '2026-10-01', check_out: '2026-10-04', room_code: null },
    ]);
  });
});

describe('what is refused', () => {
  test.each([
    ['<RoomStays/>', /no RoomStay/],
    [stays('<RoomTypes/>'), /TimeSpan is missing/],
    [stays('<TimeSpan Start="2026-10-01" End="2026-10-01"/>'), /day of departure/],
    [stays('<TimeSpan Start="2026-02-30" End="2026-10-01"/>'), /not a calendar date/],
    [stays('<TimeSpan Start="2026- 10-01" End="2026-10-02"/>'), /blank inside/],
    [stays(`${SPAN}<Total AmountAfterTax="1,000"/>`), /not an amount/],
    [
      stays(`${SPAN}<BasicPropertyInfo HotelCode="A"/>`, `${SPAN}<BasicPropertyInfo HotelCode="B"/>`),
      /Two hotels/,
    ],
  ])('%s', (content, text) => {
    expect(read(content).faults.join()).toMatch(text);
  });

  test('of a cancellation only its number counts', () => {
    expect(read('<RoomStays/>', { action: 'cancel' }).faults).toEqual([]);
    expect(read(stays('<RoomTypes/>'), { action: 'cancel' })).toMatchObject({
      faults: [],
      reservation: { rooms: [] },
    });
  });
});

test('the time of the last change orders revisions; a creation time orders none but the first', () => {
  const created = 'CreateDateTime="2026-09-01 10:00:00"';
  const content = stays(SPAN);

  expect(read(content, {}, created).reservation?.revision).toBe(Date.UTC(2026, 8, 1, 10));
  expect(read(content, { action: 'modify' }, created).reservation?.revision).toBeNull();
  const changed = `${created} LastModifyDateTime="2026-09-02T10:00:00+0200"`;
  expect(read(content, { action: 'modify' }, changed).reservation?.revision).toBe(Date.UTC(2026, 8, 2, 8));
});

test('no card number leaves: not from the card, not from remarks', () => {
  const card =
    '<ResGlobalInfo><Guarantee><PaymentCard CardNumber="4111111111111111"/></Guarantee><Comments><Comment><Text>pay with 4111-1111-1111-1111 or call 0123456789012</Text></Comment></Comments></ResGlobalInfo>';
  const { reservation } = read(stays(SPAN) + card);

  expect(reservation?.had_card).toBe(true);
  expect(JSON.stringify(reservation)).not.toMatch(/4111/);
  expect(reservation?.comments).toEqual(['pay with [removed] or call 0123456789012']);
});
