import { randomBytes } from 'node:crypto';
import { Client } from 'cassandra-driver';
import { inject } from 'vitest';
import type { CassandraOptions } from '../../src/core/booking-views/cassandra-connection.js';
import { createLogger } from '../../src/core/platform/logger.js';

export interface TestKeyspace {
  readonly name: string;
  /** host:port */
  readonly contactPoint: string;
  /** For openCassandraBookingViews, without a lock over processes. */
  readonly options: CassandraOptions;
  /** A plain client, to look at the tables with. */
  readonly client: Client;
  drop(): Promise<void>;
}

/** A name for a keyspace of the test's own on the shared Cassandra; whoever opens it makes it. */
export async function createTestKeyspace(): Promise<TestKeyspace> {
  const contactPoint = inject('cassandraContactPoint');
  if (contactPoint === null) throw new Error('there is no Cassandra: Java 17 and Maven are missing');
  const name = `bellhop_test_${randomBytes(6).toString('hex')}`;
  const client = new Client({ contactPoints: [contactPoint], localDataCenter: 'datacenter1' });
  await client.connect();
  return {
    name,
    contactPoint,
    client,
    options: {
      contactPoints: [contactPoint],
      keyspace: { name, dataCenter: 'datacenter1', replication: 1 },
      credentials: null,
      serialise: (work) => work(),
      logger: createLogger('silent'),
    },
    drop: async () => {
      await client.execute(`DROP KEYSPACE IF EXISTS ${name}`, [], { readTimeout: 30_000 });
      await client.shutdown();
    },
  };
}
