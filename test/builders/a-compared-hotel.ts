import { OPERATOR_VIEW } from '../../src/core/hotels/catalogue.js';
import type { RunRequest } from '../../src/core/reconcile/run-reconcile.js';
import { readCells } from '../../src/core/delivery/read-cells.js';
import { ROOM_ITSELF } from '../../src/core/delivery/lanes.js';
import type { PushCell } from '../../src/core/model/channel-codec.js';
import { aDelivery, type TestDelivery } from './a-delivery.js';
import { aSandbox, type TestSandbox } from './a-sandbox.js';
import type { TestApp } from './an-app.js';

/** A channel of HV01 that tells what it has: rooms DBL and SGL are 11 and 12 there, rate plan BAR is 22. */
export interface ComparedChannel {
  readonly id: string;
  readonly sandbox: TestSandbox;
  readonly request: RunRequest;
  /** Everything is told to it. */
  settled(): Promise<void>;
  /** What it is to have of every night, in its codes, as delivery would tell it. */
  ours(): Promise<PushCell[]>;
  close(): Promise<void>;
}

export interface ComparedHotel {
  readonly t: TestApp;
  readonly days: number;
  connect(id: string): Promise<ComparedChannel>;
  close(): Promise<void>;
}

export const CHANNEL_ROOMS = { DBL: '11', SGL: '12' } as const;
export const CHANNEL_RATE = '22';

/** A hotel of so many nights from today, with restrictions on some of them, and delivery at work. */
export async function aComparedHotel(days: number): Promise<ComparedHotel> {
  const d = await aDelivery();
  const { t } = d;
  await t.load(5, 0, days);
  const nights = (from: number, to: number) => ({ from: t.day(from), to: t.day(to) });
  const price = [{ guests: 2, amount: '70.00', currency: 'EUR', tax: 'after' as const }];
  await t.push([
    { room_code: 'SGL', ...nights(0, days), available: 3 },
    { room_code: 'SGL', rate_code: 'BAR', ...nights(0, days), amounts: price },
    { rate_code: 'BAR', ...nights(5, 9), set: { min_stay_arrival: 3, min_stay_through: 2 } },
    { rate_code: 'BAR', ...nights(12, 12), set: { closed: true } },
    { room_code: 'SGL', ...nights(20, 21), available: 0 },
  ]);
  t.app.delivery.worker.start();
  return {
    ...{ t, days },
    connect: (id) => connect(d, id, days),
    close: () => d.close(),
  };
}

async function connect(d: TestDelivery, id: string, days: number): Promise<ComparedChannel> {
  const { t } = d;
  const sandbox = await aSandbox(id);
  const partner = `at-${id}`;
  const { DBL: room, SGL: single } = CHANNEL_ROOMS;
  await d.partner(partner, id, { hotel: 'H1', room, single, rate: CHANNEL_RATE });
  await d.connect(partner, sandbox.url);
  const calendar_url = `${sandbox.url}/control/calendar`;
  await t.app.reconcile.copies.set(await t.app.partners.get(partner), { calendar_url });
  const channel: ComparedChannel = {
    ...{ id, sandbox },
    request: { hotel: 'HV01', partner, side: 'channel' },
    settled: async () => {
      // What a contract allows in a minute is another test's matter.
      await d.forgetBudgets();
      await d.settledAt(partner);
    },
    ours: () => allCells(t, partner, days),
    close: async () => {
      await t.app.delivery.endpoints.setStatus(partner, 'PAUSED');
      await sandbox.close();
    },
  };
  await channel.settled();
  return channel;
}

async function allCells(t: TestApp, partner: string, days: number): Promise<PushCell[]> {
  const { hotel } = await t.app.openCatalogue(OPERATOR_VIEW, 'HV01');
  const catalogue = await t.app.openCatalogue(await t.app.partners.get(partner), hotel.hotel_id);
  const plans = [ROOM_ITSELF, ...catalogue.ratePlans.map(({ rate_plan_id }) => rate_plan_id)];
  const marks = catalogue.rooms.flatMap(({ room_id }) =>
    plans.map((rate_plan_id) => ({
      ...{ room_id, rate_plan_id, from: t.day(0), to: t.day(days), urgent: false },
    })),
  );
  return readCells(t.app.readAri, catalogue, marks);
}
