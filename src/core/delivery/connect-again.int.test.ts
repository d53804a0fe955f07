import { afterAll, beforeAll, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, DELIVERY_KEY, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { connectors } from '../../connectors/index.js';
import { systemClock } from '../model/clock.js';
import { createEndpoints } from './endpoints.js';
import { createSecretBox } from './secret-box.js';

let d: TestDelivery;
let channel: TestChannel;

beforeAll(async () => {
  d = await aDelivery();
  channel = await aChannel('channex');
  await d.partner('chan', 'channex');
  await d.t.load(5, 0, 20);
  await d.connect('chan', channel.url);
  d.t.app.delivery.worker.start();
  await d.settled();
}, 60_000);

afterAll(async () => {
  await d.close();
  await channel.close();
});

test('who is connected again and dies before everything is asked for leaves the channel as it was: what changed meanwhile is told in the end', async () => {
  const { endpoints } = d.t.app.delivery;
  await endpoints.setStatus('chan', 'PAUSED');
  await d.t.push([{ from: d.t.day(4), to: d.t.day(4), available: 1 }]);
  await d.quiet();
  const dying = createEndpoints({
    ...{ database: d.t.db.database, clock: systemClock, partners: d.t.app.partners, allowed: [] },
    connectors: new Map(connectors.map((connector) => [connector.id, connector])),
    secrets: createSecretBox(DELIVERY_KEY.BELLHOP_SECRET_KEY),
    nextId: () => {
      throw new Error('killed');
    },
  });
  await expect(
    dying.connect({
      ...{ partner: 'chan', url: channel.url, username: 'bellhop', password: 's3cret' },
      ...{ requestor_id: 'BH', dialect: null, pricing: 'per_occupancy', los: null },
    }),
  ).rejects.toThrow('killed');

  await endpoints.setStatus('chan', 'ACTIVE');
  await d.settled();
  expect(channel.cell(THEIRS.room, null, d.t.day(4))).toMatchObject({ available: 1 });
});
