import { z } from 'zod';
import { checkTarget } from '../delivery/check-target.js';
import { noAnswerText } from '../delivery/no-answer.js';
import type { SendRequest } from '../delivery/send-request.js';
import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS } from '../model/ari.js';
import type { WireRequest } from '../model/channel-codec.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { isLocalDate } from '../model/local-date.js';
import { validate } from '../model/validation.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { NightCell } from './night-cell.js';

/** Where a partner tells what it has; null: it does not. */
export interface CopyAddresses {
  readonly calendar_url: string | null;
  readonly bookings_url: string | null;
}

/** A reservation as a partner lists it. */
export interface ListedBooking {
  readonly reference: string;
  readonly status: 'booked' | 'modified' | 'cancelled';
  readonly check_in: string | null;
  readonly check_out: string | null;
  readonly our_number: string | null;
}

export interface PartnerCopies {
  /** Stores where a partner can be asked; what is left out stays. @throws AppError VALIDATION */
  set(partner: Partner, addresses: Partial<CopyAddresses>): Promise<CopyAddresses>;
  get(partnerId: Id): Promise<CopyAddresses>;
  /** @returns null where nobody has said where to ask. @throws AppError UNAVAILABLE, VALIDATION */
  calendar(partnerId: Id, hotelCode: string): Promise<readonly NightCell[] | null>;
  bookings(partnerId: Id, hotelCode: string): Promise<readonly ListedBooking[] | null>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly send: SendRequest;
  readonly allowed: readonly string[];
  readonly timeoutMs: number;
}

const NOTHING: CopyAddresses = { calendar_url: null, bookings_url: null };

/** What partners say of themselves where their contract has no question for it: JSON at an address that the operator gives. */
export function createPartnerCopies(deps: Deps): PartnerCopies {
  const { database, clock, allowed } = deps;
  const get = async (partnerId: Id): Promise<CopyAddresses> => {
    const [row] = await database.rows<CopyAddresses>(
      'SELECT calendar_url, bookings_url FROM partner_copies WHERE partner_id = ?',
      [partnerId],
    );
    return row ?? NOTHING;
  };
  return {
    get,
    set: async ({ partner_id }, addresses) => {
      const wanted = { ...(await get(partner_id)), ...addresses };
      for (const url of [wanted.calendar_url, wanted.bookings_url])
        if (url !== null) checkTarget(url, allowed);
      await database.run(
        `INSERT INTO partner_copies (partner_id, calendar_url, bookings_url, updated_at) VALUES (?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE calendar_url = VALUES(calendar_url), bookings_url = VALUES(bookings_url),
           updated_at = VALUES(updated_at)`,
        [partner_id, wanted.calendar_url, wanted.bookings_url, toSqlTime(clock.now())],
      );
      return wanted;
    },
    calendar: async (partnerId, hotelCode) => {
      const { calendar_url } = await get(partnerId);
      if (calendar_url === null) return null;
      const document = await ask(deps, calendar_url, hotelCode);
      const { cells } = validate(calendar, document, `calendar at ${calendar_url}`);
      return cells.flatMap(({ room_code, ...cell }) => (room_code === null ? [] : [{ ...cell, room_code }]));
    },
    bookings: async (partnerId, hotelCode) => {
      const { bookings_url } = await get(partnerId);
      if (bookings_url === null) return null;
      const document = await ask(deps, bookings_url, hotelCode);
      const listed = validate(bookings, document, `list of bookings at ${bookings_url}`).bookings;
      // Whoever lists all of its hotels is not asked of the others here.
      return listed.flatMap(({ hotel_code, ...booking }) =>
        hotel_code === undefined || hotel_code === null || hotel_code === hotelCode ? [booking] : [],
      );
    },
  };
}

async function ask({ send, timeoutMs }: Deps, address: string, hotelCode: string): Promise<unknown> {
  const url = new URL(address);
  url.searchParams.set('hotel', hotelCode);
  const sent = await send(url.toString(), QUESTION, timeoutMs);
  const next = 'bellhop reconcile source --help';
  if (sent.kind === 'unreachable')
    throw new AppError('UNAVAILABLE', `Nobody answers at ${address} (${noAnswerText(sent)}).`, { next });
  const { status, body } = sent.answer;
  if (status !== 200) throw new AppError('UNAVAILABLE', `${address} answers HTTP ${status}.`, { next });
  try {
    return JSON.parse(body) as unknown;
  } catch (cause) {
    throw new AppError('UNAVAILABLE', `${address} does not answer with JSON.`, { next, cause });
  }
}

const QUESTION: WireRequest = {
  ...{ method: 'GET', path: '', headers: { accept: 'application/json' }, body: '' },
  ...{ message: 'calendar', items: [], values: 0 },
};

const code = z.string().min(1).max(64);
const date = z.string().refine(isLocalDate, 'is not a date; write it as YYYY-MM-DD');
const flag = z.boolean().nullable().optional();
const limit = z.int().min(0).max(9_999).nullable().optional();

const amount = z
  .object({
    guests: z.int().min(1).max(99).nullable().default(null),
    amount: z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, 'is not an amount; write a decimal such as "101.00"'),
    currency: z.string().nullable().default(null),
    tax: z.enum(['after', 'before']).default('after'),
    extra: z.enum(['adult', 'child', 'infant']).optional(),
    length_of_stay: z.int().optional(),
  })
  .transform(({ extra, length_of_stay, ...price }) => ({
    ...price,
    ...(extra === undefined ? {} : { extra }),
    ...(length_of_stay === undefined ? {} : { length_of_stay }),
  }));

const flags = Object.fromEntries(BOOLEAN_RESTRICTIONS.map((field) => [field, flag]));
const limits = Object.fromEntries(NUMBER_RESTRICTIONS.map((field) => [field, limit]));

/** The form of `bellhop message decode --calendar`; what else is in it is read over. */
const calendar = z.object({
  cells: z.array(
    z
      .object({
        ...{ room_code: code.nullable(), rate_code: code.nullable().default(null), date },
        ...{ available: limit, ...flags, ...limits },
        amounts: z.array(amount).nullish(),
      })
      .transform(({ amounts, ...cell }) => ({
        ...(cell as unknown as Omit<NightCell, 'room_code'> & { readonly room_code: string | null }),
        ...(amounts === null || amounts === undefined ? {} : { amounts }),
      })),
  ),
});

/** The form of the sandbox's `control/bookings` (docs/sandbox.md); what else is in it is read over. */
const bookings = z.object({
  bookings: z.array(
    z.object({
      hotel_code: z.string().nullish(),
      reference: z.string().min(1).max(64),
      status: z.enum(['booked', 'modified', 'cancelled']),
      check_in: date.nullish().transform((text) => text ?? null),
      check_out: date.nullish().transform((text) => text ?? null),
      our_number: z
        .string()
        .nullish()
        .transform((text) => text ?? null),
    }),
  ),
});
