import { expect, test } from 'vitest';
import { reportUnknown } from './command-not-found.js';

const KNOWN = ['delivery list', 'delivery retry', 'channel list', 'doctor'];

test.each([
  ['chanel list', 'bellhop channel list --help'],
  ['delivery show 385831475527885560', 'bellhop delivery --help'],
  ['frobnicate', 'bellhop --help'],
])('"%s" is no command: the next one is "%s"', (typed, next) => {
  expect(reportUnknown(typed, KNOWN)).toMatchObject({ code: 'USAGE', next });
});
