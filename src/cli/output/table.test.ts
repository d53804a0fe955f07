import { expect, test } from 'vitest';
import { displayWidth, truncateToWidth, wrapToWidth } from './display-width.js';
import { renderFacts, renderTable } from './table.js';

const WIDE = { width: Number.POSITIVE_INFINITY };

test('columns are aligned and numbers stand right', () => {
  const rows = [
    { code: 'DBL', rooms: 10 },
    { code: 'SUITE', rooms: 3 },
  ];

  const table = renderTable(
    rows,
    [
      { header: 'CODE', value: (row) => row.code },
      { header: 'ROOMS', value: (row) => row.rooms, align: 'right' },
    ],
    WIDE,
  );

  expect(table.split('\n')).toEqual(['CODE   ROOMS', 'DBL       10', 'SUITE      3']);
});

test('ideographs take two columns', () => {
  expect(displayWidth('京都ホテル')).toBe(10);
  expect(displayWidth('Lärchenhof')).toBe(10);
  expect(truncateToWidth('京都ホテル', 6)).toBe('京都…');
});

test('a table wider than the terminal cuts only what may be cut', () => {
  const table = renderTable(
    [{ id: '412345678901234567', name: 'A very long hotel name that nobody needs whole' }],
    [
      { header: 'ID', value: (row) => row.id },
      { header: 'NAME', value: (row) => row.name, shrink: true },
    ],
    { width: 40 },
  );

  for (const line of table.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(40);
  expect(table).toContain('412345678901234567');
  expect(table).toContain('…');
});

test('what came from outside cannot steer the terminal', () => {
  const table = renderTable(
    [{ name: 'evil\u001b[2Jname\nsecond' }],
    [{ header: 'N', value: (row) => row.name }],
    WIDE,
  );

  expect(table.split('\n')).toEqual(['N', 'evil [2Jname second']);
});

test('facts show nothing, no and zero apart', () => {
  const text = renderFacts([
    ['reference', null],
    ['closed', false],
    ['rooms', 0],
  ]);

  expect(text.split('\n')).toEqual(['reference  -', 'closed     no', 'rooms      0']);
});

test('what stands below a row is a column where the table fits, and wrapped under its row where it does not', () => {
  const rows = [
    { id: '1', cause: 'the room "QUEEN" is not known here' },
    { id: '2', cause: null },
  ];
  const columns = [
    { header: 'ID', value: (row: { id: string }) => row.id },
    { header: 'CAUSE', value: (row: { cause: string | null }) => row.cause, below: true },
  ];

  expect(renderTable(rows, columns, { width: 20 }).split('\n')).toEqual([
    'ID',
    '1',
    '  the room "QUEEN"',
    '  is not known here',
    '2',
  ]);
  for (const enough of [WIDE, { width: 38 }])
    expect(renderTable(rows, columns, enough).split('\n')).toEqual([
      'ID  CAUSE',
      '1   the room "QUEEN" is not known here',
      '2   -',
    ]);
  expect(renderTable(rows, columns, { width: 37 }).split('\n')[0]).toBe('ID');
});

test('a word wider than the terminal is broken', () => {
  expect(wrapToWidth('see /OTA_HotelAvailNotifRQ now', 10)).toEqual([
    'see',
    '/OTA_Hotel',
    'AvailNotif',
    'RQ now',
  ]);
});

test('columns that cannot stand beside each other follow in further blocks, each with the key', () => {
  const columns = [
    { header: 'GROUP', value: (row: { group: string }) => row.group },
    { header: 'REVENUE', value: () => '100.00', align: 'right' as const },
    { header: 'ON THE BOOKS', value: () => '12', align: 'right' as const },
  ];

  const table = renderTable([{ group: '2027-05-01' }, { group: '2027-05-02' }], columns, { width: 24 });

  expect(table.split('\n')).toEqual([
    'GROUP       REVENUE',
    '2027-05-01   100.00',
    '2027-05-02   100.00',
    '',
    'GROUP       ON THE BOOKS',
    '2027-05-01            12',
    '2027-05-02            12',
  ]);
});

test('further blocks begin with as many columns as tell the rows apart, where half of the terminal has room for them', () => {
  const rows = [
    { hotel: 'H1', partner: 'chan-a', lag: '37 s' },
    { hotel: 'H1', partner: 'chan-b', lag: '-' },
  ];
  const columns = [
    { header: 'HOTEL', value: (row: (typeof rows)[number]) => row.hotel },
    { header: 'PARTNER', value: (row: (typeof rows)[number]) => row.partner },
    { header: 'ATTEMPT', value: () => '2027-06-01 10:00' },
    { header: 'LAG', value: (row: (typeof rows)[number]) => row.lag },
  ];

  expect(renderTable(rows, columns, { width: 34 }).split('\n')).toEqual([
    'HOTEL  PARTNER  ATTEMPT',
    'H1     chan-a   2027-06-01 10:00',
    'H1     chan-b   2027-06-01 10:00',
    '',
    'HOTEL  PARTNER  LAG',
    'H1     chan-a   37 s',
    'H1     chan-b   -',
  ]);
  // Without room for both the first one has to do.
  expect(renderTable(rows, columns, { width: 24 }).split('\n').at(-1)).toBe('H1     -');
});
