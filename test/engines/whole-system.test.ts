import { randomBytes } from 'node:crypto';
import { Client as ElasticsearchClient } from '@elastic/elasticsearch';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Consumer, Subscription } from '../../src/core/events/event-bus.js';
import { createReadSearchDocuments } from '../../src/core/search/read-search-documents.js';
import { systemClock } from '../../src/core/model/clock.js';
import { anApp, bookingOf, type TestApp } from '../builders/an-app.js';
import { createTestKeyspace, type TestKeyspace } from '../harness/cassandra.js';
import { eventually } from '../harness/eventually.js';
import { checkProjections, type States } from '../history/check-projections.js';
import { dumpSystem } from '../history/dump-system.js';
import type { EventRow } from '../history/dumps.js';

const STEPS = 160;
const TOPICS = ['hotels', 'inventory', 'bookings'];

const namespace = `t${randomBytes(5).toString('hex')}`;
const alias = `${namespace}_search`;
const elasticsearch = new ElasticsearchClient({ node: inject('elasticsearchUrl') ?? '' });
const kafka = new Kafka({ brokers: inject('kafkaBrokers') ?? [], logLevel: logLevel.NOTHING });
let keyspace: TestKeyspace;
/** Two processes' worth of Bellhop on one database; each relays and projects. */
let one: TestApp;
let other: TestApp;

beforeAll(async () => {
  keyspace = await createTestKeyspace();
  const env = {
    BELLHOP_KAFKA_BROKERS: (inject('kafkaBrokers') ?? []).join(','),
    BELLHOP_KAFKA_NAMESPACE: namespace,
    BELLHOP_ELASTICSEARCH_URL: inject('elasticsearchUrl') ?? '',
    BELLHOP_ELASTICSEARCH_INDEX: alias,
    BELLHOP_CASSANDRA_CONTACT_POINTS: keyspace.contactPoint,
    BELLHOP_CASSANDRA_KEYSPACE: keyspace.name,
  };
  one = await anApp({ env });
  other = await anApp({ env, db: one.db });
});

afterAll(async () => {
  await other.close();
  await one.close();
  const admin = kafka.admin();
  await admin.connect();
  const topics = await admin.listTopics();
  await admin.deleteTopics({ topics: topics.filter((topic) => topic.startsWith(`${namespace}.`)) });
  await admin.disconnect();
  const indices = await elasticsearch.indices.get({ index: `${alias}*`, ignore_unavailable: true });
  for (const index of Object.keys(indices)) await elasticsearch.indices.delete({ index });
  await elasticsearch.close();
  await keyspace.drop();
});

/** Every event comes twice, and a batch once more after the one behind it: at least once, and out of order. */
function withCopies(consumer: Consumer): Consumer {
  let before: Parameters<Consumer['handle']>[0] = [];
  return {
    ...consumer,
    handle: async (events) => {
      await consumer.handle(events);
      await consumer.handle([...events].reverse());
      if (before.length > 0) await consumer.handle(before);
      before = events;
    },
  };
}

function subscribeAll({ app }: TestApp): Subscription[] {
  return [...app.consumers.values()].map((consumer) => app.bus.subscribe(withCopies(consumer)));
}

/** Pushes, bookings and cancellations by two processes; one of them loses its consumers in the middle. */
async function live(): Promise<Subscription[]> {
  const random = seeded(7);
  const made: string[] = [];
  const consuming = subscribeAll(one);
  let lost = subscribeAll(other);
  for (let step = 0; step < STEPS; step += 1) {
    const t = random() < 0.5 ? one : other;
    const from = 5 + Math.floor(random() * 20);
    const dice = random();
    if (dice < 0.3) await t.load(1 + Math.floor(random() * 6), from, from + 3);
    else if (dice < 0.85) {
      const stay = {
        checkin_date: t.day(from),
        checkout_date: t.day(from + 2),
        user_id: String(1 + (step % 5)),
      };
      const answer = await t.book(stay).catch(() => null);
      if (answer?.kind === 'confirmed') made.push(bookingOf(answer).booking_id);
    } else {
      const [id] = made.splice(Math.floor(random() * made.length), 1);
      if (id !== undefined) await t.cancel(id);
    }
    if (step === STEPS / 2) await Promise.all(lost.map((subscription) => subscription.stop()));
    if (step === (STEPS * 3) / 4) lost = subscribeAll(other);
  }
  expect(made.length).toBeGreaterThan(10);
  return [...consuming, ...lost];
}

