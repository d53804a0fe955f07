import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CompressionTypes, ConfigResourceTypes } from 'kafkajs';
import { KafkaSender } from '../../src/core/events/kafka-sender.js';
import { takeLead } from '../../src/core/platform/leader.js';
import { aBookingEvent, anInventoryEvent } from '../builders/an-event.js';
import { eventually } from '../harness/eventually.js';
import { aKafka, firsts, upTo, versionsOf, type AKafka } from './a-kafka.js';

let k: AKafka;
beforeAll(async () => {
  k = await aKafka();
  await k.client.ensureTopics();
});
afterAll(() => k.close());

const headersOf = (message: { headers?: Record<string, unknown> } | undefined) =>
  Object.fromEntries(Object.entries(message?.headers ?? {}).map(([name, value]) => [name, String(value)]));

describe('topics', () => {
  it('are made with their settings by whoever comes first, and left alone by whoever comes later', async () => {
    await Promise.all([
      k.client.ensureTopics(),
      k.bus().lag({ name: 'x', topics: ['bellhop.hotels'], handle: async () => undefined }),
    ]);
    const names = ['hotels', 'inventory', 'bookings', 'dead-letters'].map((name) => `${k.namespace}.${name}`);
    await k.client.asAdmin(async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: names });
      expect(
        Object.fromEntries(topics.map(({ name, partitions }) => [name.split('.')[1], partitions.length])),
      ).toEqual({
        hotels: 6,
        inventory: 12,
        bookings: 12,
        'dead-letters': 1,
      });
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
      });
      for (const { resourceName, configEntries } of resources) {
        const settings = Object.fromEntries(
          configEntries.map(({ configName, configValue }) => [configName, configValue]),
        );
        expect(settings).toMatchObject({
          'retention.ms': String((resourceName.endsWith('dead-letters') ? 30 : 7) * 86_400_000),
          'cleanup.policy': 'delete',
          'max.message.bytes': '8388608',
          'min.insync.replicas': '1',
        });
      }
    });
  });
});

