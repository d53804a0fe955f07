import type { AriMessage, AriUpdate } from '../../core/model/ari.js';
import type {
  DecodedContent,
  DecodedMessage,
  DecodeOptions,
  Envelope,
  JsonValue,
  MessageFault,
} from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';
import { JsonFault, JsonReader } from '../shared/json-reader.js';
import { readRevisions, type ReadRevisions } from './booking-revision.js';
import type { Action, ChangeRules } from './change-item.js';
import { readChange } from './change-object.js';
import { ItemFaults, toEchoItem } from './item-faults.js';
import { objectOf } from './json-parts.js';
import { CHANNEX_DIALECTS, LIMITS, WARNING } from './profile.js';

/** An item of the feed is a whole booking, some ten thousand keys and values at most; the shortest change has a hundred bytes. */
const SHAPE = { partsPerItem: 20_000, items: 100_000 } as const;

const NO_REVISIONS: ReadRevisions = { reservations: [], faults: [] };

/** Reads what is sent to /availability and /restrictions, and the answers of the booking feed. */
export async function decodeChannex(body: Uint8Array, options: DecodeOptions): Promise<DecodedMessage> {
  const { charset, action = null } = options;
  const values = new ValueReader(rulesOf(options));
  const data: unknown[] = [];
  try {
    if (charset !== null && !/^utf-?8$/i.test(charset.trim()))
      throw new JsonFault(`JSON is sent in UTF-8, not in "${charset}"`);
    const members = await JsonReader.of(body, SHAPE).readObject(['values', 'data'], (item, index, list) => {
      if (list === 'values') values.add(item, index);
      else if (!isAction(action)) data.push(item);
    });
    if (members.has('values') || isAction(action)) return values.toMessage(members);
    return await readOther(members, data);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const { message, pointer, line } = error;
    const fault = { pointer, code: 'MALFORMED', message, ...(line === undefined ? {} : { line }) };
    return refused(isAction(action) ? action : null, [fault]);
  }
}

function rulesOf({ action, dialect: id, overrides = {} }: DecodeOptions): ChangeRules {
  const [own] = CHANNEX_DIALECTS;
  const dialect: Dialect = CHANNEX_DIALECTS.find((one) => one.id === id) ?? own;
  return {
    action: isAction(action) ? action : null,
    min_stay: overrides.los ?? (/-(arrival|through)$/.test(dialect.id) ? dialect.los : 'both'),
    faulty_field: overrides.faulty_field ?? dialect.faulty_field ?? 'drops_item',
  };
}

function isAction(action: string | null | undefined): action is Action {
  return action === 'availability' || action === 'restrictions';
}

/** What is no push: revisions of bookings, or an answer of another endpoint, kept as it is. */
async function readOther(
  members: ReadonlyMap<string, unknown>,
  listed: readonly unknown[],
): Promise<DecodedMessage> {
  const single = members.get('data');
  const items = typeof single === 'number' ? listed : single === undefined ? [] : [single];
  const isEmptyFeed = single === 0 && 'total' in objectOf(members.get('meta'));
  const revisions = isEmptyFeed ? NO_REVISIONS : await readRevisions(items, typeof single === 'number');
  if (revisions !== null) {
    const { reservations, faults } = revisions;
    const any = reservations.length > 0 || faults.length === 0;
    const content = any ? ({ kind: 'reservations', reservations } as const) : null;
    return { envelope: envelopeOf('booking_revisions'), content, faults };
  }
  if (!members.has('data') && !members.has('meta') && !members.has('errors')) {
    return refused(null, [
      { pointer: '/values', code: 'VALIDATION', message: 'values is missing; send a list of changes' },
    ]);
  }
  const whole = Object.fromEntries(members) as Readonly<Record<string, JsonValue>>;
  const document = typeof single === 'number' ? { ...whole, data: items as readonly JsonValue[] } : whole;
  const content: DecodedContent = { kind: 'document', topic: 'answer', hotel_code: null, document };
  return { envelope: envelopeOf('answer'), content, faults: [] };
}

/** The change objects of one message, in order, by property. */
class ValueReader {
  private readonly byProperty = new Map<string, AriUpdate[]>();
  private readonly faults = new ItemFaults();
  private counts = true;

  constructor(private readonly rules: ChangeRules) {}

  add(item: unknown, index: number): void {
    const at = `/values/${index}`;
    const { update, property, faults } = readChange(item, at, this.rules);
    for (const { field, path, code, text, remedy } of faults) {
      if (this.faults.passOver()) continue;
      const place = path === '' ? at : `${at}/${path}`;
      const name = field === null ? 'The change' : shown(item, field);
      const message = `${name}${/^[A-Z]/.test(text) ? ':' : ''} ${text}; ${remedy}`;
      this.faults.add({ at: place, code, message, echo: { item: toEchoItem(item), field, text } });
    }
    if (typeof item === 'object' && item !== null && 'rate_plan_id' in item) this.counts = false;
    if (update === null || property === null) return;
    const updates = this.byProperty.get(property);
    if (updates !== undefined) updates.push(update);
    else if (this.byProperty.size < LIMITS.properties) this.byProperty.set(property, [update]);
    else this.refuseProperty(item, at);
  }

  toMessage(members: ReadonlyMap<string, unknown>): DecodedMessage {
    const count = members.get('values');
    const action = this.rules.action ?? (this.counts ? 'availability' : 'restrictions');
    if (typeof count !== 'number' || count === 0) {
      const message = `values ${WARNING.blank}; send {"values": [...]} with at least one change`;
      return refused(action, [{ pointer: '/values', code: 'VALIDATION', message }]);
    }
    const [ari, ...more] = [...this.byProperty].map(toAri);
    if (ari === undefined) return refused(action, this.faults.all);
    const content: DecodedContent = { kind: 'ari', ari, ...(more.length === 0 ? {} : { more }) };
    return { envelope: envelopeOf(action), content, faults: this.faults.all };
  }

  private refuseProperty(item: unknown, at: string): void {
    const text = `${WARNING.most} ${LIMITS.properties} properties`;
    const message = `One message is about at most ${LIMITS.properties} properties; send the others in another`;
    const echo = { item: toEchoItem(item), field: 'property_id', text };
    this.faults.add({ at: `${at}/property_id`, code: 'VALIDATION', message, echo });
  }
}

function toAri([hotel_code, updates]: readonly [string, readonly AriUpdate[]]): AriMessage {
  return { hotel_code, complete_set: false, rate_absent: 'room', sent_at: null, updates };
}

function refused(message: string | null, faults: readonly MessageFault[]): DecodedMessage {
  return { envelope: envelopeOf(message), content: null, faults };
}

function envelopeOf(message: string | null): Envelope {
  return { message, soap: false, echo_token: null, version: null, credentials: null };
}

/** A field with its value, as long as that is short. */
function shown(item: unknown, field: string): string {
  const value: unknown = typeof item === 'object' && item !== null ? Reflect.get(item, field) : undefined;
  if (typeof value === 'string') return `${field} "${value.slice(0, 40)}"`;
  return typeof value === 'number' || typeof value === 'boolean' || value === null
    ? `${field} ${value}`
    : field;
}
