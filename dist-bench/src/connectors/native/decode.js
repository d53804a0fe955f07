import { BOOLEAN_RESTRICTIONS, NUMBER_RESTRICTIONS, } from '../../core/model/ari.js';
import { daysBetween } from '../../core/model/local-date.js';
import { FaultList } from '../shared/fault-list.js';
import { ariHeadInput, ariUpdateInput, DAY_NAMES } from './ari-schema.js';
import { JsonFault, JsonReader } from './json-reader.js';
import { addSchemaFaults } from './schema-faults.js';
const ENVELOPE = {
    message: 'ari',
    soap: false,
    echo_token: null,
    version: null,
    credentials: null,
};
const MAX_RANGE_DAYS = 1_100;
/** Leaves the reader when enough faults were found. */
class DecodingStopped extends Error {
}
/** Reads the body of POST /api/ari. What is wrong comes back as faults with JSON pointers, never as an exception. */
export async function decodeNative(body, charset) {
    const faults = new FaultList(() => ({ at: '' }), () => {
        throw new DecodingStopped('enough faults');
    });
    const content = await read(body, charset, faults);
    return { envelope: ENVELOPE, content: faults.isEmpty ? content : null, faults: faults.all };
}
async function read(body, charset, faults) {
    const add = (at, message, code = 'VALIDATION') => faults.add({ code, message, place: { at } });
    try {
        if (charset !== null && !/^utf-?8$/i.test(charset.trim())) {
            add('', `JSON is sent in UTF-8, not in "${charset}"`, 'MALFORMED');
        }
        const updates = [];
        const members = await JsonReader.of(body).readObject('updates', (item, index) => {
            const update = readUpdate(item, `/updates/${index}`, add);
            if (update !== null)
                updates.push(update);
        });
        return readMessage(members, updates, add);
    }
    catch (error) {
        if (error instanceof JsonFault) {
            faults.add({
                code: 'MALFORMED',
                message: error.message,
                place: { at: error.pointer, line: error.line },
            });
        }
        else if (!(error instanceof DecodingStopped))
            throw error;
        return null;
    }
}
function readMessage(members, updates, add) {
    const document = Object.fromEntries(members);
    const head = ariHeadInput.safeParse(document);
    if (!head.success) {
        addSchemaFaults(head.error, { document, at: '' }, add);
        return null;
    }
    const { hotel_id, hotel_code, complete_set = false, sent_at } = head.data;
    const hotel = hotel_code ?? hotel_id;
    if (hotel === undefined)
        add('/hotel_code', 'hotel_code is missing; write your code of the hotel, or its hotel_id');
    else if (hotel_id !== undefined && hotel_id !== hotel)
        add('/hotel_code', 'hotel_code names another hotel than hotel_id; send one of them');
    if (head.data.updates === undefined || (head.data.updates === 0 && !complete_set)) {
        add('/updates', 'updates is missing or empty, so the message says nothing; send at least one');
    }
    return {
        kind: 'ari',
        ari: {
            hotel_code: hotel ?? '',
            complete_set,
            rate_absent: 'room',
            sent_at: sent_at === undefined ? null : new Date(sent_at).toISOString(),
            updates,
        },
    };
}
function readUpdate(item, at, add) {
    const parsed = ariUpdateInput.safeParse(item);
    if (!parsed.success) {
        addSchemaFaults(parsed.error, { document: item, at }, add);
        return null;
    }
    const input = parsed.data;
    const range = readRange(input, at, add);
    const set = readRestrictions(input);
    const amounts = readAmounts(input);
    const { room_code = null, rate_code = null, available_rooms: available, days } = input;
    if (room_code === null && rate_code === null)
        add(`${at}/room_code`, 'room_code is missing; name the room or the rate plan');
    if (available === undefined && amounts.length === 0 && Object.keys(set).length === 0) {
        add(at, 'The update sets nothing: send available_rooms, a restriction or amounts');
    }
    if (range === null)
        return null;
    return {
        room_code,
        unit_code: null,
        rate_code,
        ...range,
        days: days === undefined ? null : DAY_NAMES.map((name) => days.includes(name)),
        ...(available === undefined ? {} : { available }),
        set,
        amounts,
        at,
    };
}
function readRange(input, at, add) {
    const { date } = input;
    if (date !== undefined) {
        if (input.from === undefined && input.to === undefined)
            return { from: date, to: date };
        add(`${at}/date`, 'date stands beside from or to; send date for one night, from and to for a range');
        return null;
    }
    const { from, to } = input;
    if (from === undefined || to === undefined) {
        add(`${at}/${from === undefined ? 'from' : 'to'}`, 'from and to are both needed, both nights are included; or send date');
        return null;
    }
    const days = daysBetween(from, to);
    if (days >= 0 && days < MAX_RANGE_DAYS)
        return { from, to };
    add(`${at}/to`, days < 0 ? `to ${to} is before from ${from}` : `${from} to ${to} is more than ${MAX_RANGE_DAYS} nights`);
    return null;
}
function readRestrictions(input) {
    const set = {};
    for (const name of BOOLEAN_RESTRICTIONS) {
        const value = input[name];
        if (value !== undefined)
            set[name] = value;
    }
    for (const name of NUMBER_RESTRICTIONS) {
        const value = input[name];
        if (value !== undefined)
            set[name] = value;
    }
    return set;
}
function readAmounts(input) {
    const { amounts = [], currency = null, extra_adult_amount: extra } = input;
    const prices = amounts.map((price) => ({
        guests: price.guests ?? null,
        amount: price.amount,
        currency: price.currency ?? currency,
        tax: price.tax ?? 'after',
    }));
    if (extra === undefined)
        return prices;
    // The last resort is the currency of the prices beside it: one update has one currency in practice.
    const of = currency ?? prices[0]?.currency ?? null;
    return [
        ...prices,
        { guests: null, amount: extra, currency: of, tax: prices[0]?.tax ?? 'after', extra: 'adult' },
    ];
}
//# sourceMappingURL=decode.js.map