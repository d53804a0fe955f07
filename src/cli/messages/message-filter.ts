import { Errors, Flags } from '@oclif/core';
import type { App } from '../../core/app.js';
import type { JournalFilter, PartnerHotel } from '../../core/messages/journal-filter.js';
import { isLocalDate, type LocalDate } from '../../core/model/local-date.js';
import { AppError } from '../../core/model/errors.js';
import type { Id } from '../../core/model/ids.js';
import { envOf, hotelFlag, partnerFlag } from '../flags.js';

export const OUTCOMES = [
  ...['RECEIVED', 'APPLIED', 'ANSWERED', 'REFUSED', 'PARKED', 'FAILED', 'DISCARDED'],
  ...['ACCEPTED', 'PARTIAL', 'REJECTED', 'RETRY'],
] as const;

/** A day, all of it, or an instant with its offset. */
const moment = Flags.custom<{ readonly from: Date; readonly until: Date }>({
  helpValue: 'TIME',
  parse: (input) => {
    if (isLocalDate(input)) {
      const from = new Date(`${input}T00:00:00Z`);
      return Promise.resolve({ from, until: new Date(from.getTime() + 86_400_000) });
    }
    const time = new Date(input);
    if (/T.*(Z|[+-]\d{2}:?\d{2})$/.test(input) && !Number.isNaN(time.getTime()))
      return Promise.resolve({ from: time, until: time });
    throw new Errors.CLIError(
      `"${input}" is neither a day, such as 2027-01-01, nor a time such as 2027-01-01T10:00:00Z`,
      {
        exit: 2,
      },
    );
  },
});

/** A night, or two with two dots between them. */
const nights = Flags.custom<{ readonly from: LocalDate; readonly to: LocalDate }>({
  helpValue: 'DATE[..DATE]',
  parse: (input) => {
    const [from = '', to = from, ...more] = input.split('..');
    if (isLocalDate(from) && isLocalDate(to) && from <= to && more.length === 0)
      return Promise.resolve({ from, to });
    throw new Errors.CLIError(`"${input}" is no night; write 2027-01-01 or 2027-01-01..2027-01-31`, {
      exit: 2,
    });
  },
});

/** Which messages are meant, in every command about several. */
export const messageFilterFlags = {
  partner: partnerFlag(),
  hotel: hotelFlag(),
  direction: Flags.option({ options: ['in', 'out'] as const })({
    summary: 'Only what was received (in) or sent (out).',
    env: envOf('direction'),
  }),
  outcome: Flags.option({ options: OUTCOMES })({ summary: 'Only these.', env: envOf('outcome') }),
  kind: Flags.string({
    summary: 'Only messages of this name.',
    helpValue: 'NAME',
    env: envOf('kind', 'message'),
  }),
  room: Flags.string({
    summary: "Only those that name this room type: our code, or the partner's.",
    helpValue: 'CODE',
    env: envOf('room', 'message'),
  }),
  touches: nights({ summary: 'Only those that name one of these nights.', env: envOf('touches') }),
  from: moment({ summary: 'Received at that time or later (UTC).', env: envOf('from', 'message') }),
  to: moment({ summary: 'Received before that time; a day counts to its end.', env: envOf('to', 'message') }),
  correlation: Flags.string({
    summary: 'X-Request-Id of the request, or the token in the message (EchoToken).',
    helpValue: 'ID',
    env: envOf('correlation'),
  }),
  'hotel-code': Flags.string({
    summary: "Only about the hotel with this code of the partner's.",
    helpValue: 'CODE',
    env: envOf('hotel-code'),
  }),
};

export interface MessageFilter {
  readonly partner?: string | undefined;
  readonly hotel?: string | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly outcome?: string | undefined;
  readonly kind?: string | undefined;
  readonly room?: string | undefined;
  readonly touches?: { readonly from: LocalDate; readonly to: LocalDate } | undefined;
  readonly from?: { readonly from: Date } | undefined;
  readonly to?: { readonly until: Date } | undefined;
  readonly correlation?: string | undefined;
  readonly 'hotel-code'?: string | undefined;
}

/** Turns codes of ours into those that partners have for the same things. @throws AppError PARTNER_NOT_FOUND, HOTEL_NOT_FOUND */
export async function toJournalFilter(app: App, flags: MessageFilter): Promise<JournalFilter> {
  const { direction, outcome, kind, touches, correlation } = flags;
  if (flags.from !== undefined && flags.to !== undefined && flags.from.from >= flags.to.until)
    throw new AppError('VALIDATION', '--from is not before --to: no message is meant.');
  const partner = flags.partner === undefined ? undefined : await app.partners.get(flags.partner);
  const hotel = flags.hotel === undefined ? undefined : await app.hotels.show(flags.hotel);
  return {
    ...{ direction, outcome, kind, touches, correlation },
    partner_id: partner?.partner_id,
    hotel_code: flags['hotel-code'],
    hotels: hotel === undefined ? undefined : await hotelCodes(app, hotel.hotel_id, hotel.code),
    rooms: flags.room === undefined ? undefined : await roomCodes(app, flags.room, hotel?.hotel_id ?? null),
    from: flags.from?.from,
    until: flags.to?.until,
  };
}

/** The code that each partner has for a hotel; operators say ours, and anybody may say our id. */
async function hotelCodes({ database, partners }: App, hotelId: Id, code: string): Promise<PartnerHotel[]> {
  const mapped = await database.rows<PartnerHotel>(
    "SELECT partner_id, their_code AS hotel_code FROM mappings WHERE kind = 'hotel' AND hotel_id = ?",
    [hotelId],
  );
  const operators = (await partners.list()).filter(({ kind }) => kind === 'operator');
  return [
    ...mapped,
    ...mapped.map(({ partner_id }) => ({ partner_id, hotel_code: hotelId })),
    ...operators.flatMap(({ partner_id }) => [
      { partner_id, hotel_code: code },
      { partner_id, hotel_code: hotelId },
    ]),
  ];
}

async function roomCodes({ database }: App, code: string, hotelId: Id | null): Promise<string[]> {
  const rows = await database.rows<{ their_code: string }>(
    `SELECT DISTINCT m.their_code FROM mappings m JOIN rooms r ON r.room_id = m.our_id
     WHERE m.kind = 'room' AND r.code = ? AND (? IS NULL OR r.hotel_id = ?)`,
    [code, hotelId, hotelId],
  );
  return [...new Set([code, ...rows.map((row) => row.their_code)])];
}
