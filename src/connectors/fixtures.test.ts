import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DecodeOptions } from '../core/model/connector.js';
import { connectors } from './index.js';
import { toDecodeDocument } from './shared/decode-document.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

const isMessage = (file: string) => !file.includes('.expected.') && !file.includes('.options.');

/** What a message is decoded with, where a file beside it says so: dialect, version, action. */
function optionsOf(file: string): DecodeOptions {
  const path = file.replace(/\.\w+$/, '.options.json');
  const options = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Partial<DecodeOptions>) : {};
  return { charset: null, ...options };
}

describe.each(connectors.map((connector) => [connector.id, connector] as const))(
  'fixtures of %s',
  (id, connector) => {
    const folder = join(FIXTURES, id);
    const files = readdirSync(folder).filter(isMessage);

    test.each(files)('%s decodes to the neutral result beside it', async (file) => {
      const decoded = await connector.decode(readFileSync(join(folder, file)), optionsOf(join(folder, file)));

      const expected: unknown = JSON.parse(
        readFileSync(join(folder, file.replace(/\.\w+$/, '.expected.json')), 'utf8'),
      );
      expect(toDecodeDocument(id, decoded)).toEqual(expected);
    });
  },
);

// Codes alone: the dates of the messages pass, and a hotel that does not know one refuses the message.
test('the hotel that the messages are about has every room and rate plan that they name', async () => {
  const hotel = JSON.parse(readFileSync(join(FIXTURES, 'hotels/pensao-vista-porto.json'), 'utf8')) as Record<
    'rooms' | 'rate_plans',
    { code: string }[]
  > & { code: string };
  const codes = (list: { code: string }[]) => [null, ...list.map(({ code }) => code)];
  const named: string[] = [];
  for (const connector of connectors) {
    const folder = join(FIXTURES, connector.id);
    for (const file of readdirSync(folder).filter(isMessage)) {
      const path = join(folder, file);
      const { content } = await connector.decode(readFileSync(path), optionsOf(path));
      if (content?.kind !== 'ari' || content.ari.hotel_code !== hotel.code) continue;
      named.push(file);
      for (const { room_code, rate_code } of content.ari.updates) {
        expect(codes(hotel.rooms), file).toContain(room_code);
        expect(codes(hotel.rate_plans), file).toContain(rate_code);
      }
    }
  }
  expect(named.length).toBeGreaterThan(3);
});
