import { describe, expect, test } from 'vitest';
import { hotelCursor, readHotelCursor, readUserCursor, userCursor } from './page-cursor.js';

const place = { check_in_date: '2027-06-10', booking_id: '397539488563200000' };

describe('a cursor', () => {
  test('is read as the place that it was made of, and fits into an address', () => {
    expect(readUserCursor(userCursor(place))).toBe(place.booking_id);
    expect(readHotelCursor(hotelCursor(place))).toEqual(place);
    expect(`${userCursor(place)}${hotelCursor(place)}`).toMatch(/^[\w-]+$/);
  });

  const cursors = (text: string) => Buffer.from(text).toString('base64url');
  test.each([
    ['of the other list', hotelCursor(place)],
    ['no cursor', 'page-2'],
    ['empty', ''],
    ['without an id', cursors('user ')],
    ['with an id that is none', cursors('user 1e5')],
    ['longer than it should be', cursors('user 12 34')],
  ])('%s is refused by name', (_what, cursor) => {
    expect(() => readUserCursor(cursor)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION',
        faults: [expect.objectContaining({ pointer: '/cursor' })],
      }),
    );
  });

  test.each([userCursor(place), cursors('hotel 2027-02-30 12'), cursors('hotel 2027-02-20')])(
    '%s is none of a hotel',
    (cursor) => {
      expect(() => readHotelCursor(cursor)).toThrow(expect.objectContaining({ code: 'VALIDATION' }));
    },
  );
});
