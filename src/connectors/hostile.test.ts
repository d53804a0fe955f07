import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { connectors } from './index.js';
import { decodeOta } from './ota/decode.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const CHARSETS = fc.constantFrom(null, 'utf-8', 'iso-8859-1', 'utf-16', 'nonsense');

/** One change to a message: a byte set, bytes cut out, bytes written twice, or the end cut off. */
const mutation = fc.record({
  kind: fc.constantFrom('set', 'cut', 'repeat', 'truncate'),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  length: fc.integer({ min: 1, max: 60 }),
  byte: fc.integer({ min: 0, max: 255 }),
});

function mutate(
  body: Buffer,
  { kind, at, length, byte }: { kind: string; at: number; length: number; byte: number },
): Buffer {
  const from = Math.floor(at * body.length);
  if (kind === 'truncate') return body.subarray(0, from);
  const piece = body.subarray(from, from + length);
  if (kind === 'set')
    return Buffer.concat([body.subarray(0, from), Buffer.from([byte]), body.subarray(from + 1)]);
  const copies = kind === 'cut' ? [] : [piece, piece];
  return Buffer.concat([body.subarray(0, from), ...copies, body.subarray(from + length)]);
}

describe.each(connectors.map((connector) => [connector.id, connector] as const))('%s', (id, connector) => {
  const bodies = readdirSync(join(FIXTURES, id))
    .filter((file) => !file.includes('.expected.'))
    .map((file) => readFileSync(join(FIXTURES, id, file)));

  test('whatever bytes come, there is content or there are faults, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bodies),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        CHARSETS,
        async (body, mutations, charset) => {
          const decoded = await connector.decode(mutations.reduce(mutate, body), { charset });

          // Where each item is judged by itself, faults stand beside what is right.
          const judgesItems = connector.dialects.some(({ failure_unit }) => failure_unit === 'item');
          if (decoded.content === null) expect(decoded.faults.length).toBeGreaterThan(0);
          else if (!judgesItems) expect(decoded.faults).toEqual([]);
          expect(decoded.faults.length).toBeLessThanOrEqual(21);
          const answer = connector.encode(decoded.envelope, { kind: 'refused', faults: decoded.faults });
          expect(answer.body.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('random bytes are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), CHARSETS, async (body, charset) => {
        expect((await connector.decode(body, { charset })).content).toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});

const JSON_LISTS = [
  ['mews', 'availabilities', 'updateAvailability'],
  ['open-channel', 'data', 'changes'],
  ['channex', 'values', 'availability'],
  ['native', 'updates', undefined],
] as const;
const keys = (count: number) => Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',');
/** Ten megabytes each, of which none was read in less than half a second once. */
const SHAPES = [
  ['keys', () => `{${keys(700_000)}}`],
  ['keys inside', () => `{"zz":{${keys(680_000)}}}`],
  ['line breaks', () => `${'\n'.repeat(10_400_000)}x`],
  ['one text', () => `{"a":"${'x'.repeat(9_900_000)}"}`],
  ['levels', () => `{"a":${'['.repeat(10_000_000)}`],
  ['values', () => `{"a":[${'1,'.repeat(4_900_000)}1]}`],
  ['empty items', (list: string) => `{"${list}":[${'{},'.repeat(3_300_000)}1]}`],
] as const;

describe.each(JSON_LISTS)('ten megabytes to %s', (id, list, action) => {
  test.each(SHAPES)('of %s are refused', async (what, bodyOf) => {
    const connector = connectors.find((one) => one.id === id);
    const body = Buffer.from(bodyOf(list));
    const start = process.cpuUsage();

    const decoded = await connector?.decode(body, {
      charset: null,
      ...(action === undefined ? {} : { action }),
    });

    const cpu = Math.round(process.cpuUsage(start).user / 1_000);
    process.stdout.write(`${id}, ${what}: refused in ${cpu} ms of CPU\n`);
    expect(decoded?.content).toBeNull();
    expect(decoded?.faults[0]?.message).toMatch(/More than|more than|not a text|both needed|an object/);
  });
});

describe('a full refresh', () => {
  const rate = (i: number): string => `
    <RateAmountMessage>
      <StatusApplicationControl Start="2026-10-${String(1 + (i % 28)).padStart(2, '0')}" End="2026-10-30" InvTypeCode="ROOM${i % 14}" RatePlanCode="BAR"/>
      <Rates>
        <Rate CurrencyCode="EUR">
          <BaseByGuestAmts>
            <BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="1" AmountAfterTax="90.00"/>
            <BaseByGuestAmt AgeQualifyingCode="10" NumberOfGuests="2" AmountAfterTax="${100 + (i % 50)}.00"/>
          </BaseByGuestAmts>
        </Rate>
      </Rates>
    </RateAmountMessage>`;
  const items = Array.from({ length: 10_220 }, (_, i) => rate(i)).join('');
  const body = Buffer.from(
    `<OTA_HotelRateAmountNotifRQ><RateAmountMessages HotelCode="HV01">${items}</RateAmountMessages></OTA_HotelRateAmountNotifRQ>`,
  );

  test('10,220 messages are decoded in pieces, with turns for the event loop between them', async () => {
    let turns = 0;
    let running = true;
    const count = (): void => {
      turns++;
      if (running) setImmediate(count);
    };
    setImmediate(count);
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const start = performance.now();

    const { content, faults } = await decodeOta(body, 'utf-8');

    running = false;
    delay.disable();
    const pause = `longest pause ${(delay.max / 1e6).toFixed(1)} ms`;
    process.stdout.write(
      `${(body.length / 1e6).toFixed(1)} MB in ${Math.round(performance.now() - start)} ms, ${pause}\n`,
    );
    expect(faults).toEqual([]);
    expect(content?.kind === 'ari' ? content.ari.updates : []).toHaveLength(10_220);
    expect(turns).toBeGreaterThan(100);
  });
});
