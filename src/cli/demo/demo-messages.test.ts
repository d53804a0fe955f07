import { describe, expect, it } from 'vitest';
import { connectors } from '../../connectors/index.js';
import type { Connector } from '../../core/model/connector.js';
import { readFixture, readMessage } from './fixtures.js';
import { HOTEL_FILES } from './onboarding.js';
import { NIGHTS, readHotelFile, yearOfCounts, yearOfRates } from './year-messages.js';

const TODAY = '2026-02-27';

function connector(id: string): Connector {
  const found = connectors.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no connector ${id}`);
  return found;
}

async function decodeAri(id: string, text: string) {
  const { content, faults } = await connector(id).decode(Buffer.from(text), { charset: null });
  expect(faults).toEqual([]);
  if (content?.kind !== 'ari') throw new Error('not rates and availability');
  return content.ari;
}

describe('the messages of the demo', () => {
  it.each([
    ['alpinebits-free-rooms.xml', 'ota', 6],
    ['farm-rates.xml', 'ota', 4],
    ['restrictions-soap.xml', 'ota', 3],
    ['delta.json', 'native', 2],
    ['kyoto-year.json', 'native', 7],
  ])('%s is accepted by %s', async (name, id, updates) => {
    const ari = await decodeAri(id, await readMessage(name, TODAY));
    expect(ari.updates).toHaveLength(updates);
  });

  it('dates count from the day of the demo, over the end of February', async () => {
    const ari = await decodeAri('native', await readMessage('delta.json', TODAY));
    expect(ari.updates.map(({ from, to }) => [from, to])).toEqual([
      ['2026-03-09', '2026-03-11'],
      ['2026-03-09', '2026-03-11'],
    ]);
  });

  it('leaves the rest of a message as it is written', async () => {
    const written = await readFixture('demo/restrictions-soap.xml');
    expect(await readMessage('restrictions-soap.xml', '2031-01-01')).toBe(written);
    expect(await readMessage('restrictions-soap.xml', TODAY)).toContain(
      'oasis-200401-wss-wssecurity-secext-1.0.xsd',
    );
  });
});

describe('a year of a hotel', () => {
  it('names every night of every room and rate plan once', async () => {
    const hotel = readHotelFile(await readFixture(HOTEL_FILES[0]));
    const ari = await decodeAri('ota', yearOfRates(hotel, TODAY));
    const cells = new Set(
      ari.updates.map((update) => `${update.room_code} ${update.rate_code} ${update.from}`),
    );
    expect(ari.updates.every((update) => update.from === update.to)).toBe(true);
    expect(cells.size).toBe(14 * 2 * NIGHTS);
    expect(ari.updates).toHaveLength(cells.size);
  });

  it('counts follow each other without a gap to the last night', async () => {
    const hotel = readHotelFile(await readFixture(HOTEL_FILES[0]));
    const ari = await decodeAri('ota', yearOfCounts(hotel, TODAY));
    const double = ari.updates.filter((update) => update.room_code === 'DBL');
    expect(double[0]?.from).toBe(TODAY);
    expect(double.at(-1)?.to).toBe('2027-02-26');
    expect(new Set(double.map((update) => update.available))).toEqual(new Set([23, 24]));
  });
});
