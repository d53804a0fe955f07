import type { LocalDate } from './local-date.js';

/** How many guests a room type is made for ("AlpineBits, Inventory"). */
export interface RoomOccupancy {
  readonly min: number;
  /** Guests of the room at its normal price. */
  readonly standard: number;
  readonly max: number;
  /** Null: as many as there is room for. */
  readonly max_children: number | null;
}

export interface StayRequest {
  readonly room_code: string;
  readonly check_in: LocalDate;
  readonly check_out: LocalDate;
  readonly adults: number;
  readonly child_ages: readonly number[];
  /** Absent: as many as the rate plan has prices for, without limit above. */
  readonly occupancy?: RoomOccupancy;
  /** Days from the booking to the arrival; absent: not judged. */
  readonly advance_days?: number;
  /** Codes of supplements that the guest takes beside the mandatory ones. */
  readonly supplements?: readonly string[];
}

/** Why a stay cannot be booked: the rule by name, and a sentence for people. */
export interface BrokenRule {
  readonly rule: string;
  readonly date: LocalDate | null;
  readonly text: string;
}

export interface PricedStay {
  readonly rate_code: string;
  readonly room_code: string;
  readonly currency: string | null;
  readonly total: string;
  /** Several nights together where the rate plan sells packages. */
  readonly nights: readonly {
    readonly date: LocalDate;
    readonly nights: number;
    readonly amount: string;
    readonly free: boolean;
  }[];
  readonly supplements: readonly { readonly code: string; readonly amount: string }[];
  /** Adults and children as they pay, and children of the family offer. */
  readonly payers: { readonly adults: number; readonly children: number; readonly free: number };
}

export type StayVerdict =
  | { readonly bookable: true; readonly price: PricedStay }
  | {
      readonly bookable: false;
      readonly rate_code: string;
      readonly room_code: string;
      readonly broken: BrokenRule;
    };
