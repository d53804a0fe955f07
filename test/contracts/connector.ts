import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ERROR_TRAITS, AppError, type ErrorCode } from '../../src/core/model/errors.js';
import type { Connector, DecodedMessage, Envelope } from '../../src/core/model/connector.js';
import {
  BOOKED,
  claimsSuccess,
  NO_PLACE_FOR_WARNINGS,
  REFUSALS,
  timeless,
  WARNED,
} from './connector-outcomes.js';
import { isXml, seedsOf, type Seed } from './connector-seeds.js';
import { hostileJson, hostileXml, NO_MESSAGES, type HostileBody } from './hostile-bodies.js';

const UNREADABLE: Envelope = {
  ...{ message: null, soap: false, echo_token: null, version: null, credentials: null },
};
const PIECES = 16;

/** What every wire contract owes, whatever it speaks. */
export function connectorContract(connector: Connector): void {
  let seeds: Seed[] = [];
  beforeAll(async () => {
    seeds = await seedsOf(connector);
  });

  const decode = ({ body, options }: Pick<Seed, 'body' | 'options'>): Promise<DecodedMessage> =>
    connector.decode(body, options);

  /** Refused with faults that name a place and a remedy, and answered in the contract's own grammar. */
  async function expectRefused({ what, body }: HostileBody, seed?: Seed): Promise<void> {
    const decoded = await connector.decode(body, seed?.options ?? { charset: null });
    expect(decoded.content, what).toBeNull();
    expect(decoded.faults.length, what).toBeGreaterThan(0);
    for (const fault of decoded.faults) expect(fault.message, what).not.toBe('');
    const answer = connector.encode(decoded.envelope, { kind: 'refused', faults: decoded.faults });
    expect(answer.status, what).toBeGreaterThanOrEqual(200);
    expect(answer.body, what).not.toBe('');
  }

  test('has messages of its own to be tried with', () => {
    expect(seeds.length).toBeGreaterThan(0);
  });

  test('what is no message is refused', async () => {
    for (const hostile of NO_MESSAGES) await expectRefused(hostile);
  });

  test('what is built to break a parser is refused', async () => {
    const xml = seeds.find(isXml);
    const json = seeds.find((seed) => !isXml(seed));
    if (xml !== undefined)
      for (const hostile of hostileXml(xml.body.toString('utf8'))) await expectRefused(hostile, xml);
    if (json !== undefined)
      for (const hostile of hostileJson(json.body.toString('utf8'))) await expectRefused(hostile, json);
  });

  test('a message that is cut off anywhere is refused', async () => {
    for (const seed of seeds) {
      for (let piece = 1; piece < PIECES; piece += 1) {
        const body = seed.body.subarray(0, Math.floor((seed.body.length * piece) / PIECES));
        await expectRefused({ what: `${seed.name} after ${piece}/${PIECES}`, body }, seed);
      }
    }
  });

  test('the same bytes mean the same, however often they come', async () => {
    for (const seed of seeds) expect(await decode(seed), seed.name).toEqual(await decode(seed));
  });

  test('whatever bytes are changed there is an answer, never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(255)), {
          minLength: 1,
          maxLength: 5,
        }),
        async (index, changes) => {
          const seed = seeds[index % seeds.length];
          if (seed === undefined) return;
          const body = Buffer.from(seed.body);
          for (const [at, byte] of changes) body[Math.floor(at * body.length)] = byte;
          const decoded = await decode({ ...seed, body });
          expect(decoded.content !== null || decoded.faults.length > 0).toBe(true);
          connector.encode(decoded.envelope, { kind: 'refused', faults: decoded.faults });
        },
      ),
      { numRuns: 100 },
    );
  });

  describe('codes are texts', () => {
    test.each(['007', '1e3', '0x1F'])('%s stays as it is', async (code) => {
      for (const seed of seeds) {
        const before = codesOf(await decode(seed));
        for (const known of before) {
          const renamed = rename(seed.body.toString('utf8'), known, code);
          if (renamed === null) continue;
          const decoded = await decode({ ...seed, body: Buffer.from(renamed) });
          // A contract may want another form of code; it may not read another one.
          if (decoded.content === null) continue;
          const expected = [...before].map((one) => (one === known ? code : one));
          expect([...codesOf(decoded)].sort(), `${seed.name}: ${known} as ${code}`).toEqual(
            [...new Set(expected)].sort(),
          );
        }
      }
    });
  });

  test('what was refused is no success, to whatever message, and is told by its reason', async () => {
    for (const envelope of await envelopesOf(seeds, decode)) {
      const fine = connector.encode(envelope, { kind: 'received', results: [BOOKED] });
      for (const outcome of REFUSALS) {
        const answer = connector.encode(envelope, outcome);
        const what = `${envelope.message ?? 'none'}: ${JSON.stringify(outcome)} is ${answer.body}`;
        // Where not even the message is known, whatever there is to say is a fault.
        if (fine.status < 400) expect(timeless(answer), what).not.toEqual(timeless(fine));
        expect(claimsSuccess(answer), what).toBe(false);
      }
    }
  });

  test('what was left out of a message that was applied is told beside its success', async () => {
    if (NO_PLACE_FOR_WARNINGS.has(connector.id)) return;
    const warnings = [WARNED];
    for (const envelope of await envelopesOf(seeds, decode)) {
      // A SOAP Fault has no success to stand beside.
      if (connector.encode(envelope, { kind: 'applied' }).status >= 400) continue;
      for (const outcome of [
        { kind: 'applied', warnings },
        { kind: 'received', results: [BOOKED], warnings },
      ] as const) {
        const { body } = connector.encode(envelope, outcome);
        expect(body, `${envelope.message ?? 'none'} ${outcome.kind}`).toContain(WARNED.message);
      }
    }
  });

  test('every error has its answer, to every message and to none', async () => {
    const envelopes = [
      UNREADABLE,
      ...(await Promise.all(seeds.map(async (seed) => (await decode(seed)).envelope))),
    ];
    for (const envelope of envelopes) {
      for (const code of Object.keys(ERROR_TRAITS) as ErrorCode[]) {
        const error = new AppError(code, 'Something is not as it should be & must be <mended>.');
        const answer = connector.encode(envelope, { kind: 'failed', error });
        expect(answer.body, `${envelope.message ?? 'none'} ${code}`).not.toBe('');
      }
    }
  });
}

async function envelopesOf(
  seeds: readonly Seed[],
  decode: (seed: Seed) => Promise<DecodedMessage>,
): Promise<Envelope[]> {
  return [UNREADABLE, ...(await Promise.all(seeds.map(async (seed) => (await decode(seed)).envelope)))];
}

/** Room and rate codes of a message; nulls and empty ones left out. */
function codesOf({ content }: DecodedMessage): Set<string> {
  const pairs =
    content?.kind === 'ari'
      ? content.ari.updates
      : content?.kind === 'reservations'
        ? content.reservations.flatMap(({ rooms }) => rooms)
        : [];
  const codes = pairs.flatMap(({ room_code, rate_code }) => [room_code, rate_code]);
  return new Set(codes.filter((code): code is string => code !== null && code !== ''));
}

/** The same message with another code in each place where this one stands by itself; null where it stands in none. */
function rename(body: string, known: string, code: string): string | null {
  const forms = [(one: string) => `"${one}"`, (one: string) => `>${one}<`, (one: string) => `'${one}'`];
  const renamed = forms.reduce((all, form) => all.replaceAll(form(known), form(code)), body);
  return renamed === body ? null : renamed;
}
