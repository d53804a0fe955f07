import { expect, test } from 'vitest';
import { addDays, nightsOf } from '../../core/model/local-date.js';
import { renderCalendar } from './calendar.js';

const night = (date: string, available_rooms: number, closed = false) => ({ date, available_rooms, closed });

test('counts with their share, closed, sold out and never set nights look different', () => {
  const rooms = [
    {
      room_code: 'DBL',
      total_rooms: 10,
      nights: [
        night('2027-07-30', 10),
        night('2027-07-31', 1),
        night('2027-08-01', 4, true),
        night('2027-08-02', 0),
      ],
    },
  ];

  const chart = renderCalendar(rooms, nightsOf('2027-07-30', '2027-08-04'), 80);

  expect(chart.split('\n')).toEqual([
    '      2027-07   2027-08',
    'room  F30  S31  S01  M02  T03',
    'DBL   10█   1▁   x    0    .',
  ]);
});

test('more nights than fit go into further blocks', () => {
  const dates = nightsOf('2027-07-01', addDays('2027-07-01', 20));

  const blocks = renderCalendar([{ room_code: 'DBL', total_rooms: 1, nights: [] }], dates, 44).split('\n\n');

  expect(blocks).toHaveLength(3);
  for (const line of blocks.join('\n').split('\n')) expect(line.length).toBeLessThanOrEqual(44);
});
