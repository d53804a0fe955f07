import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../harness/database.js';
import { roleProcesses, type RoleProcesses } from './role-processes.js';

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1';

let db: TestDatabase;
let processes: RoleProcesses;
beforeAll(async () => {
  db = await createTestDatabase();
  processes = roleProcesses(db.url);
});
afterAll(async () => {
  await processes.close();
  await db.drop();
});

test('a gateway whose engines are all away starts, is degraded but ready, and stops in good order', async () => {
  const gateway = await processes.start('all', {
    BELLHOP_KAFKA_BROKERS: NOWHERE,
    BELLHOP_ELASTICSEARCH_URL: `http://${NOWHERE}`,
    BELLHOP_CASSANDRA_CONTACT_POINTS: NOWHERE,
  });

  const ready = await fetch(`${gateway.url}/readyz`);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  await gateway.stop(11_000);

  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    status: 'degraded',
    checks: { mysql: 'ok', redis: 'ok', kafka: 'down', elasticsearch: 'down', cassandra: 'down' },
  });
  for (const engine of ['kafka', 'elasticsearch', 'cassandra'])
    expect(metrics).toContain(`bellhop_engine_up{engine="${engine}"} 0`);
  // A job that was cut short by the stop may still say so behind it.
  expect(gateway.lines().map(({ event }) => event)).toContain('gateway.stopped');
});
