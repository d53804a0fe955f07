import { expect, test } from 'vitest';
import { displayWidth } from './display-width.js';
import { renderBars } from './bar-chart.js';

test('bars are in proportion, and little is still something', () => {
  const chart = renderBars(
    [
      { label: '2026-11', value: 100, text: '100.00' },
      { label: '2026-12', value: 50, text: '50.00' },
      { label: '2027-01', value: 0.01, text: '0.01' },
      { label: '2027-02', value: 0, text: '0.00' },
      { label: '2027-03', value: -5, text: '-5.00' },
    ],
    { width: 27 },
  );

  expect(chart.split('\n')).toEqual([
    '2026-11 ███████████ 100.00',
    '2026-12 █████▌ 50.00',
    '2027-01 ▏ 0.01',
    '2027-02  0.00',
    '2027-03  -5.00',
  ]);
});

test('it fits the terminal, whatever the names', () => {
  const chart = renderBars([{ label: '京都ホテル東山温泉旅館別館 with a long name', value: 3, text: '3' }], {
    width: 40,
  });

  expect(displayWidth(chart)).toBeLessThanOrEqual(40);
});

test('nothing to draw is an empty chart', () => {
  expect(renderBars([], { width: 80 })).toBe('');
});

test('bars of a share are drawn against the whole, not against the greatest', () => {
  const chart = renderBars(
    [
      { label: 'A', value: 50, text: '50' },
      { label: 'B', value: 25, text: '25' },
      { label: 'C', value: 120, text: '120' },
    ],
    { width: 15, full: 100 },
  );

  expect(chart.split('\n')).toEqual(['A ████ 50', 'B ██ 25', 'C ████████ 120']);
});
