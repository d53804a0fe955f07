import type { AriUpdate, Restrictions } from '../../core/model/ari.js';
import { readCode, readCount, readDays } from './change-fields.js';
import { ChangeItem, type ChangeFault, type ChangeRules } from './change-item.js';
import { readProduct, readRange } from './change-target.js';
import { readAmounts, readRestrictions, SET_FIELDS } from './change-values.js';
import { LIMITS, UNSUPPORTED, WARNING } from './profile.js';

export interface Change {
  /** Null where nothing of the object can be applied. */
  readonly update: AriUpdate | null;
  readonly property: string | null;
  readonly faults: readonly ChangeFault[];
}

const AIM = ['property_id', 'room_type_id', 'rate_plan_id', 'date', 'date_from', 'date_to', 'days'];
const NAMED = 5;

/**
 * Reads one change object of POST /availability or /restrictions ("Channex, availability and rates"). A wrong value is
 * left out and told; what says where the change belongs must be right, or nothing of the object is taken.
 */
export function readChange(value: unknown, at: string, rules: ChangeRules): Change {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const item = new ChangeItem({});
    item.fault(null, {
      text: WARNING.invalid,
      remedy: 'send an object with property_id, dates and what to set',
    });
    return { update: null, property: null, faults: item.faults };
  }
  const item = new ChangeItem(value as Readonly<Record<string, unknown>>);
  const property = item.target('property_id', readCode);
  const product = readProduct(item, rules.action);
  const range = readRange(item);
  const days = item.has('days') ? item.target('days', readDays) : null;
  const available = readAvailability(item, rules);
  const set = rules.action === 'availability' ? {} : readRestrictions(item, rules);
  const amounts = rules.action === 'availability' ? [] : readAmounts(item);
  refuseMisplaced(item, rules);
  const empty = available === undefined && amounts.length === 0 && isEmpty(set);
  if (empty && item.faults.length === 0) refuseEmpty(item);
  const { faults } = item;
  const dropped = rules.faulty_field === 'drops_item' && faults.length > 0;
  if (item.isLost || empty || dropped || range === null) return { update: null, property, faults };
  // Field by field: spreading is what a push of a hundred thousand changes would spend its time on.
  const { room_code, rate_code } = product;
  const { from, to } = range;
  const update: AriUpdate =
    available === undefined
      ? { room_code, unit_code: null, rate_code, from, to, days, set, amounts, at }
      : { room_code, unit_code: null, rate_code, from, to, days, available, set, amounts, at };
  return { update, property, faults };
}

function isEmpty(set: Restrictions): boolean {
  for (const field in set) if (Object.hasOwn(set, field)) return false;
  return true;
}

function readAvailability(item: ChangeItem, { action }: ChangeRules): number | undefined {
  if (action === 'restrictions') return undefined;
  if (!item.has('availability')) {
    if (action === 'availability')
      item.fault('availability', { text: WARNING.blank, remedy: 'send how many rooms can be sold' });
    return undefined;
  }
  if (!item.has('room_type_id')) {
    // Beside restrictions the room type is optional, and a count without one has no place.
    item.unsupported('availability', 'name the room type as room_type_id, for the count is its own');
    return undefined;
  }
  return item.value('availability', (value) => readCount(value, { least: 0, most: LIMITS.available }));
}

function refuseMisplaced(item: ChangeItem, { action }: ChangeRules): void {
  if (action === 'availability') {
    for (const field of SET_FIELDS) if (item.has(field)) item.unsupported(field, 'send it to /restrictions');
  }
  if (action === 'restrictions' && item.has('availability'))
    item.unsupported('availability', 'send it to /availability');
  for (const field of UNSUPPORTED) if (item.has(field)) item.unsupported(field, 'leave the field out');
}

/** Fields that the contract does not know are read over; where nothing else is left, their names tell why. */
function refuseEmpty(item: ChangeItem): void {
  const others = Object.keys(item.fields).filter((field) => !AIM.includes(field));
  const names = others.slice(0, NAMED).map((name) => name.slice(0, 40));
  const unread = names.length === 0 ? '' : `; not known here: ${names.join(', ')}`;
  item.fault(null, {
    text: WARNING.blank,
    remedy: `send at least one thing to set${unread}`,
  });
}
