import { z } from 'zod';
import { schemaUri } from './kafka-message.js';
import { EVENT_TYPES, EVENTS, TOPICS, type EventType, type Topic } from './types.js';

type Json = Readonly<Record<string, unknown>>;

const TITLES = {
  HotelCreated: 'A hotel was onboarded',
  HotelUpdated: 'A hotel, its rooms or its status changed',
  RoomInventoryUpdated: 'Open rooms of nights of a room type changed',
  PriceUpdated: 'Prices or restrictions of nights of a rate plan changed',
  BookingCreated: 'A booking holds its rooms and is not confirmed yet',
  BookingConfirmed: 'A booking was confirmed',
  BookingModified: 'A booking was restated',
  BookingCancelled: 'A booking was cancelled',
  BookingFailed: 'A booking was not confirmed: not paid, expired or given up; its rooms are back',
} as const satisfies Record<EventType, string>;

const ABOUT = {
  'bellhop.hotels': 'Hotels and their rooms.',
  'bellhop.inventory': 'Availability, prices and restrictions by night.',
  'bellhop.bookings':
    'Bookings without personal data; whoever needs a guest reads the booking with the rights to it.',
} as const satisfies Record<Topic, string>;

const text = (description: string): Json => ({ type: 'string', description });

const HEADERS: Json = {
  type: 'object',
  required: [
    'content-type',
    'ce_specversion',
    'ce_id',
    'ce_source',
    'ce_type',
    'ce_time',
    'ce_subject',
    'ce_dataschema',
    'ce_stateversion',
    'ce_hotelid',
  ],
  properties: {
    'content-type': { type: 'string', const: 'application/json' },
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: text('The same for a second delivery of the same event.'),
    ce_source: text('Always /bellhop.'),
    ce_type: text('bellhop. and the name of the event.'),
    ce_time: { type: 'string', format: 'date-time', description: 'When the change was written.' },
    ce_subject: text('The room, rate plan, booking or hotel; events of one subject are in commit order.'),
    ce_dataschema: text('Names the schema of the value.'),
    ce_stateversion: text(
      'Version of the state after the change; a consumer ignores what is older than it knows.',
    ),
    ce_hotelid: text('The hotel, also the key of the message.'),
    ce_requestid: text('The request that caused it, where there was one.'),
  },
};

/** The events as an AsyncAPI 3.0 document: channels are the topics of the namespace `bellhop`, schemas those of EVENTS. */
export function createAsyncApiDocument(): Json {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Bellhop events',
      version: '1',
      description:
        'What changed, after it was committed. Delivery is at least once; events of one hotel on one topic are in order. Values are JSON, all else is in CloudEvents 1.0 headers (binary mode).',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(TOPICS.map((topic) => [channelOf(topic), channel(topic)])),
    operations: Object.fromEntries(TOPICS.map((topic) => [`send_${channelOf(topic)}`, operation(topic)])),
    components: {
      messages: Object.fromEntries(EVENT_TYPES.map((type) => [type, message(type)])),
      schemas: {
        ...Object.fromEntries(EVENT_TYPES.map((type) => [type, dataSchema(type)])),
        CloudEventHeaders: HEADERS,
      },
    },
  };
}

/** JSON Schema (draft 2020-12) of a type's data. */
export function dataSchema(type: EventType): Json {
  const { $schema, ...schema } = z.toJSONSchema(EVENTS[type].data, { io: 'output' });
  return { $schema, $id: schemaUri(type), title: TITLES[type], ...schema };
}

function channel(topic: Topic): Json {
  return {
    address: topic,
    description: ABOUT[topic],
    messages: Object.fromEntries(
      typesOf(topic).map((type) => [type, { $ref: `#/components/messages/${type}` }]),
    ),
  };
}

function operation(topic: Topic): Json {
  const name = channelOf(topic);
  return {
    action: 'send',
    channel: { $ref: `#/channels/${name}` },
    summary: ABOUT[topic],
    messages: typesOf(topic).map((type) => ({ $ref: `#/channels/${name}/messages/${type}` })),
  };
}

function message(type: EventType): Json {
  return {
    name: type,
    title: TITLES[type],
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/CloudEventHeaders' },
    payload: { $ref: `#/components/schemas/${type}` },
    bindings: {
      kafka: { key: { type: 'string', description: 'hotel_id' }, bindingVersion: '0.5.0' },
    },
  };
}

function typesOf(topic: Topic): EventType[] {
  return EVENT_TYPES.filter((type) => EVENTS[type].topic === topic);
}

function channelOf(topic: Topic): string {
  return topic.slice(topic.indexOf('.') + 1);
}
