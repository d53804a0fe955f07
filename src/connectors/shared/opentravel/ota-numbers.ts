import type { ErrorCode } from '../../../core/model/errors.js';
import type { FaultNumbers } from '../fault-list.js';
import type { ReservationNumbers } from './reservation-values.js';

/** Error warning types of the OpenTravel code list (EWT), those that pmsXchange partners know. */
const EWT = {
  businessRule: 3,
  authentication: 4,
  authorization: 6,
  requiredField: 10,
  processing: 12,
} as const;

/** Faults that a decoder finds, as OpenTravel numbers (code list ERR of 2024-09-04). */
export const OTA = {
  missing: { type: EWT.requiredField, code: 321 },
  invalidValue: { type: EWT.businessRule, code: 320 },
  invalidDate: { type: EWT.businessRule, code: 15 },
  invalidRange: { type: EWT.businessRule, code: 404 },
  invalidHotel: { type: EWT.businessRule, code: 392 },
  invalidCurrency: { type: EWT.businessRule, code: 61 },
  invalidMessageId: { type: EWT.businessRule, code: 245 },
  unable: { type: EWT.businessRule, code: 450 },
  unreadable: { type: EWT.requiredField, code: 450 },
  authentication: { type: EWT.authentication, code: 497 },
} as const satisfies Record<string, FaultNumbers>;

/** Faults of a reservation, as pmsXchange and its sister contracts number them. */
export const RESERVATION_NUMBERS: ReservationNumbers = {
  missing: OTA.missing,
  dates: OTA.invalidDate,
  hotel: OTA.invalidHotel,
  guests: { type: EWT.businessRule, code: 397 },
  amounts: OTA.invalidValue,
};

/**
 * What the core refuses, as OpenTravel numbers. Type 12 tells a sender that the same message may go through later;
 * everything of type 3, 4, 6 or 10 needs a change first. A wrong pair here makes partners switch off a mapping.
 */
const OTA_OF_ERROR: Readonly<Record<ErrorCode, FaultNumbers>> = {
  VALIDATION: OTA.invalidValue,
  MALFORMED: OTA.unreadable,
  TOO_LARGE: OTA.unable,
  UNSUPPORTED_MEDIA_TYPE: OTA.unable,
  UNAUTHENTICATED: OTA.authentication,
  FORBIDDEN: { type: EWT.authorization, code: 497 },
  NOT_FOUND: OTA.unable,
  METHOD_NOT_ALLOWED: OTA.unable,
  HOTEL_NOT_FOUND: OTA.invalidHotel,
  ROOM_NOT_FOUND: { type: EWT.businessRule, code: 402 },
  RATE_NOT_FOUND: { type: EWT.businessRule, code: 249 },
  PARTNER_NOT_FOUND: { type: EWT.authorization, code: 497 },
  BOOKING_NOT_FOUND: { type: EWT.businessRule, code: 97 },
  REVISION_NOT_FOUND: OTA.invalidMessageId,
  MESSAGE_NOT_FOUND: OTA.unable,
  HOTEL_INACTIVE: { type: EWT.businessRule, code: 375 },
  CURRENCY_MISMATCH: OTA.invalidCurrency,
  UNSUPPORTED_UPDATE: OTA.unable,
  PARKED: OTA.unable,
  ARCHIVE_DAMAGED: OTA.unable,
  SOLD_OUT: { type: EWT.businessRule, code: 322 },
  PRICE_CHANGED: { type: EWT.businessRule, code: 883 },
  STAY_RESTRICTED: { type: EWT.businessRule, code: 560 },
  HOLD_EXPIRED: OTA.unable,
  PAYMENT_DECLINED: OTA.unable,
  STALE_REVISION: OTA.unable,
  NOT_MODIFIABLE: { type: EWT.businessRule, code: 111 },
  DUPLICATE_REFERENCE: OTA.unable,
  IDEMPOTENCY_MISMATCH: OTA.unable,
  WEBHOOK_SIGNATURE: OTA.unable,
  IN_PROGRESS: { type: EWT.processing, code: 447 },
  CONFLICT: OTA.unable,
  ROOM_BUSY: { type: EWT.processing, code: 191 },
  RATE_LIMITED: { type: EWT.processing, code: 888 },
  UNAVAILABLE: { type: EWT.processing, code: 187 },
  SHUTTING_DOWN: { type: EWT.processing, code: 187 },
  MIGRATIONS_PENDING: { type: EWT.processing, code: 187 },
  CONFIG: { type: EWT.processing, code: 448 },
  INTERNAL: { type: EWT.processing, code: 448 },
};

/** The numbers of a fault whose code may come from the core or from a decoder. */
export function otaNumbersOf(code: string): FaultNumbers {
  return Object.entries(OTA_OF_ERROR).find(([known]) => known === code)?.[1] ?? OTA.unable;
}
