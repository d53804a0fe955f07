import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'cassandra-driver';
import { describePrivateEngine } from '../../../test/contracts/private-engine.js';
import { startCassandra } from './cassandra.js';

async function onCassandra(url: string, statements: readonly string[]): Promise<string[]> {
  const client = new Client({ contactPoints: [url], localDataCenter: 'datacenter1' });
  try {
    const results = [];
    for (const statement of statements) results.push(await client.execute(statement));
    return results.flatMap(({ rows }) => (rows ?? []).map((row) => String(row['word'])));
  } finally {
    await client.shutdown();
  }
}

describePrivateEngine({
  name: 'cassandra',
  start: startCassandra,
  write: async (url, word) => {
    await onCassandra(url, [
      "CREATE KEYSPACE kept WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
      'CREATE TABLE kept.words (word text PRIMARY KEY)',
      `INSERT INTO kept.words (word) VALUES ('${word}')`,
    ]);
  },
  read: (url) => onCassandra(url, ['SELECT word FROM kept.words']),
  spoil: (data) => {
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'commitlog'), 'a file where its folder belongs');
  },
});
