import type { AriUpdate } from '../../core/model/ari.js';
import { daysBetween, type LocalDate } from '../../core/model/local-date.js';
import { readCode, readDate } from './change-fields.js';
import type { Action, ChangeItem } from './change-item.js';
import { SET_FIELDS } from './change-values.js';
import { LIMITS, WARNING } from './profile.js';

/**
 * Availability is the room type's, all else the rate plan's. A rate plan of ours may be sold with several room types: a
 * room type beside it narrows the change to that one, without it the change is about each of them.
 */
export function readProduct(
  item: ChangeItem,
  action: Action | null,
): Pick<AriUpdate, 'room_code' | 'rate_code'> {
  if (isAboutRoom(item, action)) return { room_code: item.target('room_type_id', readCode), rate_code: null };
  const rate_code = item.target('rate_plan_id', readCode);
  const named = item.has('room_type_id') && item.fields.room_type_id !== null;
  return { room_code: named ? item.target('room_type_id', readCode) : null, rate_code };
}

function isAboutRoom(item: ChangeItem, action: Action | null): boolean {
  if (action !== null) return action === 'availability';
  if (SET_FIELDS.some((field) => item.has(field))) return false;
  return item.has('availability') || !item.has('rate_plan_id');
}

/** Either `date`, or `date_from` and `date_to`, both inclusive. Of these alone a null counts as left out. */
export function readRange(item: ChangeItem): { from: LocalDate; to: LocalDate } | null {
  const { date = null, date_from = null, date_to = null } = item.fields;
  if (date === null) return readPair(item, date_from, date_to);
  if (date_from !== null || date_to !== null) {
    return item.lose('date', {
      text: WARNING.invalid,
      remedy: 'send either date, or date_from and date_to',
    });
  }
  const day = item.target('date', readDate);
  return day === null ? null : { from: day, to: day };
}

function readPair(
  item: ChangeItem,
  date_from: unknown,
  date_to: unknown,
): { from: LocalDate; to: LocalDate } | null {
  const missing = (remedy: string) => ({ text: WARNING.blank, remedy });
  if (date_from === null && date_to === null)
    return item.lose('date', missing('send date, or date_from and date_to'));
  if (date_from === null) return item.lose('date_from', missing('send the first night as well'));
  if (date_to === null) return item.lose('date_to', missing('send the last night as well'));
  const from = item.target('date_from', readDate);
  const to = item.target('date_to', readDate);
  if (from === null || to === null) return null;
  const wrong = (remedy: string) => item.lose('date_to', { text: WARNING.invalid, remedy });
  if (from > to) return wrong(`${to} is before ${from}; send the range the other way round`);
  if (daysBetween(from, to) < LIMITS.range) return { from, to };
  return wrong(`${from} to ${to} is more than ${LIMITS.range} nights; send it in parts`);
}
