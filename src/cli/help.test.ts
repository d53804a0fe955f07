import { expect, test } from 'vitest';
import { tidyUsage } from './help.js';

test('a usage has no holes where flags exclude others that stand there already', () => {
  expect(
    tidyUsage('booking list [--from DAY [--hotel CODE | --user ID]] [--to DAY ] [--oversold |  | ]'),
  ).toBe('booking list [--from DAY [--hotel CODE | --user ID]] [--to DAY] [--oversold]');
  expect(tidyUsage('booking modify [--file FILE | --room CODE | [--total AMOUNT --currency ISO] | ]')).toBe(
    'booking modify [--file FILE | --room CODE | [--total AMOUNT --currency ISO]]',
  );
});

test('options too long for a line stand in the section of the flags alone', () => {
  const outcomes = 'RECEIVED|APPLIED|ANSWERED|REFUSED|PARKED|FAILED|DISCARDED|ACCEPTED|PARTIAL';

  expect(tidyUsage(`[--direction in|out] [--outcome ${outcomes}]`)).toBe(
    '[--direction in|out] [--outcome <option>]',
  );
});
