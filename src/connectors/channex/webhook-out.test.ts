import { expect, test } from 'vitest';
import { encodeNotice } from './webhook-out.js';

const place = { hotel_code: 'HV01', occurred_at: '2027-01-01T00:00:00.000Z' };
const rest = { property_id: 'HV01', user_id: null, timestamp: '2027-01-01T00:00:00.000Z' };
const all = { event_types: null, send_data: true };

test('changed nights are one hint, with pairs as ids of rate plans', () => {
  const night = { room_code: 'DBL', date: '2027-02-01', closed: false };
  const nights = [
    { ...night, rate_code: null, available: 5 },
    { ...night, rate_code: 'BAR', rate: '99.00' },
  ];
  const cell = { date: '2027-02-01', room_type_id: 'DBL', stop_sell: false };
  expect(encodeNotice({ kind: 'ari', nights }, place, all)).toEqual([
    {
      event: 'ari',
      body: {
        ...{ event: 'ari', ...rest },
        payload: [
          { ...cell, availability: 5 },
          { ...cell, rate_plan_id: 'DBL:BAR', rate: '99.00' },
        ],
      },
    },
  ]);
});

test.each([
  ['new', 'booking_new'],
  ['modify', 'booking_modification'],
  ['cancel', 'booking_cancellation'],
] as const)('a revision (%s) names itself, not the guest', (action, name) => {
  const notice = { kind: 'reservation', action, booking_id: '1', revision_id: '2', unmapped: null } as const;
  const told = encodeNotice(notice, place, all);
  expect(told.map(({ event }) => event)).toEqual(['booking', name]);
  expect(told[0]?.body).toEqual({
    ...{ event: 'booking', ...rest },
    payload: { booking_id: '1', property_id: 'HV01', revision_id: '2', booking_revision_id: '2' },
  });
});

test('what is not acknowledged, and what a channel refused, each under its own name', () => {
  const late = { kind: 'unacknowledged', booking_id: '1', revision_id: '2' } as const;
  expect(encodeNotice(late, place, all)).toEqual([
    {
      event: 'non_acked_booking',
      body: {
        ...{ event: 'non_acked_booking', ...rest },
        payload: { booking_id: '1', property_id: 'HV01', revision_id: '2', booking_revision_id: '2' },
      },
    },
  ]);
  const refused = { channel: 'ota-1', channel_name: 'OTA', delivery_id: '3', error: '402' };
  expect(encodeNotice({ kind: 'sync_error', ...refused }, place, { ...all, send_data: false })).toEqual([
    { event: 'sync_error', body: { event: 'sync_error', ...rest } },
  ]);
  expect(encodeNotice(late, place, { event_types: ['ari'], send_data: true })).toEqual([]);
});

test('only what was asked for, and without data where none is wanted', () => {
  const about = { booking_id: '1', revision_id: '2' } as const;
  const notice = { kind: 'reservation', action: 'new', unmapped: 'room', ...about } as const;
  const told = encodeNotice(notice, place, {
    event_types: ['booking_unmapped_room', 'ari'],
    send_data: false,
  });
  expect(told).toEqual([
    { event: 'booking_unmapped_room', body: { event: 'booking_unmapped_room', ...rest } },
  ]);
});