test('projections equal the fold of the events equal the tables, with copies, disorder and a lost consumer', async () => {
  one.app.relay.start();
  other.app.relay.start();
  await one.load(5, 1, 40);

  const subscriptions = await live();
  await one.app.relay.drain();
  for (const consumer of one.app.consumers.values()) {
    await eventually(async () => (await one.app.bus.lag(consumer)).waiting === 0, {
      within: 60_000,
      what: `${consumer.name} has worked on every event`,
    });
  }

  const { bookings, room_inventory } = await dumpSystem(one.db.database);
  const views = await bookingStates();
  const events = await readKafka();
  expect(
    checkProjections({
      bookings,
      room_inventory,
      events,
      stores: [
        { name: 'booking_by_hotel', expected: views.truth, found: await cassandraStates('booking_by_hotel') },
        { name: 'booking_by_user', expected: views.ofUsers, found: await cassandraStates('booking_by_user') },
        { name: 'search index', ...(await searchStates()) },
      ],
    }),
  ).toEqual([]);
  await Promise.all(subscriptions.map((subscription) => subscription.stop()));
  expect(await one.app.deadLetters.list({ limit: 10 })).toEqual([]);
}, 180_000);

interface BookingState {
  readonly booking_id: string;
  readonly status: string;
  readonly revision: number;
  readonly user_id: string | null;
  readonly check_in_date: string;
}

async function bookingStates(): Promise<{ truth: States; ofUsers: States }> {
  const rows = await one.db.database.rows<BookingState>(
    'SELECT booking_id, status, revision, user_id, check_in_date FROM bookings',
  );
  const states = (some: readonly BookingState[]): States =>
    new Map(some.map((row) => [row.booking_id, stateOf(row)]));
  return { truth: states(rows), ofUsers: states(rows.filter((row) => row.user_id !== null)) };
}

function stateOf({ status, revision, user_id, check_in_date }: BookingState): string {
  return [status, revision, user_id, check_in_date].join(' ');
}

async function cassandraStates(table: string): Promise<States> {
  const { rows } = await keyspace.client.execute(
    `SELECT booking_id, status, revision, user_id, check_in_date FROM ${keyspace.name}.${table}`,
  );
  return new Map(
    rows.map((row) => {
      const text = (column: string): string => String(row.get(column));
      const state = {
        booking_id: text('booking_id'),
        status: text('status'),
        revision: Number(text('revision')),
      };
      return [
        state.booking_id,
        stateOf({ ...state, user_id: text('user_id'), check_in_date: text('check_in_date') }),
      ];
    }),
  );
}

async function searchStates(): Promise<{ expected: States; found: States }> {
  const read = createReadSearchDocuments({ database: one.db.database, clock: systemClock });
  const [change] = await read([one.hotelId]);
  const rooms = change?.document?.rooms ?? [];
  const open = (await one.app.searchIndex.openNights([one.hotelId])).get(one.hotelId);
  return {
    expected: new Map(rooms.map((room) => [room.room_id, JSON.stringify(room.open_nights)])),
    found: new Map([...(open ?? [])].map(([room, nights]) => [room, JSON.stringify(nights)])),
  };
}

/** All that the topics hold, by a plain client. */
async function readKafka(): Promise<EventRow[]> {
  const topics = TOPICS.map((topic) => `${namespace}.${topic}`);
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await Promise.all(topics.map((topic) => admin.fetchTopicOffsets(topic)));
  await admin.disconnect();
  const total = offsets.flat().reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const events: EventRow[] = [];
  const consumer = kafka.consumer({ groupId: `${namespace}-look` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      events.push(toRow(message.headers ?? {}, message.value));
      return Promise.resolve();
    },
  });
  await eventually(() => events.length >= total, { within: 60_000, what: 'every message was read' });
  await consumer.disconnect();
  return events;
}

function toRow(headers: Record<string, unknown>, value: Buffer | null): EventRow {
  const header = (name: string): string => String(headers[name]);
  const type =
    header('ce_type')
      .split('.')
      .find((part) => /^[A-Z]/.test(part)) ?? '';
  const data = JSON.parse(String(value)) as unknown;
  return {
    outbox_id: header('ce_id'),
    type,
    subject: header('ce_subject'),
    version: 1,
    request_id: null,
    data,
  };
}

/** The same steps in every run. @returns numbers from 0 up to, not including, 1 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
