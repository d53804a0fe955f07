import { quote, refuse } from './message-decoder.js';
import { OTA } from './ota-numbers.js';
/** Type 16, or 35 where the sender purges what it knew ("AlpineBits, FreeRooms"). */
const COMPLETE_SET_TYPES = new Set(['16', '35']);
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
/** `list` and `item` are element names, `root` the attributes of the message's root element. */
export function createAriFrame(context, root, { message, list, item, allowsCompleteSet, }) {
    const listPlace = { at: `/${message}/${list}` };
    const updates = [];
    let hotelCode;
    let completeSet = false;
    let items = 0;
    let emptyItem;
    return {
        add(parts) {
            updates.push(toUpdate(parts));
        },
        hotel(code) {
            if (code === undefined)
                return;
            if (code.trim() === '')
                refuse(context, OTA.invalidHotel, 'HotelCode is empty; write your code of the hotel');
            else if (hotelCode !== undefined && hotelCode !== code) {
                const both = `${quote(hotelCode)} and ${quote(code)}`;
                refuse(context, OTA.invalidHotel, `Two hotels in one message: ${both}; send one message per hotel`);
                return;
            }
            hotelCode = code;
        },
        uniqueId({ Type: type, Instance: instance }) {
            if (allowsCompleteSet && instance === 'CompleteSet' && COMPLETE_SET_TYPES.has(type ?? ''))
                completeSet = true;
        },
        openItem() {
            items++;
            return context.here();
        },
        closeItem({ place, empty }) {
            if (!empty || !completeSet)
                return false;
            emptyItem = place;
            return true;
        },
        finish() {
            if (hotelCode === undefined) {
                refuse(context, OTA.missing, `HotelCode is missing on ${list}; write your code of the hotel`, {
                    place: listPlace,
                });
            }
            if (items === 0 && !completeSet) {
                refuse(context, OTA.missing, `The message has no ${item}, so it says nothing`, { place: listPlace });
            }
            if (emptyItem !== undefined && items > 1) {
                const remedy = `send it alone to empty the set, or leave it out`;
                refuse(context, OTA.missing, `An empty ${item} among others; ${remedy}`, { place: emptyItem });
            }
            return {
                kind: 'ari',
                ari: {
                    hotel_code: hotelCode ?? '',
                    complete_set: completeSet,
                    rate_absent: 'every_rate',
                    sent_at: readTimestamp(root['TimeStamp']),
                    updates,
                },
            };
        },
    };
}
/** Field by field: spreading objects costs a tenth of the whole decode. */
function toUpdate({ codes, range, days, available, set, amounts, place }) {
    const update = {
        room_code: codes.room_code,
        unit_code: codes.unit_code,
        rate_code: codes.rate_code,
        from: range.from,
        to: range.to,
        days,
        set,
        amounts,
        at: place.at,
        line: place.line,
    };
    return available === undefined ? update : Object.assign(update, { available });
}
/** A sender's clock without offset says nothing: its zone is unknown. */
function readTimestamp(text) {
    const trimmed = text?.trim() ?? '';
    const time = TIMESTAMP.test(trimmed) ? new Date(trimmed) : null;
    return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString();
}
//# sourceMappingURL=ari-frame.js.map