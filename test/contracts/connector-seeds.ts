import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connector, DecodedMessage, DecodeOptions } from '../../src/core/model/connector.js';
import { pushOf, settingsOf } from './random-cells.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

/** A message that a connector takes, to be bent. */
export interface Seed {
  readonly name: string;
  readonly body: Buffer;
  readonly options: DecodeOptions;
}

/** Its fixtures, and what its own codec sends: a connector reads both. */
export async function seedsOf(connector: Connector): Promise<Seed[]> {
  const seeds = [...fixturesOf(connector.id), ...encodedBy(connector)];
  const taken = await Promise.all(seeds.map(({ body, options }) => connector.decode(body, options)));
  return seeds.filter((_, index) => isTaken(taken[index]));
}

function isTaken(decoded: DecodedMessage | undefined): boolean {
  return decoded !== undefined && decoded.content !== null && decoded.faults.length === 0;
}

function fixturesOf(id: string): Seed[] {
  const folder = join(FIXTURES, id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => !file.includes('.expected.') && !file.includes('.options.'))
    .map((name) => {
      const beside = join(folder, name.replace(/\.\w+$/, '.options.json'));
      const said = existsSync(beside)
        ? (JSON.parse(readFileSync(beside, 'utf8')) as Partial<DecodeOptions>)
        : {};
      return { name, body: readFileSync(join(folder, name)), options: { charset: null, ...said } };
    });
}

function encodedBy({ id, channel }: Connector): Seed[] {
  const cells = [
    { room_code: 'DBL', rate_code: null, date: '2026-11-20', available: 4 },
    { room_code: 'DBL', rate_code: 'BAR', date: '2026-11-20', closed: false, min_stay_arrival: 2 },
    {
      ...{ room_code: 'DBL', rate_code: 'BAR', date: '2026-11-21' },
      amounts: [{ guests: 2, amount: '101.00', currency: 'EUR', tax: 'after' as const }],
    },
  ];
  const requests = channel?.encodeAri(pushOf(cells), settingsOf()) ?? [];
  return requests.map(({ body, message }, index) => ({
    name: `${id} sends ${message} ${index + 1}`,
    body: Buffer.from(body),
    options: { charset: null },
  }));
}

export function isXml({ body }: Pick<Seed, 'body'>): boolean {
  return (
    body.subarray(0, 64).toString('latin1').replace(/^\W*/, '').length > 0 &&
    body.includes('</') &&
    !isJson(body)
  );
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
