import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCassandra } from '../../src/cli/dev-stack/cassandra.js';
import type { PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import type { ProjectedViews } from '../../src/core/booking-views/booking-views.js';
import { openCassandraBookingViews } from '../../src/core/booking-views/cassandra-booking-views.js';
import { createLogger } from '../../src/core/platform/logger.js';
import { anEntry, idAt } from '../builders/an-entry.js';

const directory = mkdtempSync(join(tmpdir(), 'bellhop-views-'));
let server: PrivateServer;
let views: ProjectedViews;

beforeAll(async () => {
  chmodSync(directory, 0o711);
  server = await startCassandra({ directory, quick: true });
  views = openCassandraBookingViews({
    contactPoints: [server.url],
    keyspace: { name: 'bellhop', dataCenter: 'datacenter1', replication: 1 },
    credentials: null,
    serialise: (work) => work(),
    logger: createLogger('silent'),
  });
});
afterAll(async () => {
  await views.close();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

const listed = async () => {
  const query = { user_id: '700', partner_id: null, status: null, before: null, limit: 10 };
  return (await views.ofUser(query)).entries;
};

test('a Cassandra that was stopped and started again is gone on with by the same client', async () => {
  const first = anEntry({ booking_id: idAt('2027-01-01T00:00:00Z') });
  const second = anEntry({ booking_id: idAt('2027-01-02T00:00:00Z') });
  await views.store([first]);

  await server.stop();
  await expect(views.store([second])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(listed()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await views.healthy()).toBe(false);
  server = await startCassandra({ directory, quick: true, port: server.port });

  await expect.poll(() => views.healthy(), { timeout: 15_000 }).toBe(true);
  await views.store([second, first]);
  expect(await listed()).toEqual([second, first]);
});
