import type { Restrictions } from '../../core/model/ari.js';
import type { PushCell } from '../../core/model/channel-codec.js';
import { coalesce, type CellRange } from '../shared/coalesce.js';
import { controlElement, type WireMessage } from '../shared/opentravel/wire-message.js';
import { element, type XmlElement } from '../shared/xml-writer.js';

/**
 * The AvailStatusMessages of a push, one for each aspect ("SiteConnect, availability"): the count with Open or Close; lengths of
 * stay; arrival; departure.
 */
export function availStatusMessages(cells: readonly PushCell[]): WireMessage[] {
  return [
    ...coalesce(cells, counted).map(countMessage),
    ...coalesce(cells, stays).map(stayMessage),
    ...coalesce(cells, ({ closed_to_arrival: closed }) => closed).map((range) =>
      closedMessage(range, 'Arrival'),
    ),
    ...coalesce(cells, ({ closed_to_departure: closed }) => closed).map((range) =>
      closedMessage(range, 'Departure'),
    ),
  ];
}

type Count = Pick<PushCell, 'available' | 'closed'>;

function counted({ available, closed }: PushCell): Count | undefined {
  if (available === undefined && closed === undefined) return undefined;
  return { ...(available === undefined ? {} : { available }), ...(closed === undefined ? {} : { closed }) };
}

function countMessage(range: CellRange<Count>): WireMessage {
  const { available, closed } = range.value;
  const status = closed === undefined ? [] : [element('RestrictionStatus', { Status: statusOf(closed) })];
  return message(range, { BookingLimit: available }, status);
}

function closedMessage(range: CellRange<boolean | null>, restriction: 'Arrival' | 'Departure'): WireMessage {
  const status = element('RestrictionStatus', { Restriction: restriction, Status: statusOf(range.value) });
  return message(range, {}, [status]);
}

/** A stop-sell that was lifted and one that never was are the same to a channel. */
function statusOf(closed: boolean | null): 'Open' | 'Close' {
  return closed === true ? 'Close' : 'Open';
}

/** "SiteConnect, LOS": the Forward kinds hold on every night of the stay. */
const STAY_KINDS = [
  ['min_stay_arrival', 'SetMinLOS'],
  ['max_stay_arrival', 'SetMaxLOS'],
  ['min_stay_through', 'SetForwardMinStay'],
  ['max_stay_through', 'SetForwardMaxStay'],
] as const;

type Stays = Pick<Restrictions, (typeof STAY_KINDS)[number][0]>;

function stays(cell: PushCell): Stays | undefined {
  const limits = STAY_KINDS.flatMap(([field]) =>
    cell[field] === undefined ? [] : [[field, cell[field]] as const],
  );
  return limits.length === 0 ? undefined : Object.fromEntries(limits);
}

/** A LengthOfStay without Time lifts its limit. */
function stayMessage(range: CellRange<Stays>): WireMessage {
  const lengths = STAY_KINDS.flatMap(([field, kind]) => {
    const nights = range.value[field];
    return nights === undefined
      ? []
      : [element('LengthOfStay', { MinMaxMessageType: kind, Time: nights ?? undefined })];
  });
  return { ...message(range, {}, [element('LengthsOfStay', {}, ...lengths)]), values: lengths.length };
}

function message(
  range: CellRange<unknown>,
  attributes: XmlElement['attributes'],
  children: readonly XmlElement[],
): WireMessage {
  const values = children.length + Object.values(attributes).filter((value) => value !== undefined).length;
  return {
    range,
    element: element('AvailStatusMessage', attributes, controlElement(range), ...children),
    values,
  };
}
