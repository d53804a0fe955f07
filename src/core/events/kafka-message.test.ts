import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { aBookingEvent } from '../../../test/builders/an-event.js';
import { outboxIdOf, readMessage, toMessage, UnreadableMessage, type OutboxRow } from './kafka-message.js';

const PLACE = { namespace: 'shop', topic: 'shop.bookings' };
const event = aBookingEvent({ hotel: '77', booking: '88', version: 3 });
const row: OutboxRow = {
  ...event,
  outbox_id: '912',
  data: JSON.stringify(event.data),
  request_id: 'req-9',
  occurred_at: '2027-01-02 03:04:05.678',
};

/** As the broker gives it back. */
function received(
  changes: { headers?: Record<string, string | undefined>; value?: string | null } = {},
): KafkaMessage {
  const sent = toMessage(row);
  const headers = { ...sent.headers, ...changes.headers };
  const value = changes.value === undefined ? String(sent.value) : changes.value;
  return {
    key: Buffer.from(String(sent.key)),
    value: value === null ? null : Buffer.from(value),
    timestamp: sent.timestamp ?? '',
    attributes: 0,
    offset: '5',
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [
        name,
        text === undefined ? undefined : Buffer.from(String(text)),
      ]),
    ),
  };
}

function refusal(message: KafkaMessage, place = PLACE): string {
  try {
    readMessage(message, place);
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableMessage);
    return (error as Error).message;
  }
  throw new Error('it was read');
}

describe('a Kafka message', () => {
  it('is a CloudEvent in binary mode, keyed by hotel', () => {
    expect(toMessage(row)).toEqual({
      key: '77',
      value: row.data,
      timestamp: String(Date.UTC(2027, 0, 2, 3, 4, 5, 678)),
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: '912',
        ce_source: '/bellhop',
        ce_type: 'bellhop.BookingConfirmed',
        ce_time: '2027-01-02T03:04:05.678Z',
        ce_subject: '88',
        ce_dataschema: 'urn:bellhop:event:BookingConfirmed',
        ce_stateversion: '3',
        ce_hotelid: '77',
        ce_requestid: 'req-9',
      },
    });
    expect(toMessage({ ...row, request_id: null }).headers).not.toHaveProperty('ce_requestid');
  });

  it('is read back as the event', () => {
    const head = { outbox_id: '912', request_id: 'req-9', occurred_at: '2027-01-02T03:04:05.678Z' };
    expect(readMessage(received(), PLACE)).toEqual({ ...event, ...head });
    expect(readMessage(received({ headers: { ce_requestid: undefined } }), PLACE).request_id).toBeNull();
  });

  it.each([
    ['no value', received({ value: null }), 'it has no value'],
    ['no JSON', received({ value: '{"a"' }), 'its value is not JSON'],
    [
      'other data',
      received({ value: '{"guest":"Ada"}' }),
      'data of BookingConfirmed: booking_id invalid_type',
    ],
    ['an unknown type', received({ headers: { ce_type: 'bellhop.Nothing' } }), 'names no event'],
    ['a type of others', received({ headers: { ce_type: 'BookingConfirmed' } }), 'names no event'],
    ['no id', received({ headers: { ce_id: undefined } }), 'headers: ce_id'],
    ['a version that is none', received({ headers: { ce_stateversion: 'x' } }), 'headers: ce_stateversion'],
    [
      'a version beyond its column',
      received({ headers: { ce_stateversion: '9007199254740991' } }),
      'ce_stateversion',
    ],
    [
      'a hotel beyond its column',
      received({ headers: { ce_hotelid: '9'.repeat(40) } }),
      'headers: ce_hotelid',
    ],
    [
      'a subject beyond its column',
      received({ headers: { ce_subject: 'x'.repeat(65) } }),
      'headers: ce_subject',
    ],
    ['another hotel than its data', received({ headers: { ce_hotelid: '78' } }), 'not the hotel of its data'],
    ['another envelope', received({ headers: { ce_specversion: '2.0' } }), 'headers: ce_specversion'],
  ])('with %s is refused with the reason, and without its content', (_name, message, reason) => {
    expect(refusal(message)).toContain(reason);
    expect(refusal(message)).not.toContain('Ada');
  });

  it('is refused on the wrong topic', () => {
    expect(refusal(received(), { ...PLACE, topic: 'shop.hotels' })).toBe(
      'BookingConfirmed belongs on shop.bookings',
    );
  });

  it('tells its outbox_id as far as it has one', () => {
    expect(outboxIdOf(received())).toBe('912');
    expect(outboxIdOf(received({ headers: { ce_id: 'x' } }))).toBeUndefined();
    expect(outboxIdOf(received({ headers: { ce_id: undefined } }))).toBeUndefined();
  });
});
