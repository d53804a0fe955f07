import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectors } from '../../src/connectors/index.js';
import { toCalendar } from '../../src/connectors/shared/calendar.js';
import { toDecodeDocument } from '../../src/connectors/shared/decode-document.js';

const ROOT = join(import.meta.dirname, '../..');
const SAMPLES = join(ROOT, '../shared/samples/alpinebits');
const OWN = join(ROOT, 'fixtures/ota');

/** Messages of others where they are at hand, our own always. */
const folders = existsSync(SAMPLES) ? [OWN, join(SAMPLES, 'messages'), join(SAMPLES, 'verdicts')] : [OWN];
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .map((file) => join(folder, file)),
);
const AVAILABILITY = /<(OTA_HotelAvailNotifRQ|OTA_HotelInvCountNotifRQ)[ >]/;

const ota = connectors.find((connector) => connector.id === 'ota');

async function decode(file: string) {
  if (ota === undefined) throw new Error('the ota connector is not registered');
  return ota.decode(readFileSync(file), { charset: null });
}

describe('every message, whoever wrote it', () => {
  test.each(files)('%s has content or faults', async (file) => {
    const decoded = await decode(file);

    expect(decoded.content === null).toBe(decoded.faults.length > 0);
    expect(decoded.faults.every((fault) => fault.message !== '' && fault.ota !== undefined)).toBe(true);
    expect(toDecodeDocument('ota', decoded).verdict).toBe(decoded.content === null ? 'refused' : 'accepted');
  });
});

describe('availability that its publisher calls valid', () => {
  const valid = files.filter(
    (file) =>
      (file.includes('/messages/') || file.includes('_ok_')) && AVAILABILITY.test(readFileSync(file, 'utf8')),
  );

  test.each(valid.length > 0 ? valid : [join(OWN, 'inv-count-closing-season.xml')])(
    '%s is accepted',
    async (file) => {
      const { content, faults } = await decode(file);

      expect(faults).toEqual([]);
      expect(content?.kind).toBe('ari');
      if (content?.kind !== 'ari') return;
      for (const cell of toCalendar(content.ari)) expect(cell.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    },
  );
});
