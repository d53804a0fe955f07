import type { App } from '../../core/app.js';
import type { PartnerKind } from '../../core/partners/partner.js';
import type { PartnerInput } from '../../core/partners/partners.js';
import { hotelFile, LOAD_OTA, LOAD_PMS, type LoadSize } from './load-hotels.js';
import type { LoadRequest } from './load-request.js';

export interface LoadPartners {
  readonly keys: Readonly<Record<LoadRequest['role'], string>>;
  /** Ends the keys. */
  release(): Promise<void>;
}

/** Above the gateway's own highest rate, so that no budget is measured in place of the gateway. */
const REQUESTS_PER_MINUTE = 10_000_000;
/** A run that was killed leaves keys that soon end by themselves. */
const KEY_MARGIN_MS = 3_600_000;
/** As short as there is: holds that nobody confirms are to end while the load is on. */
export const HOLD_MINUTES = 1;
const REQUEST_ID = 'load-run';

/** The partners of a load, each with a key for this run alone. */
export async function makePartners(app: App, seconds: number): Promise<LoadPartners> {
  const expires_at = new Date(app.clock.now().getTime() + seconds * 1_000 + KEY_MARGIN_MS);
  const make = async (code: string, kind: PartnerKind, terms: Pick<PartnerInput, 'hold_minutes'> = {}) => {
    await app.partners.create({
      ...{ code, name: `Load (${kind})`, kind, connector: 'native' },
      ...terms,
      requests_per_minute: REQUESTS_PER_MINUTE,
    });
    return app.keys.create(code, { mode: 'test', expires_at });
  };
  const pms = await make(LOAD_PMS, 'pms');
  const ota = await make(LOAD_OTA, 'ota', { hold_minutes: HOLD_MINUTES });
  return {
    keys: { pms: pms.key, ota: ota.key },
    release: async () => {
      await app.keys.revoke(pms.key_id);
      await app.keys.revoke(ota.key_id);
    },
  };
}

/** Makes the hotels that are missing; those that are there stay as they are. */
export async function makeHotels(app: App, size: LoadSize, step: (code: string) => void): Promise<void> {
  for (let place = 0; place < size.hotels; place += 1) {
    const { code } = await app.onboardHotel(hotelFile(place, size.rooms), {
      dryRun: false,
      requestId: REQUEST_ID,
    });
    step(code);
  }
}

const PAGE = 200;

/**
 * The PMS of the load reads and accepts every reservation, so that a run leaves none that nobody will ever acknowledge.
 * @returns how many
 */
export async function acknowledgeAll(app: App, step: (count: number) => void): Promise<number> {
  const pms = await app.partners.get(LOAD_PMS);
  let acknowledged = 0;
  for (;;) {
    const revisions = await app.handOutRevisions(pms, { hotel_code: null, limit: PAGE });
    if (revisions.length === 0) return acknowledged;
    await app.decideRevisions(
      pms,
      revisions.map(({ revision_id }) => ({
        ...{ revision_id, outcome: 'accepted' as const },
        ...{ pms_reference: null, reason: null },
      })),
      { request_id: REQUEST_ID },
    );
    acknowledged += revisions.length;
    step(acknowledged);
  }
}
