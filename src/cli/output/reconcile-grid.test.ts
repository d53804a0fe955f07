import { describe, expect, test } from 'vitest';
import type { ListedDifference } from '../../core/reconcile/list-differences.js';
import type { DescribedRun } from '../describe-run.js';
import { gridRows, renderGrid, renderPaged } from './reconcile-grid.js';
import { renderReconcilePage } from './reconcile-html.js';

const difference = (more: Partial<ListedDifference>): ListedDifference => ({
  ...{ room: 'DBL', rate: null, room_code: '11', rate_code: null, date: '2027-03-02', field: 'available' },
  ...{ class: 'stale', cause: 'never_sent', ours: 2, theirs: 5, since: null, repairable: true },
  ...more,
});
const found = [
  difference({}),
  difference({ field: 'closed', class: 'conflicting' }),
  difference({ date: '2027-03-04', rate: 'BAR', rate_code: '22', class: 'missing', field: 'amounts' }),
];
const range = { from: '2027-03-01', to: '2027-03-05' };

describe('the calendar of a comparison', () => {
  test('has a row for each room and rate plan that differs, and the worst class of each night', () => {
    expect(renderGrid(gridRows(found), { ...range, width: Infinity, colour: false })).toBe(
      [
        '          2027-03',
        '          M01 T02 W03 T04 F05',
        'DBL         .   C   .   .   .',
        'DBL / BAR   .   .   .   M   .',
      ].join('\n'),
    );
  });

  test('is as wide as the terminal and leaves out weeks in which nothing differs', () => {
    const lines = renderGrid(gridRows(found), { ...range, width: 17, colour: false }).split('\n');

    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(17);
    expect(lines.filter((line) => line.startsWith('DBL'))).toHaveLength(2);
  });

  test('is coloured only where it may be', () => {
    const escape = String.fromCharCode(27);
    expect(renderGrid(gridRows(found), { ...range, width: 80, colour: true })).toContain(`${escape}[31m`);
    expect(renderGrid(gridRows(found), { ...range, width: 80, colour: false })).not.toContain(escape);
  });
});

test('the page takes nothing of a partner as markup', () => {
  const run = {
    hotel: 'HV01',
    partner: 'chan',
    ...range,
    run_id: '1',
    source: 'reported',
    total: 1,
    pending: 0,
  };
  const evil = '<script>alert("x")</script>';

  const page = renderReconcilePage({ ...run, finished_at: '' } as unknown as DescribedRun, [
    difference({ room: null, room_code: evil, theirs: evil }),
  ]);

  expect(page).not.toContain(evil);
  expect(page).toContain('&lt;script&gt;');
});

test('the page has a calendar for each month in which anything differs, a column a day', () => {
  const run = {
    ...{ hotel: 'HV01', partner: 'chan', from: '2027-02-10', to: '2027-06-30', run_id: '1', total: 3 },
    ...{ source: 'reported', pending: 0 },
  };
  const page = renderReconcilePage({ ...run, finished_at: '' } as unknown as DescribedRun, [
    difference({ date: '2027-02-28' }),
    difference({ date: '2027-04-03', rate: 'BAR', rate_code: '22', class: 'missing', theirs: null }),
    difference({ date: '2027-04-03', field: 'closed', class: 'conflicting' }),
  ]);
  const months = page
    .split('<h3 ')
    .slice(1)
    .map((part) => part.split('</table>')[0] ?? '');

  expect(months.map((part) => part.slice(0, 34))).toEqual([
    'id="m2027-02">February 2027</h3>\n<',
    'id="m2027-04">April 2027</h3>\n<div',
  ]);
  const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;
  expect(months.map((part) => count(part, /<small>/g))).toEqual([28, 30]);
  // Nine nights before the first that was compared; of April both rows, though February's is the room alone.
  expect(months.map((part) => count(part, /class="off"/g))).toEqual([9, 0]);
  expect(months.map((part) => count(part, /<th class="name" title/g))).toEqual([1, 2]);
  expect(months[1]).toContain('title="2027-04-03\navailable (missing): ours 2, theirs none">M</td>');
});

describe('a year of differences on a terminal', () => {
  const year = { from: '2027-01-30', to: '2027-12-31', width: 80, colour: false };
  const rooms = Array.from({ length: 20 }, (_, at) => `R${at + 10}`);
  const apart = ['2027-02-03', '2027-02-20', '2027-07-07'].flatMap((date) =>
    rooms.map((room) => difference({ room, date })),
  );

  test('is shown by its first month, and which others there are', () => {
    const { text, month } = renderPaged(gridRows(apart), year);

    expect(month).toBe('2027-02');
    expect(text).toContain('2027-02      40\n2027-07      20');
    expect(text).not.toContain('F30');
    expect(text.split('\n').length).toBeLessThan(60);
  });

  test('is shown whole where it is short', () => {
    const { text, month } = renderPaged(gridRows(found), year);

    expect([month, text]).toEqual([null, renderGrid(gridRows(found), year)]);
  });

  test('names no month where the next one begins a night later', () => {
    const last = difference({ date: '2027-01-31' });
    const [months] = renderGrid(gridRows([last]), { ...year, from: '2027-01-31' }).split('\n');

    expect(months?.trim()).toMatch(/^2027-02/);
  });
});
