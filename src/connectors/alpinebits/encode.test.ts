import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DecodedContent, Envelope, MessageOutcome } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import { decodeAlpineBits } from './decode.js';
import { encodeAlpineBits, writeRequest } from './encode.js';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/alpinebits');
const clock = { now: () => new Date('2026-11-30T08:00:00Z') };

function encode(message: string | null, outcome: MessageOutcome): ReturnType<typeof encodeAlpineBits> {
  const envelope: Envelope = { message, soap: false, echo_token: 'e1', version: '4', credentials: null };
  return encodeAlpineBits(clock, envelope, outcome);
}

const decode = (body: string | Buffer) => decodeAlpineBits(Buffer.from(body), { charset: null });

/** Where an instruction stood in its message is no part of what it says. */
function withoutPlaces(content: DecodedContent | null): unknown {
  return JSON.parse(
    JSON.stringify(content, (key, value: unknown) => (key === 'at' || key === 'line' ? undefined : value)),
  );
}

describe('an answer', () => {
  const rq = 'OTA_HotelInvCountNotifRQ';

  test.each<[string, MessageOutcome, string]>([
    ['success', { kind: 'applied' }, '<Success/>'],
    [
      'an advisory',
      { kind: 'applied', warnings: [{ pointer: '', code: 'ADVISORY', message: 'old set' }] },
      '<Success/><Warnings><Warning Type="11">old set</Warning></Warnings>',
    ],
    [
      'a status request',
      { kind: 'applied', warnings: [{ pointer: '', code: 'ALPINEBITS_SEND_FREEROOMS', message: '' }] },
      '<Warning Type="11" Status="ALPINEBITS_SEND_FREEROOMS"></Warning>',
    ],
    [
      'what was left out',
      {
        kind: 'applied',
        warnings: [{ pointer: '', code: 'X', message: 'too far', ota: { type: 3, code: 404 } }],
      },
      '<Warning Type="3" Code="404">too far</Warning>',
    ],
    [
      'a fault with its place',
      { kind: 'refused', faults: [{ pointer: '/A/B[2]', code: 'VALIDATION', message: 'wrong', line: 7 }] },
      '<Errors><Error Type="13" Code="320">wrong (at /A/B[2], line 7)</Error></Errors>',
    ],
    [
      'an unknown hotel',
      { kind: 'failed', error: new AppError('HOTEL_NOT_FOUND', 'No hotel "X" is mapped to you.') },
      '<Errors><Error Type="13" Code="392">',
    ],
  ])('says %s', (_name, outcome, xml) => {
    const { status, body } = encode(rq, outcome);

    expect(status).toBe(200);
    expect(body).toMatch(/<OTA_HotelInvCountNotifRS [^>]*EchoToken="e1"/);
    expect(body).toContain(xml);
  });

  test('to a read is the list of reservations', () => {
    expect(encode('OTA_ReadRQ', { kind: 'applied' }).body).toContain('<OTA_ResRetrieveRS ');
  });

  test('to what is no document at all is plain text', () => {
    const answer = encode(null, {
      kind: 'refused',
      faults: [{ pointer: '/', code: 'MALFORMED', message: 'no XML' }],
    });

    expect(answer).toMatchObject({ status: 400, body: 'ERROR:no XML' });
  });

  test('to a pull is read again as the inventory that it is', async () => {
    const room = { rate_code: 'BB', rate_name: 'B&B', currency: 'EUR', max_guests: 3, total_rooms: 4 };
    const room_rates = ['BB', 'HB'].map((rate_code) => ({
      ...room,
      rate_code,
      room_code: 'DZ',
      room_name: 'Double & view',
    }));

    const { body } = encode('OTA_HotelDescriptiveInfoRQ', { kind: 'room_list', hotel_code: 'A', room_rates });
    const { content, faults } = await decode(body);

    expect(faults).toEqual([]);
    expect(content).toMatchObject({
      topic: 'inventory',
      hotel_code: 'A',
      document: {
        categories: [{ code: 'DZ', max_occupancy: 3, names: [{ texts: [{ text: 'Double & view' }] }] }],
      },
    });
  });
});

describe('a request that was read and is written again', () => {
  const files = readdirSync(FIXTURES).filter((file) => file.endsWith('.xml'));

  test.each(files)('%s says the same', async (file) => {
    const first = await decode(readFileSync(join(FIXTURES, file)));
    const { message } = first.envelope;
    if (first.content === null || message === null || !message.endsWith('RQ')) return;

    const written = writeRequest(first.content, { message });
    const second = await decode(written ?? '');

    expect(second.faults).toEqual([]);
    expect(withoutPlaces(second.content)).toEqual(withoutPlaces(first.content));
  });
});
