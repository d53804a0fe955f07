import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AriAmount, AriUpdate, Restrictions } from '../../core/model/ari.js';
import type { DecodedContent } from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import { daysBetween, type LocalDate } from '../../core/model/local-date.js';
import { addSchemaFaults, type AddFault } from '../shared/schema-faults.js';
import { availabilityChange, code, restrictionChange, type RestrictionChange } from './changes-schema.js';

const MAX_NIGHTS = 1_100;
/** About a millisecond's work. */
const CHANGES_AT_ONCE = 64;
const FLAGS = [
  ['stop_sell', 'closed'],
  ['closed_to_arrival', 'closed_to_arrival'],
  ['closed_to_departure', 'closed_to_departure'],
] as const;

export interface ReadChanges {
  readonly content: DecodedContent;
  readonly request_id: string | null;
}

/** `POST changes/`: notifications of one hotel, each with its changes in order, the last one wins. */
export async function readChanges(
  notifications: readonly unknown[],
  dialect: Dialect,
  add: AddFault,
): Promise<ReadChanges> {
  const updates: AriUpdate[] = [];
  let hotel: string | null = null;
  let request_id: string | null = null;
  for (const [index, notification] of notifications.entries()) {
    const at = `/data/${index}/attributes`;
    const attributes = membersOf(membersOf(notification)['attributes']);
    const id = attributes['request_id'];
    if (typeof id === 'string') request_id ??= id;
    const named = attributes['hotel_code'] === undefined ? null : code.safeParse(attributes['hotel_code']);
    if (named?.success === false)
      add(`${at}/hotel_code`, 'hotel_code is not a code; write your code of the hotel');
    else if (named !== null && hotel !== null && hotel !== named.data)
      add(`${at}/hotel_code`, 'Two hotels in one message; send one message per hotel');
    else if (named !== null) hotel = named.data;
    const changes = readList(attributes['changes'], at, add);
    for await (const update of changes) updates.push(update);
  }
  const content: DecodedContent = {
    kind: 'ari',
    ari: {
      hotel_code: hotel ?? '',
      complete_set: false,
      rate_absent: dialect.rate_absent,
      ...(dialect.duplicate_dates === 'first' ? { order: 'first' as const } : {}),
      sent_at: null,
      updates,
    },
  };
  return { content, request_id };
}

/** A whole sync is one list of changes: it is read with turns for the event loop between them. */
async function* readList(changes: unknown, at: string, add: AddFault): AsyncGenerator<AriUpdate, void> {
  if (!Array.isArray(changes) || changes.length === 0) {
    add(`${at}/changes`, 'changes is missing or empty, so the message says nothing; send at least one');
    return;
  }
  for (const [index, change] of changes.entries()) {
    if (index % CHANGES_AT_ONCE === CHANGES_AT_ONCE - 1) await nextTurn();
    const update = readChange(change, `${at}/changes/${index}`, add);
    if (update !== null) yield update;
  }
}

function readChange(change: unknown, at: string, add: AddFault): AriUpdate | null {
  const members = membersOf(change);
  const { type } = members;
  // Some senders leave out the level of attributes.
  const nested = 'attributes' in members;
  const attributes = nested ? members['attributes'] : members;
  const place = nested ? `${at}/attributes` : at;
  switch (type) {
    case 'availability_changes': {
      const parsed = availabilityChange.safeParse(attributes);
      if (!parsed.success) return refuse(parsed.error, { document: attributes, at: place }, add);
      const { room_type_id, availability, ...range } = parsed.data;
      const update = {
        room_code: room_type_id,
        rate_code: null,
        available: availability,
        set: {},
        amounts: [],
      };
      return toUpdate(update, { ...range, at: place }, add);
    }
    case 'restriction_changes': {
      const parsed = restrictionChange.safeParse(attributes);
      if (!parsed.success) return refuse(parsed.error, { document: attributes, at: place }, add);
      const { room_type_id, rate_plan_id, date_from, date_to } = parsed.data;
      const update = {
        room_code: room_type_id ?? null,
        rate_code: rate_plan_id,
        set: readSet(parsed.data),
        amounts: readAmounts(parsed.data),
      };
      if (update.amounts.length === 0 && Object.keys(update.set).length === 0)
        add(place, 'The change sets nothing: send rates, stop_sell or a stay limit');
      return toUpdate(update, { date_from, date_to, at: place }, add);
    }
    default:
      add(`${at}/type`, 'type is not known; send availability_changes or restriction_changes');
      return null;
  }
}

function refuse(
  error: Parameters<typeof addSchemaFaults>[0],
  where: Parameters<typeof addSchemaFaults>[1],
  add: AddFault,
): null {
  addSchemaFaults(error, where, add);
  return null;
}

function readSet(change: RestrictionChange): Restrictions {
  const set: Restrictions = {};
  for (const [name, field] of FLAGS) {
    const value = change[name];
    if (value !== undefined) set[field] = value;
  }
  const { min_stay_arrival, min_stay_through, max_stay } = change;
  if (min_stay_arrival !== undefined) set.min_stay_arrival = min_stay_arrival;
  if (min_stay_through !== undefined) set.min_stay_through = min_stay_through;
  if (max_stay !== undefined) set.max_stay_arrival = max_stay === 0 ? null : max_stay;
  return set;
}

function readAmounts({ rates = [] }: RestrictionChange): AriAmount[] {
  return rates.map(({ rate, currency, occupancy }) => ({
    guests: occupancy ?? null,
    amount: rate,
    currency,
    tax: 'after',
  }));
}

function toUpdate(
  update: Omit<AriUpdate, 'unit_code' | 'from' | 'to' | 'days' | 'at'>,
  {
    date_from,
    date_to,
    at,
  }: { readonly date_from: LocalDate; readonly date_to: LocalDate; readonly at: string },
  add: AddFault,
): AriUpdate | null {
  const days = daysBetween(date_from, date_to);
  if (days < 0)
    add(`${at}/date_to`, `date_to ${date_to} is before date_from ${date_from}; both are nights of the range`);
  else if (days >= MAX_NIGHTS)
    add(`${at}/date_to`, `${date_from} to ${date_to} is more than ${MAX_NIGHTS} nights`);
  else return { ...update, unit_code: null, from: date_from, to: date_to, days: null, at };
  return null;
}

/** The members of an object; none of anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
