import type { Restrictions } from '../../../core/model/ari.js';
import type { PushCell } from '../../../core/model/channel-codec.js';
import { coalesce, type CellRange } from '../../../connectors/shared/coalesce.js';
import type { OutgoingMessage, Sender } from '../reservations/reservation-writer.js';
import { pushVerdictOf, type PmsContract, type PushVerdict, type StatePush } from './pms-contract.js';

const OPEN = 1;
const CLOSED = 2;
const TO_ARRIVAL = 6;
const TO_DEPARTURE = 7;
const TO_STAY = 8;
/** Trouble of the receiver: the same message again ("Mews, error codes"). */
const PASSING = 1;

/** Mews pushes, and has its reservations pushed; its credentials stand in the body. */
export const mewsPms: PmsContract = {
  push(push, sender) {
    const counts = coalesce(push.cells, ({ rate_code, available }) =>
      rate_code === null ? available : undefined,
    );
    const prices = coalesce(push.cells, ({ rate_code, amounts }) =>
      rate_code === null ? undefined : pricesOf(amounts),
    );
    const restrictions = coalesce(push.cells, restrictionOf);
    return [
      ...operation(
        'updateAvailability',
        'availabilities',
        counts.map((range) => ({ ...scopeOf(range), availability: range.value })),
      ),
      ...operation(
        'updatePrices',
        'ratePrices',
        prices.map((range) => ({ ...scopeOf(range), prices: range.value })),
      ),
      ...operation(
        'updateRestrictions',
        'restrictions',
        restrictions.map((range) => ({ ...scopeOf(range), ...range.value })),
      ),
    ];

    function operation(name: string, list: string, items: readonly object[]): OutgoingMessage[] {
      return items.length === 0 ? [] : [messageOf(push, sender, { name, content: { [list]: items } })];
    }
  },
  readPush: (_message, reply) => readVerdict(reply),
};

function messageOf(
  { hotel_code }: StatePush,
  { key, id }: Sender,
  { name, content }: { readonly name: string; readonly content: object },
): OutgoingMessage {
  return {
    method: 'POST',
    path: `/pms/mews/${name}`,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      clientToken: key,
      connectionToken: hotel_code,
      messageId: `${id}-${name}`,
      ...content,
    }),
    message: name,
  };
}

function readVerdict(reply: { readonly status: number; readonly body: string }): PushVerdict {
  const unclear = pushVerdictOf(reply);
  if (unclear !== null) return unclear;
  if (/"success"\s*:\s*true/.test(reply.body)) return { kind: 'accepted' };
  const code = Number(/"code"\s*:\s*(\d+)/.exec(reply.body)?.[1]);
  return { kind: code === PASSING ? 'retry' : 'refused', error: reply.body.slice(0, 300) };
}

function scopeOf({ room_code, rate_code, from, to }: CellRange<unknown>): object {
  return { spaceTypeCode: room_code, ...(rate_code === null ? {} : { ratePlanCode: rate_code }), from, to };
}

function pricesOf(amounts: PushCell['amounts']): object[] | undefined {
  const base = (amounts ?? []).filter(({ extra, length_of_stay }) => (extra ?? length_of_stay) === undefined);
  if (base.length === 0) return undefined;
  return base.map(({ guests, amount, currency, tax }) => ({
    [tax === 'after' ? 'grossAmount' : 'netAmount']: Number(amount),
    currencyCode: currency ?? 'EUR',
    ...(guests === null ? {} : { guestCount: guests }),
  }));
}

/** "Mews, state": overlay, so that all restrictions of a night are said together; nothing where a cell knows none. */
function restrictionOf(cell: PushCell): object | undefined {
  const { closed, closed_to_arrival: toArrival, closed_to_departure: toDeparture } = cell;
  const min = firstSaid(cell, ['min_stay_arrival', 'min_stay_through']);
  const max = firstSaid(cell, ['max_stay_arrival', 'max_stay_through']);
  if ([closed, toArrival, toDeparture, min, max].every((value) => value === undefined)) return undefined;
  const state = [
    ...(closed === true ? [CLOSED, TO_STAY] : []),
    ...(toArrival === true ? [CLOSED, TO_ARRIVAL] : []),
    ...(toDeparture === true ? [CLOSED, TO_DEPARTURE] : []),
  ];
  return {
    state: state.length === 0 ? [OPEN] : [...new Set(state)],
    ...(typeof min === 'number' ? { minLos: min } : {}),
    ...(typeof max === 'number' ? { maxLos: max } : {}),
  };
}

type Limit = 'min_stay_arrival' | 'min_stay_through' | 'max_stay_arrival' | 'max_stay_through';

function firstSaid(cell: Restrictions, fields: readonly Limit[]): number | null | undefined {
  return fields.map((field) => cell[field]).find((value) => value !== undefined);
}
