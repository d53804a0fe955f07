import { expect, test } from 'vitest';
import { renderCsv } from './csv.js';

test('quotes what needs it and leaves nothing empty', () => {
  const rows = [{ name: 'Vista, "the" hotel', city: 'Pôrto\nBaixa', rooms: 10, adr: null }];

  expect(renderCsv(rows, ['name', 'city', 'rooms', 'adr'])).toBe(
    'name,city,rooms,adr\n"Vista, ""the"" hotel","Pôrto\nBaixa",10,',
  );
});

test('a name cannot become a formula, a negative amount stays a number', () => {
  const names = ['=cmd()', '+1+1', '@SUM(A1)', '-2+3', '\t=1', '  =1', '＝1', '-12.50', 'A-1'];

  const lines = renderCsv(
    names.map((name) => ({ name })),
    ['name'],
  ).split('\n');

  expect(lines.slice(1)).toEqual([
    "'=cmd()",
    "'+1+1",
    "'@SUM(A1)",
    "'-2+3",
    "'\t=1",
    "'  =1",
    "'＝1",
    '-12.50',
    'A-1',
  ]);
});

test('no rows are a header', () => {
  expect(renderCsv<{ group: string }>([], ['group'])).toBe('group');
});
