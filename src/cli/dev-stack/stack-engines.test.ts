import { expect, test, vi } from 'vitest';
import { engineVariables, startEngines } from './stack-engines.js';

test('engines that variables name are told as they are, wanted or not, and nothing is started', async () => {
  const onStarted = vi.fn();
  const lines: string[] = [];

  const addresses = await startEngines({
    names: ['kafka', 'cassandra'],
    dataDir: '/nowhere',
    env: {
      BELLHOP_KAFKA_BROKERS: 'one:9092, two:9092',
      BELLHOP_ELASTICSEARCH_URL: 'http://search:9200',
      BELLHOP_CASSANDRA_CONTACT_POINTS: 'views:9042',
    },
    log: (line) => lines.push(line),
    onStarted,
  });

  expect(addresses).toEqual({
    kafka: ['one:9092', 'two:9092'],
    elasticsearch: 'http://search:9200',
    cassandra: 'views:9042',
  });
  expect(onStarted).not.toHaveBeenCalled();
  expect(lines).toContain('Kafka is the one of BELLHOP_KAFKA_BROKERS');
});

test('another process is told of the engines in use alone', () => {
  expect(engineVariables({ kafka: ['one:9092', 'two:9092'] })).toEqual({
    BELLHOP_KAFKA_BROKERS: 'one:9092,two:9092',
  });
  expect(engineVariables({ elasticsearch: 'http://search:9200', cassandra: 'views:9042' })).toEqual({
    BELLHOP_ELASTICSEARCH_URL: 'http://search:9200',
    BELLHOP_CASSANDRA_CONTACT_POINTS: 'views:9042',
  });
});
