import { describe, expect, test } from 'vitest';
import type { ReservationRevision } from '../../core/model/reservation.js';
import { createMewsConnector } from './mews-connector.js';
import { processGroup } from './process-group.js';

const mews = createMewsConnector();
const settings = { username: 'client', password: 'H1', now: '2027-01-01T00:00:00Z', nextId: () => '1' };
const nights = [
  { date: '2027-03-01', amount: '80.10' },
  { date: '2027-03-02', amount: '90.00' },
];
const revision: ReservationRevision = {
  revision_id: '900',
  booking_id: '500',
  revision: 2,
  action: 'modify',
  hotel_code: 'H1',
  status: 'CONFIRMED',
  partner_name: 'An OTA',
  partner_reference: 'R-1',
  check_in_date: '2027-03-01',
  check_out_date: '2027-03-03',
  rooms: [{ room_code: '007', rate_code: 'BAR', quantity: 2, guests: 2, nights }],
  guest: null,
  total_price: '340.20',
  currency: 'EUR',
  created_at: '2027-01-01T00:00:00Z',
  updated_at: '2027-01-01T00:00:00Z',
};

describe('a group', () => {
  test('restates every room, and reads back as it was', async () => {
    const request = processGroup.encodeReservation(revision, settings);
    const { content } = await mews.decode(Buffer.from(request.body), { charset: null });

    expect(content).toMatchObject({
      kind: 'reservations',
      reservations: [
        {
          action: 'new',
          reference: '500',
          revision: 2,
          hotel_code: 'H1',
          check_in: '2027-03-01',
          check_out: '2027-03-03',
          total: '340.20',
          rooms: [
            {
              reference: '500-1',
              room_code: '007',
              rate_code: 'BAR',
              guests: [{ age_band: 'adult', count: 2 }],
            },
            { reference: '500-2', nights: [{ date: '2027-03-01', amount: '80.1' }, { date: '2027-03-02' }] },
          ],
        },
      ],
    });
  });

  test('without rooms is cancelled', async () => {
    const request = processGroup.encodeReservation({ ...revision, action: 'cancel' }, settings);
    const { content } = await mews.decode(Buffer.from(request.body), { charset: null });

    expect(content).toMatchObject({ reservations: [{ action: 'cancel', reference: '500', rooms: [] }] });
  });

  test('has as many amounts as nights, or is refused', async () => {
    const body = {
      channelManagerId: '1',
      reservations: [
        {
          code: 'a',
          from: '2027-03-01',
          to: '2027-03-03',
          amounts: [{ grossAmount: 1, currencyCode: 'EUR' }],
        },
      ],
    };
    const { faults } = await mews.decode(Buffer.from(JSON.stringify(body)), { charset: null });

    expect(faults[0]?.pointer).toBe('/reservations/0/amounts');
  });
});

describe('the verdict on it', () => {
  const request = processGroup.encodeReservation(revision, settings);
  const read = (document: unknown, status = 200) =>
    processGroup.readAnswer(request, { status, headers: {}, body: JSON.stringify(document) });

  test.each([
    ['success', { success: true, errors: [] }, { kind: 'accepted' }],
    ['trouble of theirs', { success: false, errors: [{ code: 1, message: 'm' }] }, { kind: 'retry' }],
    [
      'a mapping',
      { success: false, errors: [{ code: 10, message: 'm' }] },
      { kind: 'rejected', mapping: true },
    ],
    [
      'a matter of business',
      { success: false, errors: [{ code: 7, message: 'm' }] },
      { kind: 'rejected', mapping: false },
    ],
    ['no answer of the contract', 'busy', { kind: 'retry' }],
  ])('%s', (_name, document, outcome) => {
    expect(read(document)).toMatchObject(outcome);
  });

  test('a success that has errors is none', () => {
    expect(read({ success: true, errors: [{ code: 7, message: 'm' }] }).kind).toBe('rejected');
  });

  test('a confirmation that comes later is a word on the revision', async () => {
    const body = { messageId: '900', success: false, errors: [{ code: 7, message: 'full' }] };
    const { content } = await mews.decode(Buffer.from(JSON.stringify(body)), { charset: null });

    expect(content).toEqual({
      kind: 'verdicts',
      verdicts: [{ revision_id: '900', outcome: 'failed', pms_reference: null, reason: 'full' }],
    });
  });
});
