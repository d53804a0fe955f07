import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { formatAmount, parseAmount } from '../model/money.js';
import type { PartnerKind } from '../partners/partner.js';
import type { Database, Queryable } from '../platform/database.js';
import { readPolicy, type CancellationPolicy } from './cancellation-policy.js';
import {
  readStoredHotel,
  type HotelFields,
  type ImageFields,
  type RatePlanFields,
  type RoomFields,
} from './stored-hotel.js';

export interface HotelSummary {
  readonly hotel_id: Id;
  readonly code: string;
  readonly name: string;
  readonly city: string;
  readonly country: string;
  readonly currency: string;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly inventory_mode: 'pms' | 'direct';
  /** Partner code of the PMS. */
  readonly pms: string | null;
  readonly rooms: number;
  readonly version: number;
}

export interface HotelPartner {
  readonly code: string;
  readonly kind: PartnerKind;
  /** The partner's own code for the hotel. */
  readonly hotel_code: string;
}

/** Latitude, longitude and base prices are decimal text, base prices with the places of the hotel's currency. */
export interface HotelDetails extends Omit<HotelFields, 'pms_partner_id'> {
  readonly pms: string | null;
  readonly version: number;
  readonly rooms: readonly RoomFields[];
  readonly rate_plans: readonly (Omit<RatePlanFields, 'cancellation_policy'> & {
    readonly cancellation_policy: CancellationPolicy;
  })[];
  readonly amenities: readonly string[];
  readonly images: readonly ImageFields[];
  /** Who has the hotel mapped, in the order of their codes. */
  readonly partners: readonly HotelPartner[];
}

export interface Hotels {
  /** Every hotel in the order of their codes. */
  list(): Promise<HotelSummary[]>;
  /** One hotel by our code. @throws AppError HOTEL_NOT_FOUND */
  show(code: string): Promise<HotelDetails>;
}

/** The operator's view of the hotels: not scoped by partner, so never for a partner's request (see createOpenCatalogue). */
export function createHotels({ database }: { readonly database: Database }): Hotels {
  return {
    list: () => listHotels(database),
    show: (code) => showHotel(database, code),
  };
}

async function listHotels(queryable: Queryable): Promise<HotelSummary[]> {
  const rows = await queryable.rows<Omit<HotelSummary, 'rooms'> & { rooms: string }>(
    `SELECT h.hotel_id, h.code, h.name, h.city, h.country, h.currency, h.status, h.inventory_mode, p.code AS pms,
       (SELECT COUNT(*) FROM rooms r WHERE r.hotel_id = h.hotel_id) AS rooms, h.version
     FROM hotels h LEFT JOIN partners p ON p.partner_id = h.pms_partner_id ORDER BY h.code`,
  );
  // COUNT is a 64-bit number, which the driver gives as text.
  return rows.map((row) => ({ ...row, rooms: Number(row.rooms) }));
}

async function showHotel(queryable: Queryable, code: string): Promise<HotelDetails> {
  const stored = await readStoredHotel(queryable, code);
  if (stored === undefined) {
    throw new AppError('HOTEL_NOT_FOUND', `There is no hotel "${code}".`, { next: 'bellhop hotel list' });
  }
  const { pms_partner_id, ...hotel } = stored.hotel;
  const partners = await queryable.rows<HotelPartner>(
    `SELECT p.code, p.kind, m.their_code AS hotel_code FROM mappings m
     JOIN partners p ON p.partner_id = m.partner_id WHERE m.kind = 'hotel' AND m.hotel_id = ? ORDER BY p.code`,
    [hotel.hotel_id],
  );
  return {
    ...hotel,
    pms: await pmsCode(queryable, pms_partner_id),
    version: stored.version,
    rooms: stored.rooms.map((room) => ({ ...room, base_price: inCurrency(room.base_price, hotel.currency) })),
    rate_plans: stored.ratePlans.map((plan) => ({
      ...plan,
      cancellation_policy: readPolicy(plan.cancellation_policy),
    })),
    amenities: stored.amenities,
    images: stored.images,
    partners,
  };
}

async function pmsCode(queryable: Queryable, partnerId: Id | null): Promise<string | null> {
  if (partnerId === null) return null;
  const [row] = await queryable.rows<{ code: string }>('SELECT code FROM partners WHERE partner_id = ?', [
    partnerId,
  ]);
  return row?.code ?? null;
}

function inCurrency(stored: string | null, currency: string): string | null {
  return stored === null ? null : formatAmount(parseAmount(stored, currency), currency);
}
