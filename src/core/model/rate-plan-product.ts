import type { LocalDate } from './local-date.js';

// Types, not interfaces: a rate plan travels as JSON too.

/** A text in one language; `language` is null where the text is a code. */
export type LocalText = {
  readonly language: string | null;
  readonly format: string | null;
  readonly text: string;
};

/** A title, an introduction, a gallery: `name` as the contract calls it. */
export type ProductDescription = {
  readonly name: string;
  readonly texts: readonly LocalText[];
  readonly images: readonly string[];
};

/** Ages are half-open: `min_age` belongs to the band, `max_age` no longer does. */
export type AgeBand = {
  readonly min_age: number | null;
  readonly max_age: number | null;
};

export type ChildAmount = AgeBand & {
  readonly amount: string;
};

/** Prices of one room type for a season, as they were sent: by person or by room, for `nights_per_unit` nights. */
export type SeasonRate = {
  readonly room_code: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly base: readonly { readonly guests: number; readonly amount: string }[];
  readonly extra_adult: string | null;
  readonly children: readonly ChildAmount[];
};

/** Which stays a rate plan may be booked for; Monday first in day lists, null where nothing is said. */
export type StayRule = {
  readonly min_stay_arrival: number | null;
  readonly max_stay_arrival: number | null;
  readonly min_stay_through: number | null;
  readonly max_stay_through: number | null;
  readonly arrival_days: readonly boolean[] | null;
  readonly departure_days: readonly boolean[] | null;
};

/** A rule for a range of dates, of all room types (room_code null) or one. */
export type SeasonRule = StayRule & {
  readonly room_code: string | null;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly closed: boolean | null;
};

export type SupplementPrice = {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Null where only that the supplement is to be had is told. */
  readonly amount: string | null;
  /** For one room type only. */
  readonly room_code: string | null;
};

/** "OpenTravel, code list CHG", those that AlpineBits takes. */
export const CHARGE_TYPES = ['1', '12', '18', '19', '20', '21', '24'] as const;
export type ChargeType = (typeof CHARGE_TYPES)[number];

export type Supplement = {
  readonly code: string;
  /** What does not depend on the date; null in an overlay, which leaves it as it is. */
  readonly terms: {
    readonly mandatory: boolean;
    readonly charge_type: ChargeType;
    readonly added_to_rate: boolean;
    /** Nights on which it applies, Monday first; null for all. */
    readonly days: readonly boolean[] | null;
  } | null;
  readonly prices: readonly SupplementPrice[];
  readonly descriptions: readonly ProductDescription[];
};

export type PartyLimit = {
  readonly min_age: number | null;
  readonly max_age: number | null;
  readonly min: number | null;
  readonly max: number | null;
};

/** What every stay under the rate plan has to fulfil, whatever the season. */
export type OfferRule = StayRule & {
  readonly min_advance_days: number | null;
  readonly max_advance_days: number | null;
  /** `min_age` is the age from which a guest counts as an adult. */
  readonly adults: PartyLimit;
  /** Null where children are not foreseen: every guest is an adult. */
  readonly children: PartyLimit | null;
};

/** The last `free` of every `required` nights, or of the stay alone where it does not repeat. */
export type FreeNightsOffer = {
  readonly required: number;
  readonly free: number;
  readonly repeats: boolean;
};

/** The first `free` children younger than `max_age` stay free once there are `min_count` of them. */
export type FamilyOffer = {
  readonly max_age: number;
  readonly min_count: number;
  readonly free: number;
};

/** A rate plan with everything that a price depends on ("AlpineBits, RatePlans"). Amounts are decimal text. */
export type RatePlanProduct = {
  readonly rate_code: string;
  /** The whole plan, parts of it by date, or its end. */
  readonly action: 'full' | 'overlay' | 'remove';
  /** Null only where the plan ends. */
  readonly currency: string | null;
  /** Promotional offers (12), and whose campaign they belong to. */
  readonly type: string | null;
  readonly category: string | null;
  /** Plans that differ in their meals alone share this; `is_master` holds what they have in common. */
  readonly group_code: string | null;
  readonly is_master: boolean | null;
  /** What does not depend on the date; null in an overlay. */
  readonly terms: {
    readonly pricing: 'per_person' | 'per_room';
    readonly nights_per_unit: number;
    /** "OpenTravel, code list MPT". */
    readonly meals: readonly string[];
  } | null;
  readonly rules: readonly SeasonRule[];
  readonly rates: readonly SeasonRate[];
  readonly supplements: readonly Supplement[];
  readonly offer_rule: OfferRule | null;
  readonly free_nights: FreeNightsOffer | null;
  readonly family: FamilyOffer | null;
  readonly descriptions: readonly ProductDescription[];
};