describe('relay to Kafka', () => {
  it('keys by hotel, tells all in CloudEvents headers, and leaves nothing behind', async () => {
    const event = aBookingEvent({ hotel: '501', booking: '7', version: 2 });
    await k.write([event]);
    expect(await k.relay().drain()).toBe(1);
    const message = (await k.messages('bookings')).find(({ key }) => key?.toString() === '501');
    expect(JSON.parse(message?.value?.toString() ?? '')).toEqual(event.data);
    expect(headersOf(message)).toMatchObject({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_type: 'bellhop.BookingConfirmed',
      ce_subject: '7',
      ce_stateversion: '2',
      ce_hotelid: '501',
      ce_requestid: 'req-engine',
    });
    expect(await k.outboxRows()).toBe(0);
    const { values } = await k.metrics.relayed.get();
    expect(values[0]).toMatchObject({ labels: { type: 'BookingConfirmed' }, value: 1 });
  });

  it('sends events of megabytes in parts that the broker takes', async () => {
    const nights = Array.from({ length: 1_000 }, (_, index) => ({
      date: '2027-03-01',
      available_rooms: index,
      closed: false,
      version: 1,
    }));
    const large = upTo(60).map((version) => {
      const event = anInventoryEvent({ hotel: '502', version });
      return { ...event, data: { hotel_id: '502', room_id: '5', nights } } as typeof event;
    });
    await k.write(large);
    expect(await k.relay().drain()).toBe(60);
    expect(versionsOf(await k.messages('inventory'), '502')).toEqual(upTo(60));
  });

  it('moves an event that commits late, below ids that are long gone, and waits for no writer', async () => {
    let commit = (): void => undefined;
    const released = new Promise<void>((resolve) => (commit = resolve));
    const { writeOutbox } = await import('../../src/core/events/outbox.js');
    let began = (): void => undefined;
    const written = new Promise<void>((resolve) => (began = resolve));
    const late = k.database.inTransaction(async (tx) => {
      await writeOutbox(tx, [aBookingEvent({ hotel: '503', booking: '1' })], null);
      await tx.rows('SELECT 1');
      began();
      await released;
    });
    await written;
    // Many around the open one, so that a delete by scan would run into its lock.
    await k.write(upTo(300).map((version) => aBookingEvent({ hotel: '503', booking: '2', version })));
    const started = performance.now();
    expect(await k.relay().drain()).toBe(300);
    expect(performance.now() - started).toBeLessThan(4_000);
    commit();
    await late;
    expect(await k.relay().drain()).toBe(1);
  });

  it('keeps the order with two relays at once, each event once', async () => {
    const hotels = ['510', '511', '512', '513', '514', '515', '516', '517'];
    k.relay(20).start();
    k.relay(20).start();
    for (const version of upTo(30)) await k.write(hotels.map((hotel) => aBookingEvent({ hotel, version })));
    await eventually(async () => (await k.outboxRows()) === 0);
    const messages = await k.messages('bookings');
    for (const hotel of hotels) expect(versionsOf(messages, hotel)).toEqual(upTo(30));
  });

  it('lets another relay take over the lane of a lost connection, in order', async () => {
    const hotel = '520';
    k.relay(5).start();
    k.relay(5).start();
    await k.write([aBookingEvent({ hotel, version: 1 })]);
    await eventually(async () => (await k.outboxRows()) === 0);
    const lane = String(Number(hotel) % 4);
    const [leader] = await k.database.rows<{ id: string }>(
      `SELECT IS_USED_LOCK(CONCAT('bellhop:lane:', SHA1(CONCAT(DATABASE(), '${lane}')))) AS id`,
    );
    await k.database.run(`KILL ${leader?.id}`);
    await k.write(
      upTo(40)
        .slice(1)
        .map((version) => aBookingEvent({ hotel, version })),
    );
    await eventually(async () => (await k.outboxRows()) === 0);
    expect(firsts(versionsOf(await k.messages('bookings'), hotel))).toEqual(upTo(40));
  });

  it('sends nothing under a lead that may be lost, and everything under the next', async () => {
    const sender = new KafkaSender(k.client);
    const topicMessages = [{ topic: `${k.namespace}.hotels`, messages: [{ key: '530', value: '{}' }] }];
    const before = (await k.messages('hotels')).length;
    await expect(sender.send(topicMessages, () => false)).rejects.toThrow('lead may be lost');
    expect(await k.messages('hotels')).toHaveLength(before);
    await sender.send(topicMessages, () => true);
    expect(await k.messages('hotels')).toHaveLength(before + 1);
    await sender.reset();
  });

  it('knows after a pause that its lead may be lost, until a statement was answered', async () => {
    await k.database.withSession(async (session) => {
      const held = await takeLead(session, { kind: 'lane', of: 'pause-test' });
      expect(held?.isCertain).toBe(true);
      const now = performance.now();
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => now + 7_000);
      try {
        expect(held?.isCertain).toBe(false);
        await held?.rows('SELECT 1');
        expect(held?.isCertain).toBe(true);
      } finally {
        clock.mockRestore();
      }
    });
  });
});

