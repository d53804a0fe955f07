import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { describePrivateEngine } from '../../../test/contracts/private-engine.js';
import { startKafka } from './kafka.js';

function clientOf(url: string): Kafka {
  return new Kafka({ brokers: [url], logLevel: logLevel.NOTHING });
}

describePrivateEngine({
  name: 'kafka',
  start: startKafka,
  write: async (url, word) => {
    const admin = clientOf(url).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: word }], waitForLeaders: true });
    await admin.disconnect();
  },
  read: async (url) => {
    const admin = clientOf(url).admin();
    await admin.connect();
    const topics = await admin.listTopics();
    await admin.disconnect();
    return topics;
  },
  spoil: (data) => {
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'meta.properties'), 'version=1\nnode.id=7\ncluster.id=another\n');
  },
});
