import type { Partner } from '../../src/core/partners/partner.js';
import type { RunRequest } from '../../src/core/reconcile/run-reconcile.js';
import { aDelivery } from './a-delivery.js';
import { aSandbox, type TestSandbox } from './a-sandbox.js';
import type { TestApp } from './an-app.js';

/** HV01 between a channel and a PMS, which are compared with it. */
export interface TwoSides {
  readonly t: TestApp;
  readonly sandbox: TestSandbox;
  readonly channel: RunRequest;
  /** Once `changePms` has been called. */
  readonly pms: RunRequest;
  /** Where the channel can be asked for its calendar and its list of bookings; null: nowhere. */
  ask(calendar_url: string | null, bookings_url: string | null): Promise<void>;
  /** Everything is told to the channel. */
  settled(): Promise<void>;
  /** pms-2 takes the hotel over, with a contract of which every message is read again. */
  changePms(): Promise<Partner>;
  close(): Promise<void>;
}

/** The channel has been told five rooms of each night; room DBL is 11 there, rate plan BAR is 22. */
export async function twoSides(): Promise<TwoSides> {
  const d = await aDelivery();
  const { t } = d;
  await t.load(5, 0, 20);
  const sandbox = await aSandbox('open-channel');
  await d.partner('chan', 'open-channel', { hotel: 'H1', room: '11', rate: '22' });
  await d.connect('chan', sandbox.url, { requestor_id: null, pricing: null });
  t.app.delivery.worker.start();
  await d.settledAt('chan');
  return {
    ...{ t, sandbox },
    channel: { hotel: 'HV01', partner: 'chan', side: 'channel' },
    pms: { hotel: 'HV01', partner: 'pms-2', side: 'pms' },
    ask: async (calendar_url, bookings_url) => {
      await t.app.reconcile.copies.set(await t.app.partners.get('chan'), { calendar_url, bookings_url });
    },
    settled: () => d.settledAt('chan'),
    changePms: () => changePms(t),
    close: async () => {
      await d.close();
      await sandbox.close();
    },
  };
}

async function changePms({ app, db }: TestApp): Promise<Partner> {
  await app.partners.create({ code: 'pms-2', name: 'Two', kind: 'pms', connector: 'native' });
  await db.database.run(
    "UPDATE hotels SET pms_partner_id = (SELECT partner_id FROM partners WHERE code = 'pms-2'), version = version + 1",
  );
  for (const [kind, code] of [
    ['hotel', 'HV01'],
    ['room', 'DBL'],
    ['rate', 'BAR'],
  ] as const)
    await app.mappings.set({
      ...{ partner_code: 'pms-2', hotel_code: 'HV01', kind, our_code: code, their_code: code },
    });
  return app.partners.get('pms-2');
}
