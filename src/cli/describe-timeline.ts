import type { TimelineEntry } from '../core/bookings/booking-timeline.js';

type Detail = TimelineEntry['detail'];

/** Said by the entry's own words below. */
const TOLD: ReadonlySet<string> = new Set(['from', 'to', 'currency', 'status', 'state', 'since']);

/**
 * "reason expired, request_id 7f9c"; what has no value is left out. What is today's state is called so, for the entry
 * stands where it began; a change says what was and what is.
 */
export function describeDetail({ detail }: TimelineEntry): string {
  const parts = [...describeNow(detail), ...describeChange(detail)];
  for (const [name, value] of Object.entries(detail)) {
    const text = textOf(value);
    if (TOLD.has(name) || text === null) continue;
    parts.push(`${name} ${name === 'amount' ? `${text} ${textOf(detail['currency']) ?? ''}`.trim() : text}`);
  }
  return parts.join(', ');
}

/** "now COMPLETED since 2027-07-01T10:00:02.114Z" */
function describeNow({ status, state, since }: Detail): string[] {
  const now = textOf(status) ?? textOf(state);
  if (now === null) return [];
  return [`now ${now}${typeof since === 'string' ? ` since ${since}` : ''}`];
}

/** "check_out_date 2027-07-03 -> 2027-07-05"; of an older change no more is known than what was. */
function describeChange({ from, to }: Detail): string[] {
  if (!isObject(from)) return [];
  return Object.entries(from).flatMap(([name, before]) => {
    const was = textOf(before) ?? 'none';
    if (!isObject(to)) return [`${name} was ${was}`];
    const is = textOf(to[name]) ?? 'none';
    return was === is ? [] : [`${name} ${was} -> ${is}`];
  });
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return null;
  const items = value.flatMap((item) => textOf(item) ?? []);
  return items.length === 0 ? null : items.join(' + ');
}

function isObject(value: unknown): value is Detail {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
