import { expect, inject, test } from 'vitest';
import { speaksCassandra } from './doctor-engines.js';

test('a real Cassandra is known without logging in', async () => {
  const contactPoint = inject('cassandraContactPoint');

  expect(contactPoint !== null && (await speaksCassandra(contactPoint))).toBe(true);
});
