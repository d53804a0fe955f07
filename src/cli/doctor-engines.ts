import { connect } from 'node:net';
import type { ConsumerLag } from '../core/events/event-bus.js';
import type { Engine } from '../core/health.js';
import type { Database } from '../core/platform/database.js';
import { resolveConfig, withDatabase, withStores } from './stores.js';

/** What a look at an engine or at the events found. */
export interface Finding {
  readonly state: 'ok' | 'failed';
  readonly detail: string;
  readonly next?: string;
}

const PROBE_MS = 3_000;
/** The native protocol of Cassandra, version 4: OPTIONS, which needs no login, and the SUPPORTED that answers it. */
const OPTIONS = Buffer.from([4, 0, 0, 0, 5, 0, 0, 0, 0]);
const SUPPORTED = 6;
const CASSANDRA_PORT = 9042;
const KAFKA_PORT = 9092;
/** More are not counted. */
const MOST_PARKED = 1_000;

/** A look at each engine that the variables or the stack in `dataDir` name, apart from each other and from MySQL. */
export function engineProbes(dataDir: string): (readonly [check: Engine, probe: () => Promise<Finding>])[] {
  const { kafkaBrokers, kafkaNamespace, elasticsearchUrl, elasticsearchIndex, cassandraContactPoints } =
    resolveConfig(dataDir);
  const probes: (readonly [Engine, () => Promise<Finding>])[] = [];
  if (kafkaBrokers !== null) {
    probes.push(['kafka', () => probeKafka(kafkaBrokers, kafkaNamespace)]);
  }
  if (elasticsearchUrl !== null) {
    probes.push(['elasticsearch', () => probeElasticsearch(elasticsearchUrl, elasticsearchIndex)]);
  }
  if (cassandraContactPoints !== null) {
    probes.push(['cassandra', () => probeCassandra(cassandraContactPoints)]);
  }
  return probes;
}

async function probeKafka(brokers: readonly string[], namespace: string): Promise<Finding> {
  const listens = await someListens(brokers);
  const answers = listens && (await kafkaAnswers(brokers, namespace));
  return finding(answers, brokers.join(', '), 'events wait in the database until it does');
}

async function kafkaAnswers(brokers: readonly string[], namespace: string): Promise<boolean> {
  const [{ openKafkaClient }, { createLogger }] = await Promise.all([
    import('../core/events/kafka-client.js'),
    import('../core/platform/logger.js'),
  ]);
  const client = openKafkaClient({ brokers, namespace, logger: createLogger('silent') });
  try {
    return await client.healthy();
  } finally {
    await client.close();
  }
}

async function probeElasticsearch(url: string, alias: string): Promise<Finding> {
  const { openElasticsearchIndex } = await import('../core/search/elasticsearch-search-index.js');
  const index = openElasticsearchIndex({ url, alias });
  try {
    return finding(await index.healthy(), new URL(url).host, 'there is no hotel search; bookings go on');
  } finally {
    await index.close();
  }
}

async function probeCassandra(contactPoints: readonly string[]): Promise<Finding> {
  const answers = await Promise.all(contactPoints.map(speaksCassandra));
  return finding(
    answers.some((answer) => answer),
    contactPoints.join(', '),
    'there are no lists of bookings; bookings go on',
  );
}

function finding(answers: boolean, where: string, without: string): Finding {
  return answers
    ? { state: 'ok', detail: `answers at ${where}` }
    : { state: 'failed', detail: `does not answer at ${where}; ${without}`, next: 'bellhop dev status' };
}

/** Not by the driver: it would log in, and its views would make their tables; a look must not change anything. */
export async function speaksCassandra(contactPoint: string): Promise<boolean> {
  const answer = await ask(contactPoint, { question: OPTIONS, standardPort: CASSANDRA_PORT });
  return answer?.[4] === SUPPORTED;
}

/** Before Kafka's client is: once it tries, it goes on for half a minute, and can be ended only when it is through. */
async function someListens(brokers: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(brokers.map((broker) => ask(broker, { standardPort: KAFKA_PORT })));
  return answers.some((answer) => answer !== null);
}

/** The first bytes of the answer, none where there is no question; null when nobody is there or says anything. */
function ask(
  address: string,
  { question, standardPort }: { readonly question?: Buffer; readonly standardPort: number },
): Promise<Buffer | null> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(port || standardPort) });
    let answer = Buffer.alloc(0);
    const timer = setTimeout(() => end(null), PROBE_MS);
    const end = (outcome: Buffer | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    socket.on('connect', () => (question === undefined ? end(answer) : socket.write(question)));
    socket.on('data', (bytes: Buffer) => {
      answer = Buffer.concat([answer, bytes]);
      if (answer.length >= OPTIONS.length) end(answer);
    });
    for (const event of ['error', 'close'] as const) socket.on(event, () => end(null));
  });
}

/** How far behind each consumer is, and what has been set aside. */
export async function probeEvents(dataDir: string): Promise<Finding> {
  const { kafkaBrokers } = resolveConfig(dataDir);
  const lags = kafkaBrokers === null || (await someListens(kafkaBrokers)) ? await lagsOf(dataDir) : [];
  const parked = await withDatabase(dataDir, countParked);
  const waiting = lags.map((lag) => `${lag.consumer} ${lag.waiting} behind`);
  const aside = `${parked === MOST_PARKED ? `${MOST_PARKED} or more` : parked} set aside`;
  const detail = [...waiting, aside].join(', ');
  return parked === 0 ? { state: 'ok', detail } : { state: 'failed', detail, next: 'bellhop dlq list' };
}

function lagsOf(dataDir: string): Promise<ConsumerLag[]> {
  return withStores(resolveConfig(dataDir), [], ({ bus, consumers }) =>
    Promise.all([...consumers.values()].map((consumer) => bus.lag(consumer))),
  );
}

async function countParked(database: Database): Promise<number> {
  const { createDeadLetters } = await import('../core/events/dead-letters.js');
  const letters = await createDeadLetters({ database }).list({ state: 'PARKED', limit: MOST_PARKED });
  return letters.length;
}
