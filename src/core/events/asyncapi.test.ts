import { describe, expect, it } from 'vitest';
import { aBookingEvent } from '../../../test/builders/an-event.js';
import { createAsyncApiDocument, dataSchema } from './asyncapi.js';
import { toMessage } from './kafka-message.js';
import { EVENT_TYPES, EVENTS, TOPICS } from './types.js';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** What a JSON pointer leads to. */
function at(document: unknown, pointer: string): unknown {
  let value = document;
  for (const step of pointer.replace('#/', '').split('/')) value = isNode(value) ? value[step] : undefined;
  return value;
}

function refsIn(value: unknown): string[] {
  if (!isNode(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === '$ref' && typeof child === 'string' ? [child] : refsIn(child),
  );
}

describe('docs/asyncapi.json', () => {
  const document = createAsyncApiDocument();

  it('is what the event types say (to write it anew: vitest run src/core/events/asyncapi.test.ts -u)', async () => {
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../../docs/asyncapi.json');
  });

  it('keeps the rules of AsyncAPI 3.0', () => {
    expect(document['asyncapi']).toBe('3.0.0');
    expect(document['info']).toMatchObject({
      title: expect.any(String) as string,
      version: expect.any(String) as string,
    });
    const fields = [
      'asyncapi',
      'id',
      'info',
      'servers',
      'defaultContentType',
      'channels',
      'operations',
      'components',
    ];
    expect(Object.keys(document).filter((field) => !fields.includes(field))).toEqual([]);
    for (const ref of refsIn(document)) expect(at(document, ref), ref).toBeDefined();
    for (const operation of Object.values(document['operations'] as Node) as Node[]) {
      expect(['send', 'receive']).toContain(operation['action']);
      const { $ref: channel } = operation['channel'] as { $ref: string };
      // A message of an operation is named through its channel, never through the components.
      for (const { $ref } of operation['messages'] as { $ref: string }[]) {
        expect($ref.startsWith(`${channel}/messages/`), $ref).toBe(true);
      }
    }
    for (const group of ['channels', 'operations']) {
      for (const name of Object.keys(document[group] as Node)) expect(name).toMatch(/^[A-Za-z0-9_-]+$/);
    }
  });

  it('has every type on its topic', () => {
    const channels = Object.values(document['channels'] as Node) as { address: string; messages: Node }[];
    expect(channels.map(({ address }) => address)).toEqual([...TOPICS]);
    const named = channels.flatMap(({ address, messages }) =>
      Object.keys(messages).map((type) => [type, address]),
    );
    expect(Object.fromEntries(named)).toEqual(
      Object.fromEntries(EVENT_TYPES.map((type) => [type, EVENTS[type].topic])),
    );
  });

  it('describes every header that is sent, and requires those that always are', () => {
    const event = aBookingEvent();
    const row = {
      ...event,
      data: JSON.stringify(event.data),
      outbox_id: '1',
      occurred_at: '2027-01-02 03:04:05.678',
    };
    const headers = at(document, '#/components/schemas/CloudEventHeaders') as {
      properties: Node;
      required: string[];
    };
    const caused = Object.keys(toMessage({ ...row, request_id: 'req-1' }).headers ?? {});
    expect(Object.keys(headers.properties).sort()).toEqual(caused.sort());
    const uncaused = Object.keys(toMessage({ ...row, request_id: null }).headers ?? {});
    expect([...headers.required].sort()).toEqual(uncaused.sort());
  });

  it('says of each field of a booking what it is', () => {
    const schema = dataSchema('BookingConfirmed') as { properties: Node; required: string[]; $id: string };
    expect(schema.$id).toBe('urn:bellhop:event:BookingConfirmed');
    expect(schema.required).toEqual(Object.keys(aBookingEvent().data));
    expect(schema.properties['check_in_date']).toMatchObject({ type: 'string', format: 'date' });
    expect(schema.properties['booking_id']).toMatchObject({ type: 'string', pattern: '^[1-9]\\d{0,18}$' });
  });
});
