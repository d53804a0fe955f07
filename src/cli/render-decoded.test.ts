import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../core/model/errors.js';
import { connectors } from '../connectors/index.js';
import { decodeFile } from './decode-files.js';
import { renderOutline } from './output/outline.js';
import { renderDecoded } from './render-decoded.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

async function rendered(connector: string, file: string): Promise<string> {
  const document = await decodeFile(join(FIXTURES, connector, file), {
    ...{ connector, calendar: false, variant: {} },
    find: (id) => {
      const found = connectors.find((candidate) => candidate.id === id);
      return found === undefined
        ? Promise.reject(new AppError('VALIDATION', 'none'))
        : Promise.resolve(found);
    },
  });
  return renderDecoded(document, Number.POSITIVE_INFINITY);
}

test('a reservation is shown with its rooms, guests, nights and what is beside them', async () => {
  const text = await rendered('siteconnect', 'booking-two-rooms.xml');

  expect(text.slice(text.indexOf('reservation '))).toMatchInlineSnapshot(`
    "reservation      new ABC-0042
    status           Commit
    revision         1788253198000
    acknowledged by  msg-981
    hotel            SC-114
    arrival          2026-10-01
    departure        2026-10-05
    guest            name, e-mail, phone
    total            500.00 EUR after tax
    extras           1x Undercover parking 33.00 EUR
    remarks          2
    card             was in the message, left out

    ROOM  RATE  ARRIVAL     DEPARTURE   GUESTS                                  TOTAL  NIGHTS                                          BESIDE
    007   1e3   2026-10-01  2026-10-03  2 adult, 1 child (4), 1 child (9)  230.50 EUR  2026-10-01: 110.00 EUR; 2026-10-02: 120.50 EUR  2x BREAKFAST 22.00 EUR, VAT 13.05 6 % (included), its number 1
    SGL   1e3   2026-10-02  2026-10-05  1 senior                           240.00 EUR                                                  its number 2"
  `);
});

test('a reservation that is cancelled shows its number, and what the guest is called stays out', async () => {
  const cancelled = await rendered('siteconnect', 'booking-cancelled.xml');
  const made = await rendered('siteconnect', 'booking-two-rooms.xml');

  expect(cancelled).toMatch(/^reservation +cancel /m);
  expect(made).toMatch(/^guest +name/m);
  expect(made).not.toContain('@');
});

test.each([
  ['alpinebits', 'handshake.xml', ['handshake', 'version: 2024-10', 'action: action_OTA_Ping']],
  ['alpinebits', 'inventory-push.xml', ['inventory', 'code: DZ']],
  ['ota', 'report-failed.xml', ['OUTCOME', 'failed']],
  ['alpinebits', 'rate-plans-offers.xml', ['RATE PLAN', 'OFFERS', 'nights free']],
])('%s %s shows what it holds', async (connector, file, expected) => {
  const text = await rendered(connector, file);

  for (const part of expected) expect(text).toContain(part);
});

test('a price for a child is not shown as that of an adult', async () => {
  const text = await rendered('siteconnect', 'rates-occupancy.xml');

  expect(text).toContain('child: ');
  expect(text).not.toContain('extra: ');
});

test('an outline leaves out what is empty and cuts what is long', () => {
  const many = Array.from({ length: 25 }, (_, at) => ({ code: `R${at}`, none: null, list: [] }));

  const lines = renderOutline({ rooms: many, days: ['Mo', 'Tu'], text: 'x'.repeat(500) }).split('\n');

  expect(lines.slice(0, 2)).toEqual(['rooms:', '  - code: R0']);
  expect(lines).toContain('  ... and 5 more');
  expect(lines).toContain('days: Mo, Tu');
  expect(lines.at(-1)).toHaveLength('text: '.length + 120 + '...'.length);
});

test('an outline is a page at most', () => {
  const lines = renderOutline(Array.from({ length: 20 }, () => ({ a: 1, b: 2, c: 3, d: 4, e: 5 }))).split(
    '\n',
  );

  expect(lines).toHaveLength(81);
  expect(lines.at(-1)).toBe('... and 20 more lines');
});