describe('dead letters on Kafka', () => {
  it('keep the bytes of a message that cannot be read, with its cause and where it was', async () => {
    const producer = k.client.kafka.producer();
    await producer.connect();
    const topic = `${k.namespace}.bookings`;
    const bytes = Buffer.from([0xff, 0x00, 0x7b]);
    const [sent] = await producer.send({
      topic,
      messages: [{ key: '540', value: bytes, headers: { ce_id: 'zzz', other: 'kept' } }],
    });
    await producer.disconnect();
    await k.write([aBookingEvent({ hotel: '540', version: 5 })]);
    await k.relay().drain();

    const seen: number[] = [];
    k.bus().subscribe({
      name: 'reader',
      topics: ['bellhop.bookings'],
      handle: async (events) => {
        seen.push(...events.filter(({ hotel_id }) => hotel_id === '540').map(({ version }) => version));
      },
    });
    await eventually(() => seen.length === 1);
    expect(seen).toEqual([5]);
    const [letter] = await k.deadLetters.list({ consumer: 'reader', limit: 10 });
    expect(letter).toMatchObject({
      topic: 'bellhop.bookings',
      source: `${topic}/${sent?.partition}/${sent?.baseOffset}`,
      type: null,
      state: 'PARKED',
      cause: expect.stringContaining('unreadable: CloudEvents headers') as string,
    });
    const [dead] = await k.messages('dead-letters');
    expect(dead?.value).toEqual(bytes);
    expect(dead?.key?.toString()).toBe('540');
    expect(headersOf(dead)).toMatchObject({
      ce_id: 'zzz',
      other: 'kept',
      dead_letter_consumer: 'reader',
      dead_letter_topic: topic,
      dead_letter_partition: String(sent?.partition),
      dead_letter_offset: sent?.baseOffset,
      dead_letter_cause: letter?.cause,
    });
  });

  it('leave out a value that grew too large on the way, and hold up nobody behind it', async () => {
    const producer = k.client.kafka.producer();
    await producer.connect();
    await producer.send({
      topic: `${k.namespace}.bookings`,
      compression: CompressionTypes.GZIP,
      messages: [{ key: '541', value: 'x'.repeat(8_350_000) }],
    });
    await producer.disconnect();
    await k.write([aBookingEvent({ hotel: '541', version: 6 })]);
    await k.relay().drain();

    const seen: number[] = [];
    k.bus().subscribe({
      name: 'large',
      topics: ['bellhop.bookings'],
      handle: async (events) => {
        seen.push(...events.filter(({ hotel_id }) => hotel_id === '541').map(({ version }) => version));
      },
    });
    await eventually(() => seen.length === 1);
    const dead = (await k.messages('dead-letters')).find(
      (message) =>
        headersOf(message)['dead_letter_consumer'] === 'large' &&
        'dead_letter_left_out' in headersOf(message),
    );
    expect(dead?.value).toBeNull();
    expect(headersOf(dead)['dead_letter_left_out']).toMatch(/^83\d{5} bytes$/);
  });
});

describe('a consumer that compares versions', () => {
  it('is not harmed by duplicates and by older events after newer ones', async () => {
    await k.database.run('CREATE TABLE folded (subject VARCHAR(20) PRIMARY KEY, version INT NOT NULL)');
    const { toMessage } = await import('../../src/core/events/kafka-message.js');
    const message = (version: number) => {
      const event = aBookingEvent({ hotel: '550', booking: '550', version });
      const occurred_at = '2027-01-02 03:04:05.678';
      return toMessage({
        ...event,
        data: JSON.stringify(event.data),
        outbox_id: String(version),
        request_id: null,
        occurred_at,
      });
    };
    const producer = k.client.kafka.producer();
    await producer.connect();
    const order = [1, 2, 2, 1, 5, 3, 4, 5, 1, 7, 6, 6, 2];
    await producer.send({ topic: `${k.namespace}.bookings`, messages: order.map(message) });
    await producer.disconnect();
    let worked = 0;
    const consumer = {
      name: 'folder',
      topics: ['bellhop.bookings'] as const,
      handle: async (events: readonly { subject: string; hotel_id: string; version: number }[]) => {
        for (const { subject, hotel_id, version } of events) {
          if (hotel_id !== '550') continue;
          await k.database.run(
            `INSERT INTO folded (subject, version) VALUES (?, ?)
             ON DUPLICATE KEY UPDATE version = GREATEST(version, VALUES(version))`,
            [subject, version],
          );
          worked += 1;
        }
      },
    };
    k.bus(3).subscribe(consumer);
    await eventually(() => worked >= order.length);
    expect(await k.database.rows('SELECT subject, version FROM folded')).toEqual([
      { subject: '550', version: 7 },
    ]);
  });
});
