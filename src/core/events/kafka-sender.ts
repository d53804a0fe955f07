import { Partitioners, type Producer, type RecordMetadata, type TopicMessages } from 'kafkajs';
import { atMost } from '../platform/at-most.js';
import { GOODBYE_MS, type KafkaClient } from './kafka-client.js';

/** acks=all: the write is on every replica that is in sync. */
const ALL = -1;

/**
 * The one producer of a lane: idempotent, one awaited send at a time, each acknowledged by all replicas.
 *
 * After a send that failed the producer is thrown away. Whether the broker has that batch is unknown, and kafkajs
 * would give its sequence numbers to the next one: a different batch of the same length would be taken for the old
 * one, acknowledged and never written. A new producer has a new id: it may repeat events, but loses none.
 */
export class KafkaSender {
  #producer: Promise<Producer> | undefined;
  #allowed: () => boolean = () => true;
  #targets = new Set<string>();

  constructor(private readonly client: KafkaClient) {}

  /**
   * Returns when the broker has all of it.
   * @param allowed is asked right before each request, the client's own retries included: false stops the send.
   * @throws what the client throws; then some of it may have been written.
   */
  async send(topicMessages: TopicMessages[], allowed: () => boolean): Promise<void> {
    await this.client.ensureTopics();
    this.#producer ??= this.#connect();
    this.#allowed = allowed;
    this.#targets = new Set();
    try {
      const producer = await this.#producer;
      this.#verify(await producer.sendBatch({ topicMessages, acks: ALL }));
    } catch (error) {
      await this.reset();
      throw error;
    }
  }

  /** Closes the producer; the next send opens another. */
  async reset(): Promise<void> {
    // From here on a retry that still waits inside the client is refused.
    this.#allowed = () => false;
    const open = this.#producer;
    this.#producer = undefined;
    // One that never came to be has nothing to close, and one that cannot say goodbye is gone as well.
    const goodbye = open?.then((producer) => producer.disconnect()).catch(() => undefined);
    await atMost(GOODBYE_MS, Promise.resolve(goodbye));
  }

  async #connect(): Promise<Producer> {
    const choose = Partitioners.DefaultPartitioner();
    const producer = this.client.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      // Called for each message of each try, right before the request is written.
      createPartitioner: () => (message) => {
        if (!this.#allowed()) throw new Error('The lead may be lost: nothing more is sent under it');
        const partition = choose(message);
        this.#targets.add(`${message.topic}/${partition}`);
        return partition;
      },
    });
    await producer.connect();
    return producer;
  }

  /** A partition whose leader changes between two tries can be left out by the client, and nothing but this would tell. */
  #verify(answers: readonly RecordMetadata[]): void {
    const answered = new Set(
      answers
        .filter(({ errorCode }) => errorCode === 0)
        .map(({ topicName, partition }) => `${topicName}/${partition}`),
    );
    const missing = [...this.#targets].filter((target) => !answered.has(target));
    if (missing.length > 0) throw new Error(`Kafka did not acknowledge ${missing.join(', ')}`);
  }
}
