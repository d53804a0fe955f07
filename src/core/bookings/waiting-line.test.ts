import { expect, test } from 'vitest';
import { createWaitingLine, type WaitingLine } from './waiting-line.js';

interface Entry {
  readonly partner_id: string;
  readonly name: string;
}

function fill(line: WaitingLine<Entry>, text: string): Entry[] {
  return text.split(' ').flatMap((name) => line.add({ partner_id: name.charAt(0), name }) ?? []);
}

const names = (entries: readonly Entry[]) => entries.map(({ name }) => name).join(' ');

test('all who fit go in the order in which they came, whosever they are', () => {
  const line = createWaitingLine<Entry>(10);
  fill(line, 'a1 b1 a2 c1 a3');

  expect(names(line.take(5))).toBe('a1 b1 a2 c1 a3');
  expect(line.length).toBe(0);
});

test('when more wait than fit, partners take turns, each in its own order', () => {
  const line = createWaitingLine<Entry>(100);
  fill(line, 'a1 a2 a3 a4 a5 a6 b1 b2');

  expect(names(line.take(4))).toBe('a1 a2 b1 b2');
  expect(names(line.take(4))).toBe('a3 a4 a5 a6');
});

test('of more partners than places none waits for ever: who has waited longest begins', () => {
  const line = createWaitingLine<Entry>(100);
  fill(line, 'a1 a2 a3 b1 c1');

  expect(names(line.take(2))).toBe('a1 b1');
  fill(line, 'd1 e1');
  expect(names(line.take(2))).toBe('a2 c1');
  expect(names(line.take(9))).toBe('a3 d1 e1');
});

test('in a full line the crowd makes room for the others, its newest first', () => {
  const line = createWaitingLine<Entry>(4);
  fill(line, 'a1 a2 a3 a4');

  expect(names(fill(line, 'a5'))).toBe('a5');
  expect(names(fill(line, 'b1 b2'))).toBe('a4 a3');
  expect(names(fill(line, 'b3'))).toBe('b3');
  expect(line.length).toBe(4);
  expect(names(line.take(9))).toBe('a1 a2 b1 b2');
});

test('everybody who waits is looked at, and nobody who was taken', () => {
  const line = createWaitingLine<Entry>(100);
  fill(line, 'a1 b1 a2');

  expect(line.some(({ name }) => name === 'a2')).toBe(true);
  line.take(3);
  expect(line.some(() => true)).toBe(false);
});
