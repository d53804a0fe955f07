import type { z } from 'zod';
import { AppError, type Fault } from './errors.js';

const MAX_FAULTS = 50;

/**
 * Checks what came from outside against a schema.
 * @param what names the thing in the message: "hotel file", "booking request".
 * @throws AppError VALIDATION with one fault a mistake (50 at most), each with its JSON pointer (RFC 6901).
 */
export function validate<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw invalid(
    what,
    result.error.issues.flatMap((issue) => faultsOf(issue, what)),
  );
}

/** The same error for mistakes that a schema cannot see. `faults` is not empty. */
export function invalid(what: string, faults: readonly Fault[]): AppError {
  const [first] = faults;
  const place = first === undefined || first.pointer === '' ? 'it' : first.pointer;
  const rest = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new AppError('VALIDATION', `The ${what} is not valid: ${place} ${first?.message ?? ''}${rest}.`, {
    faults: faults.slice(0, MAX_FAULTS),
  });
}

/** A JSON pointer: ['rooms', 0, 'code'] gives "/rooms/0/code"; the document itself is "". */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function faultsOf(issue: z.core.$ZodIssue, what: string): Fault[] {
  const pointer = jsonPointer(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: jsonPointer([...issue.path, key]),
      code: 'VALIDATION',
      message: `is not known here; ${remedyFor(key, what)}`,
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return [{ pointer, code: 'VALIDATION', message: missing ? 'is missing' : sentence(issue.message) }];
}

/** What answers call check_in_date is asked for as checkin_date, and an id may be a code: the two that everybody mixes up. */
const OFTEN_MEANT: ReadonlyMap<string, string> = new Map([
  ['checkindate', 'checkin_date'],
  ['checkoutdate', 'checkout_date'],
  ['hotelcode', 'hotel_id (your own code is taken there too)'],
  ['roomtypecode', 'room_code'],
  ['rateplancode', 'rate_code'],
]);

/** The file describes the things themselves: there a code is no one else's. */
const MEANT_IN_HOTEL_FILE: ReadonlyMap<string, string> = new Map(
  ['hotelcode', 'hotelid', 'roomcode', 'roomtypecode', 'ratecode', 'rateplancode'].map((key) => [
    key,
    'code',
  ]),
);

function remedyFor(key: string, what: string): string {
  const plain = key.toLowerCase().replaceAll(/[_-]/g, '');
  const meant = (what === 'hotel file' ? MEANT_IN_HOTEL_FILE : OFTEN_MEANT).get(plain);
  return meant === undefined ? 'check its spelling or remove it' : `write ${meant}`;
}

/** Messages follow the place ("/rooms/0/code must be ..."), so zod's own "Invalid input: ..." starts in small. */
function sentence(message: string): string {
  return message.replace(/^Invalid input: expected /, 'must be ').replace(/, received /, ', not ');
}
