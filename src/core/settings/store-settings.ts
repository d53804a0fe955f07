import { z } from 'zod';
import { hosts, integer, name, type Settings } from './setting.js';

/** Where what lasts is kept; an engine that is not set has its embedded form. */
export const STORE_SETTINGS = {
  mysqlUrl: {
    env: 'BELLHOP_MYSQL_URL',
    about: 'the inventory, mysql://user:password@host:port/database',
    secret: 'login',
    schema: z.url({ protocol: /^mysql$/ }),
  },
  mysqlConnections: {
    env: 'BELLHOP_MYSQL_CONNECTIONS',
    about: 'connections of this process to MySQL',
    schema: integer(2, 200).default(16),
  },
  redisUrl: {
    env: 'BELLHOP_REDIS_URL',
    about:
      'locks and caches, redis://[:password@]host:port, or redis+cluster://[:password@]host:port[?nodes=host:port,...] for a Redis Cluster; losing it loses nothing',
    secret: 'login',
    schema: z.url({ protocol: /^rediss?(\+cluster)?$/ }),
  },
  kafkaBrokers: {
    env: 'BELLHOP_KAFKA_BROKERS',
    about: 'events go to this Kafka (host:port, ...); not set: to a table of the database',
    schema: hosts,
  },
  kafkaNamespace: {
    env: 'BELLHOP_KAFKA_NAMESPACE',
    about: 'first part of the names of topics and consumer groups',
    schema: name('bellhop'),
  },
  elasticsearchUrl: {
    env: 'BELLHOP_ELASTICSEARCH_URL',
    about:
      'hotel search by this Elasticsearch, http(s)://[user:password@]host:port; not set: by the database',
    secret: 'login',
    schema: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
  },
  elasticsearchIndex: {
    env: 'BELLHOP_ELASTICSEARCH_INDEX',
    about: 'alias of the search index',
    schema: name('hotels_search_index'),
  },
  cassandraContactPoints: {
    env: 'BELLHOP_CASSANDRA_CONTACT_POINTS',
    about: 'lists of bookings by this Cassandra (host:port, ...); not set: by the database',
    schema: hosts,
  },
  cassandraDataCenter: {
    env: 'BELLHOP_CASSANDRA_DATA_CENTER',
    about: 'the data center of Cassandra that this process talks to',
    schema: z.string().min(1).default('datacenter1'),
  },
  cassandraKeyspace: {
    env: 'BELLHOP_CASSANDRA_KEYSPACE',
    about: 'keyspace of Cassandra, made when missing',
    schema: name('bellhop'),
  },
  cassandraReplication: {
    env: 'BELLHOP_CASSANDRA_REPLICATION',
    about: 'copies of every row in the data center, for a keyspace that is made',
    schema: integer(1, 9).default(1),
  },
  cassandraUsername: {
    env: 'BELLHOP_CASSANDRA_USERNAME',
    about: 'user of Cassandra, where it asks for one',
    schema: z.string().min(1).nullable().default(null),
  },
  cassandraPassword: {
    env: 'BELLHOP_CASSANDRA_PASSWORD',
    about: 'its password',
    secret: true,
    schema: z.string().min(1).nullable().default(null),
  },
  archiveDir: {
    env: 'BELLHOP_ARCHIVE_DIR',
    about: 'folder of the Parquet archive (a disk or a mounted object store)',
    schema: z.string().min(1).default('.bellhop/archive'),
  },
} as const satisfies Settings;
