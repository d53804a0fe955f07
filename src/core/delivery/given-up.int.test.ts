import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { aChannel, type TestChannel } from '../../../test/builders/a-channel.js';
import { aDelivery, THEIRS, type TestDelivery } from '../../../test/builders/a-delivery.js';
import { eventually } from '../../../test/harness/eventually.js';

/* Who comes and goes while a push of its lane is under way: a channel is never left open behind our back. */

let d: TestDelivery;
let channel: TestChannel;

beforeAll(async () => {
  d = await aDelivery();
  await d.partner('chan', 'channex');
  await d.t.load(5, 0, 20);
}, 60_000);
beforeEach(async () => {
  channel = await aChannel('channex');
  await d.connect('chan', channel.url);
  d.t.app.delivery.worker.start();
  await d.settled();
});
afterEach(async () => {
  await d.clear();
  await channel.close();
});
afterAll(() => d.close());

const told = () => d.t.db.database.rows('SELECT room_code, rate_code FROM delivery_told');

test('one that is given up and connected again while it answers is told everything, and closes nothing more', async () => {
  const { endpoints, worker } = d.t.app.delivery;
  const before = await told();
  let again = false;
  channel.troubles.push({
    taken: true,
    meanwhile: async () => {
      await endpoints.giveUpClosing('chan');
      await d.connect('chan', channel.url);
      again = true;
    },
  });
  await endpoints.disconnect('chan');
  worker.wake();
  await eventually(() => again);
  await d.settled();
  console.log(channel.received.map((r) => r.path + ' ' + r.body.slice(0, 150)));

  for (const day of [0, 20]) {
    expect(channel.cell(THEIRS.room, null, d.t.day(day))).toMatchObject({ available: 5 });
    expect(channel.cell(THEIRS.room, THEIRS.rate, d.t.day(day))).toMatchObject({ closed: false });
  }
  expect(await told()).toEqual(before);
});
