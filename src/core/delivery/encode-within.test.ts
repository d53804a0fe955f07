import { expect, test } from 'vitest';
import { createGoogleConnector } from '../../connectors/google/google-connector.js';
import { pushOf, settingsOf } from '../../../test/contracts/random-cells.js';
import { systemClock } from '../model/clock.js';
import { addDays } from '../model/local-date.js';
import type { PushCell } from '../model/channel-codec.js';
import { encodeWithin } from './encode-within.js';

const { channel: codec } = createGoogleConnector({ clock: systemClock });

function within(bodyBytes: number, full: boolean, cells: readonly PushCell[]) {
  if (codec === undefined) throw new Error('Google is sent nothing');
  return encodeWithin(codec, { ...pushOf(cells), full }, { settings: settingsOf(), bodyBytes });
}

/** Counts of the first nights, prices of the last ones alone. */
const cells: readonly PushCell[] = Array.from({ length: 40 }, (_, day) => ({
  ...{ room_code: 'R', date: addDays('2026-11-01', day) },
  ...(day < 25
    ? { rate_code: null, available: 1 + (day % 2) }
    : {
        rate_code: 'P',
        amounts: [{ guests: 2, amount: `${80 + day}.00`, currency: 'EUR', tax: 'after' as const }],
      }),
}));

const replacing = (requests: ReturnType<typeof within>) =>
  requests.filter(({ message }) => /RateAmount/.test(message)).map(({ replaces }) => replaces === true);

test('a push that is halved replaces what is there with its first prices, in whichever part these are, and once', () => {
  const [first, ...others] = replacing(within(2_500, true, cells));

  expect(first).toBe(true);
  expect(others.length).toBeGreaterThan(1);
  expect(others).toEqual(others.map(() => false));
});

test('a change replaces nothing, and neither does a full sync without a price', () => {
  expect(replacing(within(2_500, false, cells))).not.toContain(true);
  expect(within(2_500, true, cells.slice(0, 25)).some(({ replaces }) => replaces === true)).toBe(false);
});
