import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestChannel } from '../../../test/builders/a-channel.js';
import type { TestApp } from '../../../test/builders/an-app.js';
import { twoChannels, type TwoChannels } from '../../../test/builders/two-channels.js';

let d: TwoChannels;
let t: TestApp;
let one: TestChannel;
beforeAll(async () => {
  d = await twoChannels();
  ({ t } = d);
}, 60_000);
afterAll(() => d.close());
beforeEach(async () => {
  [one] = await d.listen();
});
afterEach(() => d.end());

interface Change {
  readonly room_type_id: string;
  readonly date?: string;
  readonly date_from?: string;
  readonly date_to?: string;
  readonly availability?: number;
}

const changesOf = (body: string) => (JSON.parse(body) as { values: Change[] }).values;
const warned = (changes: readonly Change[], field: string, task: boolean) =>
  JSON.stringify({
    data: task ? [{ id: 't-1', type: 'task' }] : [],
    meta: {
      message: 'Success',
      warnings: changes.map((one) => ({ ...one, warning: { [field]: ['is wrong'] } })),
    },
  });

describe('what a channel refuses', () => {
  beforeEach(() => d.told());

  test('of a push is parked by itself, and sent again as it then is when a person says so', async () => {
    one.troubles.push({ answer: (body) => warned(changesOf(body).slice(0, 1), 'availability', true) });
    await t.push([
      { from: t.day(2), to: t.day(2), available: 3 },
      { from: t.day(8), to: t.day(8), available: 4 },
    ]);
    await d.settled();
    const parked = await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    expect(parked).toMatchObject([
      { cause: 'availability is wrong', cells: [{ from: t.day(2), to: t.day(2) }], partner: 'chan-1' },
    ]);
    expect(await t.app.delivery.desk.list({ state: 'PENDING', limit: 5 })).toEqual([]);

    await t.app.delivery.desk.retry(parked[0]?.delivery_id ?? '');
    t.app.delivery.worker.wake();
    await d.settled();
    expect(one.cell('R-DBL', null, t.day(2))).toMatchObject({ available: 3 });
    expect(await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 })).toEqual([]);
  });

  test('for its mapping disables that room alone until a person has mended it', async () => {
    await t.push([{ room_code: 'SGL', from: t.day(2), to: t.day(2), available: 1 }]);
    await d.settled();
    one.troubles.push({
      answer: (body) =>
        warned(
          changesOf(body).filter(({ room_type_id }) => room_type_id === 'R-SGL'),
          'room_type_id',
          false,
        ),
    });
    await t.push([
      { from: t.day(3), to: t.day(3), available: 3 },
      { room_code: 'SGL', from: t.day(3), to: t.day(3), available: 2 },
    ]);
    await d.settled();
    expect(one.cell('R-DBL', null, t.day(3))).toMatchObject({ available: 3 });
    // What nobody has counted was told as sold out.
    expect(one.cell('R-SGL', null, t.day(3))).toMatchObject({ available: 0 });
    const asked = one.received.length;
    await t.push([{ room_code: 'SGL', from: t.day(4), to: t.day(4), available: 2 }]);
    await d.settled();
    expect(one.received).toHaveLength(asked);

    const [parked] = await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    await t.app.delivery.desk.retry(parked?.delivery_id ?? '');
    t.app.delivery.worker.wake();
    await d.settled();
    expect(one.cell('R-SGL', null, t.day(3))).toMatchObject({ available: 2 });
  });

  test('is parked until the same nights are taken in a later push', async () => {
    one.troubles.push({ status: 401, body: '{"errors":{"code":"unauthorized","title":"Unauthorized"}}' });
    await t.push([{ from: t.day(12), to: t.day(14), available: 3 }]);
    await d.settled();
    const parked = () => t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    expect(await parked()).toHaveLength(1);
    await t.push([{ from: t.day(12), to: t.day(13), available: 2 }]);
    await d.settled();
    expect((await parked())[0]?.cells).toMatchObject([{ from: t.day(14), to: t.day(14) }]);
    await t.push([{ from: t.day(14), to: t.day(14), available: 2 }]);
    await d.settled();
    expect(await parked()).toEqual([]);
  });

  test('altogether is parked once, however often it is refused, and can be given up', async () => {
    for (const day of [2, 3]) {
      one.troubles.push({ status: 401, body: '{"errors":{"code":"unauthorized","title":"Unauthorized"}}' });
      await t.push([{ from: t.day(day), to: t.day(day), available: 3 }]);
      await d.settled();
    }
    const parked = await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 });
    expect(parked).toHaveLength(1);
    expect(parked[0]?.cells.map(({ from }) => from)).toEqual([t.day(2), t.day(3)]);
    await t.app.delivery.desk.discard(parked[0]?.delivery_id ?? '');
    expect(await t.app.delivery.desk.list({ state: 'PARKED', limit: 5 })).toEqual([]);
  });
});
