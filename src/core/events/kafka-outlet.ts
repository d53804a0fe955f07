import type { TopicMessages } from 'kafkajs';
import type { Queryable } from '../platform/database.js';
import type { HeldLead } from '../platform/leader.js';
import type { KafkaClient } from './kafka-client.js';
import { toMessage, type OutboxRow } from './kafka-message.js';
import { KafkaSender } from './kafka-sender.js';
import { kafkaTopic } from './kafka-topics.js';
import type { MovedBatch, OutboxLane, Outlet } from './outlet.js';
import { TOPICS } from './types.js';

/** The same in every process and for ever: two that disagree would each lead a part of the same hotel's events. */
const LANES = 4;
/** Characters of data in one request. One record batch holds all messages of a partition, and brokers limit its size. */
const REQUEST_CHARACTERS = 700_000;
/** Characters of one step, held in memory; inventory events of a year are a hundred times larger than bookings. */
const STEP_CHARACTERS = 4_000_000;
const FIRST_LIMIT = 100;

/**
 * Moves events to Kafka: each is deleted from the outbox after the broker's answer, so it may come twice, never not at
 * all. A hotel's events take one lane, and a lane sends one request at a time: they arrive in order.
 */
export function createKafkaOutlet(client: KafkaClient): Outlet {
  const lanes = Array.from({ length: LANES }, (_, lane) => new KafkaLane(client, lane));
  return {
    lanes,
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.release()));
    },
  };
}

class KafkaLane implements OutboxLane {
  readonly lead;
  readonly condition: string;
  readonly #sender: KafkaSender;
  readonly #names: ReadonlyMap<string, string>;
  #limit = FIRST_LIMIT;

  constructor(client: KafkaClient, lane: number) {
    this.lead = { kind: 'lane', of: String(lane) } as const;
    this.condition = `MOD(hotel_id, ${LANES}) = ${lane}`;
    this.#sender = new KafkaSender(client);
    this.#names = new Map(TOPICS.map((topic) => [topic, kafkaTopic(client.namespace, topic)]));
  }

  async move(held: HeldLead, most: number): Promise<MovedBatch> {
    const limit = Math.min(this.#limit, most);
    const rows = await held.rows<OutboxRow>(
      `SELECT outbox_id, topic, type, hotel_id, subject, version, data, request_id, occurred_at
       FROM outbox WHERE ${this.condition} ORDER BY outbox_id LIMIT ?`,
      [limit],
    );
    for (const part of inParts(rows)) {
      const messages = this.#byTopic(part);
      // The read above has just shown that the lead is ours. Paused since then for longer than it may last, we stop here.
      await held.keepDuring(() => this.#sender.send(messages, () => held.isCertain));
      await deleteRows(held, part);
    }
    this.#adapt(rows);
    return { moved: rows.length, byType: countByType(rows), more: rows.length === limit };
  }

  release(): Promise<void> {
    return this.#sender.reset();
  }

  /** As many rows as make a step of good size, by the size of the last ones. */
  #adapt(rows: readonly OutboxRow[]): void {
    if (rows.length === 0) return;
    const characters = rows.reduce((total, { data }) => total + data.length, 0);
    const fitting = Math.floor((STEP_CHARACTERS * rows.length) / characters);
    this.#limit = Math.max(1, Math.min(fitting, this.#limit * 4));
  }

  #byTopic(rows: readonly OutboxRow[]): TopicMessages[] {
    const topics = new Map<string, TopicMessages>();
    for (const row of rows) {
      const topic = this.#names.get(row.topic);
      if (topic === undefined) throw new Error(`Outbox row ${row.outbox_id} is for no topic of ours`);
      let known = topics.get(topic);
      if (known === undefined) topics.set(topic, (known = { topic, messages: [] }));
      known.messages.push(toMessage(row));
    }
    return [...topics.values()];
  }
}

function* inParts(rows: readonly OutboxRow[]): Generator<readonly OutboxRow[]> {
  let start = 0;
  let size = 0;
  for (const [index, { data }] of rows.entries()) {
    if (size > 0 && size + data.length > REQUEST_CHARACTERS) {
      yield rows.slice(start, index);
      start = index;
      size = 0;
    }
    size += data.length;
  }
  if (start < rows.length) yield rows.slice(start);
}

/** By a join from the ids, so that each row is found by its key: by a list of ids MariaDB may scan, and wait for writers. */
async function deleteRows(held: Queryable, rows: readonly OutboxRow[]): Promise<void> {
  await held.run(
    `DELETE o FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) AS sent
     STRAIGHT_JOIN outbox AS o FORCE INDEX (PRIMARY) ON o.outbox_id = sent.id`,
    [`[${rows.map(({ outbox_id }) => outbox_id).join(',')}]`],
  );
}

function countByType(rows: readonly OutboxRow[]): MovedBatch['byType'] {
  const counts = new Map<string, number>();
  for (const { type } of rows) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].map(([type, count]) => ({ type, count }));
}
