import type { App } from '../../core/app.js';
import type { JournalEntry } from '../../core/messages/read-journal.js';
import type { Column } from '../output/table.js';

export interface ListedMessage extends JournalEntry {
  /** Code; null for who is no partner (a payment provider). */
  readonly partner: string | null;
  /** What to run about it; null where nothing waits for anybody. */
  readonly next: string | null;
}

export async function partnerCodes({
  partners,
}: Pick<App, 'partners'>): Promise<ReadonlyMap<string, string>> {
  return new Map((await partners.list()).map(({ partner_id, code }) => [partner_id, code]));
}

export function toListed(entry: JournalEntry, codes: ReadonlyMap<string, string>): ListedMessage {
  return { ...entry, partner: codes.get(entry.partner_id) ?? null, next: nextOf(entry) };
}

function nextOf({ outcome, message_id }: JournalEntry): string | null {
  return outcome === 'PARKED'
    ? `bellhop message accept ${message_id}  or: bellhop message discard ${message_id}`
    : null;
}

export const MESSAGE_COLUMNS: readonly Column<ListedMessage>[] = [
  { header: 'MESSAGE', value: (message) => message.message_id },
  { header: 'RECEIVED', value: (message) => message.received_at },
  { header: 'DIR', value: (message) => message.direction },
  { header: 'PARTNER', value: (message) => message.partner, shrink: true },
  { header: 'KIND', value: (message) => message.kind, shrink: true },
  { header: 'HOTEL', value: (message) => message.hotel_code },
  { header: 'NIGHTS', value: nightsOf },
  { header: 'OUTCOME', value: (message) => message.outcome },
  { header: 'CAUSE', value: (message) => message.cause, below: true },
  { header: 'NEXT', value: (message) => message.next, below: true },
];

function nightsOf({ first_date, last_date }: ListedMessage): string | null {
  if (first_date === null || last_date === null) return null;
  return first_date === last_date ? first_date : `${first_date}..${last_date}`;
}

/** One line for `message tail`. */
export function messageLine(message: ListedMessage): string {
  const { received_at, direction, partner, kind, hotel_code, outcome, cause, message_id } = message;
  const arrow = direction === 'in' ? '->' : '<-';
  const parts = [
    received_at,
    arrow,
    partner ?? '?',
    kind,
    hotel_code ?? '',
    nightsOf(message) ?? '',
    outcome,
    message_id,
  ];
  return [...parts.filter((part) => part !== ''), ...(cause === null ? [] : [cause])].join('  ');
}
