import type { FaultNumbers } from '../shared/fault-list.js';
import { otaNumbersOf } from '../shared/opentravel/ota-numbers.js';

/** Errors are of type 13 (application error), advisories of type 11 ("AlpineBits, outcomes"). */
const ERROR_TYPE = 13;
export const ADVISORY_TYPE = 11;

function error(code: number): FaultNumbers {
  return { type: ERROR_TYPE, code };
}

/** Faults that a decoder finds, in numbers of the OpenTravel code list ERR. */
export const AB = {
  missing: error(321),
  invalidValue: error(320),
  invalidRange: error(404),
  invalidHotel: error(392),
  unsupported: error(450),
} as const satisfies Record<string, FaultNumbers>;

/** The numbers of a fault or error from anywhere, in this contract's type. */
export function alpineBitsNumbers(code: string, ota?: FaultNumbers): FaultNumbers {
  return error((ota ?? otaNumbersOf(code)).code);
}
