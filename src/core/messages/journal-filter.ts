import type { Id } from '../model/ids.js';
import type { LocalDate } from '../model/local-date.js';
import type { SqlParameter } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import { MORE_ROOMS } from './message-about.js';

/** A hotel under the codes that one partner has for it. */
export interface PartnerHotel {
  readonly partner_id: Id;
  readonly hotel_code: string;
}

/** Which messages are meant; what is absent is not asked for. */
export interface JournalFilter {
  readonly partner_id?: Id | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  readonly outcome?: string | undefined;
  readonly kind?: string | undefined;
  readonly content?: string | undefined;
  /** The partner's own code of the hotel. */
  readonly hotel_code?: string | undefined;
  /** One hotel, whoever's message it is. */
  readonly hotels?: readonly PartnerHotel[] | undefined;
  /** X-Request-Id or the sender's own token. */
  readonly correlation?: string | undefined;
  readonly delivery_id?: Id | undefined;
  /** Any of these room codes. */
  readonly rooms?: readonly string[] | undefined;
  /** That name any night of these, both inclusive. */
  readonly touches?: { readonly from: LocalDate; readonly to: LocalDate } | undefined;
  /** Received at or after, and before. */
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** Only messages older than this one: the last of the page before. */
  readonly before?: Id | undefined;
  /** Only messages newer than this one. */
  readonly after?: Id | undefined;
}

const IS_ASCII = /^[\x20-\x7e]*$/;

type Condition = readonly [sql: string, ...parameters: SqlParameter[]];

const EXACT = ['partner_id', 'direction', 'outcome', 'kind', 'content', 'hotel_code', 'delivery_id'] as const;

export function journalConditions(filter: JournalFilter): { where: string; parameters: SqlParameter[] } {
  const conditions = [...exact(filter), ...about(filter), ...places(filter)];
  return {
    where: conditions.length === 0 ? 'TRUE' : conditions.map(([sql]) => sql).join(' AND '),
    parameters: conditions.flatMap(([, ...parameters]) => parameters),
  };
}

function exact(filter: JournalFilter): Condition[] {
  return EXACT.flatMap((column): Condition[] => {
    const value = filter[column];
    if (value === undefined) return [];
    // Columns of ASCII do not compare with anything else; a hotel's code may be any text.
    return column !== 'hotel_code' && !IS_ASCII.test(value) ? [['FALSE']] : [[`${column} = ?`, value]];
  });
}

function about({ hotels, correlation, rooms, touches }: JournalFilter): Condition[] {
  const conditions: Condition[] = [];
  if (hotels !== undefined) {
    // Nobody has mapped it: then there are no messages about it.
    const any = hotels.map(() => '(partner_id = ? AND hotel_code = ?)').join(' OR ');
    const codes = hotels.flatMap(({ partner_id, hotel_code }) => [partner_id, hotel_code]);
    conditions.push([hotels.length === 0 ? 'FALSE' : `(${any})`, ...codes]);
  }
  // Tokens are plain ASCII; anything else is none of them, and the column does not compare with it.
  if (correlation !== undefined && !IS_ASCII.test(correlation)) conditions.push(['FALSE']);
  else if (correlation !== undefined)
    conditions.push(['(request_id = ? OR echo_token = ?)', correlation, correlation]);
  if (rooms !== undefined) {
    const named = [...rooms, MORE_ROOMS];
    conditions.push([
      `(${named.map(() => 'INSTR(rooms, ?) > 0').join(' OR ')})`,
      ...named.map((room) => `\n${room}\n`),
    ]);
  }
  if (touches !== undefined)
    conditions.push(['first_date <= ? AND last_date >= ?', touches.to, touches.from]);
  return conditions;
}

function places({ from, until, before, after }: JournalFilter): Condition[] {
  const conditions: Condition[] = [];
  if (from !== undefined) conditions.push(['received_at >= ?', toSqlTime(from)]);
  if (until !== undefined) conditions.push(['received_at < ?', toSqlTime(until)]);
  if (before !== undefined) conditions.push(['message_id < ?', before]);
  if (after !== undefined) conditions.push(['message_id > ?', after]);
  return conditions;
}
