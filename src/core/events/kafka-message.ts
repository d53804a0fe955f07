import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import { z } from 'zod';
import { isId } from '../model/ids.js';
import type { BusEvent } from './event-bus.js';
import { kafkaTopic, topicOf } from './kafka-topics.js';
import { EVENT_TYPES, EVENTS, type EventType } from './types.js';

/** A row of the outbox as it is read: the JSON of `data` stays text, since nobody on the way looks into it. */
export interface OutboxRow {
  readonly outbox_id: string;
  readonly topic: string;
  readonly type: string;
  readonly hotel_id: string;
  readonly subject: string;
  readonly version: number;
  readonly data: string;
  readonly request_id: string | null;
  /** DATETIME(3) text, UTC. */
  readonly occurred_at: string;
}

const TYPE_PREFIX = 'bellhop.';
const SCHEMA_PREFIX = 'urn:bellhop:event:';

/** What names the JSON Schema of a type's data, in `ce_dataschema` and in docs/asyncapi.json. */
export function schemaUri(type: string): string {
  return `${SCHEMA_PREFIX}${type}`;
}

/**
 * A row as a Kafka message: value = the JSON of `data`, key = hotel_id, all else in the headers of CloudEvents 1.0,
 * binary mode of the Kafka binding. Our extension attributes: stateversion, hotelid, requestid.
 */
export function toMessage(row: OutboxRow): Message {
  return {
    key: row.hotel_id,
    value: row.data,
    timestamp: String(Date.parse(isoOf(row.occurred_at))),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: row.outbox_id,
      ce_source: '/bellhop',
      ce_type: TYPE_PREFIX + row.type,
      ce_time: isoOf(row.occurred_at),
      ce_subject: row.subject,
      ce_dataschema: SCHEMA_PREFIX + row.type,
      ce_stateversion: String(row.version),
      ce_hotelid: row.hotel_id,
      ...(row.request_id === null ? {} : { ce_requestid: row.request_id }),
    },
  };
}

const text = z.string().min(1);
/** What fits the columns in which an event is kept: one that does not could not even be set aside. */
const word = z.string().regex(/^[\x20-\x7e]{1,64}$/);
const headerSchema = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: z.string().regex(/^\d{1,20}$/),
  ce_type: text,
  ce_time: z.iso.datetime(),
  ce_subject: word,
  ce_stateversion: z.coerce.number().int().min(1).max(2_147_483_647),
  ce_hotelid: z.string().refine(isId),
  ce_requestid: word.optional(),
});

/** Why a message is not an event of ours; what it says names no value, for who knows what is in there. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** Where a message was read. */
export interface MessagePlace {
  readonly namespace: string;
  /** The name on Kafka. */
  readonly topic: string;
}

/** @throws UnreadableMessage for what is not one of our events, whole and on its own topic. */
export function readMessage({ headers, value }: KafkaMessage, place: MessagePlace): BusEvent {
  const parsed = headerSchema.safeParse(textHeaders(headers));
  if (!parsed.success) throw new UnreadableMessage(`CloudEvents headers: ${faultsOf(parsed.error)}`);
  const head = parsed.data;
  const type = head.ce_type.slice(TYPE_PREFIX.length);
  if (!head.ce_type.startsWith(TYPE_PREFIX) || !isEventType(type)) {
    throw new UnreadableMessage('ce_type names no event that this version knows');
  }
  const definition = EVENTS[type];
  if (topicOf(place.namespace, place.topic) !== definition.topic) {
    throw new UnreadableMessage(`${type} belongs on ${kafkaTopic(place.namespace, definition.topic)}`);
  }
  const data = definition.data.safeParse(jsonOf(value));
  if (!data.success) throw new UnreadableMessage(`data of ${type}: ${faultsOf(data.error)}`);
  if (data.data.hotel_id !== head.ce_hotelid) {
    throw new UnreadableMessage('ce_hotelid is not the hotel of its data');
  }
  return {
    topic: definition.topic,
    type,
    hotel_id: head.ce_hotelid,
    subject: head.ce_subject,
    version: head.ce_stateversion,
    data: data.data,
    outbox_id: head.ce_id,
    request_id: head.ce_requestid ?? null,
    occurred_at: head.ce_time,
    // Type, topic and data were parsed by the same entry of EVENTS, which the compiler cannot follow.
  } as BusEvent;
}

/** The outbox_id of a message, as far as it can be told. */
export function outboxIdOf({ headers }: KafkaMessage): string | undefined {
  const id = headers?.['ce_id']?.toString();
  return id !== undefined && /^\d{1,20}$/.test(id) ? id : undefined;
}

function textHeaders(headers: IHeaders | undefined): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, value?.toString('utf8')]),
  );
}

function jsonOf(value: Buffer | null): unknown {
  if (value === null) throw new UnreadableMessage('it has no value');
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    throw new UnreadableMessage('its value is not JSON');
  }
}

function isEventType(type: string): type is EventType {
  return (EVENT_TYPES as readonly string[]).includes(type);
}

function faultsOf(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || '(root)'} ${issue.code}`).join(', ');
}

function isoOf(time: string): string {
  return `${time.slice(0, 10)}T${time.slice(11)}Z`;
}
