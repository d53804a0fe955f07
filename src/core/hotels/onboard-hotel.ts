import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import { validate } from '../model/validation.js';
import type { NewEvent } from '../events/types.js';
import { writeOutbox } from '../events/outbox.js';
import { insertMappings, readMappings } from '../partners/mapping-rows.js';
import { requirePartnerById } from '../partners/partner-rows.js';
import type { Database, Queryable, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { guardChanges } from './guard-changes.js';
import { countsAnew, handOver, lockComingNights } from './hand-over.js';
import { hotelInput, type HotelInput } from './hotel-input.js';
import { planHotel, type HotelPlan } from './plan-hotel.js';
import { planMappings, type MappingPlan } from './plan-mappings.js';
import { resolvePartners, type HotelPartners } from './resolve-partners.js';
import { lockStoredHotel, readStoredHotel, type StoredHotel } from './stored-hotel.js';
import { insertHotel, updateHotel, writeParts } from './write-hotel.js';

export interface OnboardResult {
  /** null only for the dry run of a new hotel. */
  readonly hotel_id: Id | null;
  readonly code: string;
  readonly created: boolean;
  /** One line a difference; empty: everything was so already, and nothing was written. */
  readonly changes: readonly string[];
  /** What the operator should know although nothing failed. */
  readonly warnings: readonly string[];
}

type OnboardedHotel = OnboardResult & { readonly hotel_id: Id };

export interface OnboardOptions {
  /** Checks and compares as always, and writes nothing. */
  readonly dryRun: boolean;
  readonly requestId: string | null;
}

export interface OnboardHotel {
  (input: unknown, options: OnboardOptions & { dryRun: false }): Promise<OnboardedHotel>;
  (input: unknown, options: OnboardOptions): Promise<OnboardResult>;
}

interface Plan {
  readonly stored: StoredHotel | undefined;
  readonly plan: HotelPlan;
  readonly mappings: MappingPlan;
}

/**
 * Makes a hotel from its file (see hotelInput), or brings the stored one in line with it, in one transaction: rooms,
 * rate plans, amenities, images and each named partner's mappings. Only differences are written, with one HotelCreated
 * or HotelUpdated event. No inventory is made: that is the PMS's push, or in `direct` mode the operator's.
 * @throws AppError VALIDATION with JSON pointers, PARTNER_NOT_FOUND, CONFLICT (see planHotel and guardChanges).
 */
export function createOnboardHotel(deps: {
  readonly database: Database;
  readonly nextId: NextId;
  readonly clock: Clock;
}): OnboardHotel {
  const { database, nextId, clock } = deps;
  function onboardHotel(given: unknown, options: OnboardOptions & { dryRun: false }): Promise<OnboardedHotel>;
  function onboardHotel(given: unknown, options: OnboardOptions): Promise<OnboardResult>;
  async function onboardHotel(given: unknown, { dryRun, requestId }: OnboardOptions): Promise<OnboardResult> {
    const input = validate(hotelInput, given, 'hotel file');
    const partners = await resolvePartners(database, input);
    const compare = (queryable: Queryable, stored: StoredHotel | undefined) =>
      comparePlan(queryable, { input, partners, stored, nextId });
    if (dryRun) {
      const plan = await compare(database, await readStoredHotel(database, input.code));
      return toResult(plan, plan.stored?.hotel.hotel_id ?? null);
    }
    return database.inTransaction(async (tx) => {
      let planned = await compare(tx, await lockStoredHotel(tx, input.code));
      if (planned.stored === undefined && !(await insertHotel(tx, planned.plan.hotel))) {
        // Another process onboarded it in this moment: what it wrote is stored now, and ours is an update.
        planned = await compare(tx, await lockStoredHotel(tx, input.code));
      }
      await write(tx, planned, { nextId, requestId, now: clock.now() });
      return toResult(planned, planned.plan.hotel.hotel_id);
    });
  }
  return onboardHotel;
}

async function comparePlan(
  queryable: Queryable,
  context: { input: HotelInput; partners: HotelPartners; stored: StoredHotel | undefined; nextId: NextId },
): Promise<Plan> {
  const { input, partners, stored, nextId } = context;
  const pmsPartnerId = partners.pms === undefined ? undefined : (partners.pms?.partner_id ?? null);
  const plan = planHotel({ input, stored, pmsPartnerId, nextId });
  if (stored !== undefined) await guardChanges(queryable, stored.hotel, plan.hotel);
  const all = [...partners.all];
  if (partners.pms === undefined && plan.hotel.pms_partner_id !== null) {
    // A file that leaves the PMS as it is still makes its new rooms known to it.
    all.unshift(await requirePartnerById(queryable, plan.hotel.pms_partner_id));
  }
  const known = await readMappings(queryable, {
    partner_ids: all.map((partner) => partner.partner_id),
    hotel_id: plan.hotel.hotel_id,
    theirHotelCode: input.code,
  });
  const named = (parts: readonly { code: string }[]) => new Set(parts.map((part) => part.code));
  const [rooms, ratePlans] = [named(input.rooms), named(input.rate_plans)];
  const parts = {
    hotel: plan.hotel,
    rooms: plan.rooms.all.filter((room) => rooms.has(room.code)),
    ratePlans: plan.ratePlans.all.filter((ratePlan) => ratePlans.has(ratePlan.code)),
  };
  return { stored, plan, mappings: planMappings(all, parts, known) };
}

async function write(
  tx: Transaction,
  { stored, plan, mappings }: Plan,
  options: { nextId: NextId; requestId: string | null; now: Date },
): Promise<void> {
  if (plan.changes.length === 0 && mappings.added.length === 0) return;
  const version = (stored?.version ?? 0) + 1;
  const anew = stored !== undefined && countsAnew(stored.hotel, plan.hotel);
  if (anew) {
    await lockComingNights(tx, stored);
    // Once more: a booking may have come in since, and none can any more.
    await guardChanges(tx, stored.hotel, plan.hotel);
  }
  // The version is raised for a mapping alone too: it is what tells every process to read the hotel anew.
  if (stored !== undefined) await updateHotel(tx, plan.hotel, version);
  if (anew) await handOver(tx, plan.hotel, options);
  await writeParts(tx, plan, options.now);
  await insertMappings(tx, mappings.added, options.nextId);
  await writeOutbox(tx, [toEvent(plan, version)], options.requestId);
}

function toEvent({ hotel, rooms }: HotelPlan, version: number): NewEvent {
  const { hotel_id, code, name, city, country, currency, status } = hotel;
  return {
    topic: 'bellhop.hotels',
    type: version === 1 ? 'HotelCreated' : 'HotelUpdated',
    hotel_id,
    subject: hotel_id,
    version,
    data: {
      ...{ hotel_id, code, name, city, country, currency, status },
      rooms: rooms.all.map((room) => ({ room_id: room.room_id, code: room.code })),
      version,
    },
  };
}

function toResult({ stored, plan, mappings }: Plan, hotelId: Id | null): OnboardResult {
  const orphan = plan.hotel.inventory_mode === 'pms' && plan.hotel.pms_partner_id === null;
  return {
    hotel_id: hotelId,
    code: plan.hotel.code,
    created: stored === undefined,
    changes: [...plan.changes, ...mappings.changes],
    warnings: [
      ...mappings.warnings,
      ...(orphan
        ? ['in pms mode but without a pms: nobody fills its inventory or fetches its bookings']
        : []),
    ],
  };
}
