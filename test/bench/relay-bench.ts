import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import { startKafka } from '../../src/cli/dev-stack/kafka.js';
import { openKafkaClient, type KafkaClient } from '../../src/core/events/kafka-client.js';
import { toMessage } from '../../src/core/events/kafka-message.js';
import { createKafkaOutlet } from '../../src/core/events/kafka-outlet.js';
import { kafkaTopic } from '../../src/core/events/kafka-topics.js';
import { writeOutbox } from '../../src/core/events/outbox.js';
import { createRelay } from '../../src/core/events/relay.js';
import type { NewEvent } from '../../src/core/events/types.js';
import type { BenchApp } from './bench-app.js';
import { benchLine, median, type BenchLine, type Measured } from './bench-line.js';
import { interleave } from './interleave.js';

const EVENTS = 20_000;
const HOTELS = 500;
/** Events of one transaction of the writers. */
const WRITTEN = 1_000;
const BATCH = 1_000;
/** As many as the relay has lanes: the limit must not be one connection's. */
const PRODUCERS = 4;
const ROUNDS = { warmUps: 1, rounds: 5 };

/** A full outbox to Kafka, beside plain kafkajs that sends the same messages from memory, with the same promises. */
export async function relay({ app }: BenchApp): Promise<BenchLine[]> {
  const { database, clock, logger, metrics } = app;
  const kafka = await openKafka();
  const namespace = `bench${randomBytes(4).toString('hex')}`;
  const client = openKafkaClient({ brokers: [kafka.brokers], namespace, logger });
  const outlet = createKafkaOutlet(client);
  const producers = Array.from({ length: PRODUCERS }, () => producerOf(client));
  try {
    await client.ensureTopics();
    await Promise.all(producers.map((producer) => producer.connect()));
    const events = Array.from({ length: EVENTS }, (_, index) => bookingOf(index));
    const toKafka = createRelay({ database, clock, logger, metrics, outlet });
    await toKafka.drain();
    const ours = async (): Promise<number> => {
      for (let start = 0; start < EVENTS; start += WRITTEN)
        await database.inTransaction((tx) =>
          writeOutbox(tx, events.slice(start, start + WRITTEN), 'req-bench'),
        );
      const started = performance.now();
      const moved = await toKafka.drain();
      if (moved !== EVENTS) throw new Error(`${moved} events relayed, not ${EVENTS}`);
      return performance.now() - started;
    };
    const topic = kafkaTopic(namespace, 'bellhop.bookings');
    const plain = async (): Promise<number> => {
      const shares = producers.map((_, lane) => batchesOf(topic, events, lane));
      const started = performance.now();
      await Promise.all(producers.map((producer, lane) => sendAll(producer, shares[lane] ?? [])));
      return performance.now() - started;
    };
    const [ourTimes = [], plainTimes = []] = await interleave([ours, plain], ROUNDS);
    const name = { bench: 'relay', unit: 'events/s', limit_of: `kafkajs batches of ${BATCH}, acks=all` };
    return [
      benchLine(
        { ...name, case: `${EVENTS} events of ${HOTELS} hotels` },
        summarise(ourTimes),
        summarise(plainTimes),
      ),
    ];
  } finally {
    await Promise.all(producers.map((producer) => producer.disconnect()));
    await outlet.close();
    await client.close();
    await kafka.close();
  }
}

/** A Kafka of its own, or the one that BELLHOP_TEST_KAFKA_BROKERS names. */
async function openKafka(): Promise<{ brokers: string; close: () => Promise<void> }> {
  const given = process.env['BELLHOP_TEST_KAFKA_BROKERS'];
  if (given) return { brokers: given, close: () => Promise.resolve() };
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-bench-kafka-'));
  // mkdtemp closes it to others, but as root the server runs as a user without rights.
  chmodSync(directory, 0o711);
  const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`);
  const server = await startKafka({ directory, say });
  const close = async (): Promise<void> => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  return { brokers: server.url, close };
}

function producerOf({ kafka }: KafkaClient): Producer {
  return kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
}

function batchesOf(topic: string, events: readonly NewEvent[], lane: number): TopicMessages[] {
  const messages = events.flatMap((event, index) => {
    if (Number(event.hotel_id) % PRODUCERS !== lane) return [];
    const data = JSON.stringify(event.data);
    const occurred_at = '2027-01-02 03:04:05.678';
    return [
      toMessage({ ...event, data, outbox_id: String(index + 1), request_id: 'req-bench', occurred_at }),
    ];
  });
  return Array.from({ length: Math.ceil(messages.length / BATCH) }, (_, batch) => ({
    topic,
    messages: messages.slice(batch * BATCH, (batch + 1) * BATCH),
  }));
}

async function sendAll(producer: Producer, batches: readonly TopicMessages[]): Promise<void> {
  for (const batch of batches) await producer.sendBatch({ topicMessages: [batch], acks: -1 });
}

function bookingOf(index: number): NewEvent {
  const booking = String(412_345_678_900_000_000n + BigInt(index));
  const hotel_id = String(381_234_567_890_000_000n + BigInt(index % HOTELS));
  return {
    topic: 'bellhop.bookings',
    type: 'BookingConfirmed',
    hotel_id,
    subject: booking,
    version: 1,
    data: {
      booking_id: booking,
      hotel_id,
      partner_id: '381234567890000001',
      user_id: null,
      status: 'CONFIRMED',
      revision: 1,
      check_in_date: '2027-03-01',
      check_out_date: '2027-03-03',
      guests: 2,
      total_price: '240.00',
      currency: 'EUR',
      rooms: [{ room_id: '381234567890000002', rate_plan_id: '381234567890000003', quantity: 1 }],
      created_at: '2027-01-02T03:04:05.678Z',
    },
  };
}

/** Milliseconds of whole rounds. */
function summarise(times: readonly number[]): Measured {
  const middle = median(times);
  const worst = Math.max(...times);
  return { figure: (EVENTS * 1_000) / middle, p50_ms: middle, p99_ms: worst, max_ms: worst };
}
