import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AppError } from '../model/errors.js';
import { toSqlTime } from '../platform/sql-time.js';
import { hideCardNumbers } from './card-scanner.js';
import { createReadJournal } from './read-journal.js';
import { redactBody } from './redact.js';
const compress = promisify(gzip);
/** A sixth of the default level's time for twice the size: wire messages shrink twentyfold either way. */
const LEVEL = 1;
/** Base64 of a body in one statement, below the 16 MB that MariaDB takes by default. */
const MAX_COMPRESSED = 11_500_000;
const PRUNED_AT_ONCE = 500;
const DAY_MS = 86_400_000;
/** Every wire message and its answer, redacted and compressed: to be found, shown, decoded and replayed. */
export function createJournal({ database, nextId, clock }) {
    return {
        ...createReadJournal({ database }),
        async receive(message) {
            const id = nextId();
            const body = await pack(message.body, message.content_type);
            await database.run(`INSERT INTO messages (message_id, direction, partner_id, hotel_code, connector, kind, outcome, request_id,
           content_type, body, body_bytes, received_at)
         VALUES (?, 'in', ?, ?, ?, ?, 'RECEIVED', ?, ?, FROM_BASE64(?), ?, ?)`, [
                id,
                message.partner_id,
                hotelCode(message.hotel_code),
                token(message.connector, 32),
                token(message.kind, 64),
                token(message.request_id, 64),
                token(message.content_type, 120),
                body,
                message.body.length,
                toSqlTime(clock.now()),
            ]);
            return id;
        },
        async answer(id, { outcome, cause, body, kind, hotel_code }) {
            const { affectedRows } = await database.run(`UPDATE messages SET outcome = ?, cause = ?, answer = FROM_BASE64(?), answered_at = ?,
           kind = COALESCE(?, kind), hotel_code = COALESCE(?, hotel_code)
         WHERE message_id = ?`, [
                outcome,
                cause === undefined ? null : fit(hideCardNumbers(cause), 1_000),
                await pack(Buffer.from(body), ''),
                toSqlTime(clock.now()),
                kind === undefined ? null : token(kind, 64),
                hotelCode(hotel_code ?? null),
                id,
            ]);
            if (affectedRows === 0) {
                throw new AppError('MESSAGE_NOT_FOUND', `No message ${id} is in the journal.`, {
                    next: 'bellhop message list',
                });
            }
        },
        async prune(days) {
            const before = toSqlTime(new Date(clock.now().getTime() - days * DAY_MS));
            let pruned = 0;
            for (;;) {
                const { affectedRows } = await database.run('DELETE FROM messages WHERE received_at < ? ORDER BY received_at LIMIT ?', [before, PRUNED_AT_ONCE]);
                pruned += affectedRows;
                if (affectedRows < PRUNED_AT_ONCE)
                    return pruned;
            }
        },
    };
}
/**
 * Redacted, compressed (in the thread pool) and as base64: the driver would write bytes as hexadecimal, and a large
 * body that does not shrink would then exceed the packet limit.
 */
async function pack(body, contentType) {
    const packed = await compress(await redactBody(body, contentType), { level: LEVEL });
    if (packed.length <= MAX_COMPRESSED)
        return packed.toString('base64');
    const note = `[${body.length} bytes were too large to be kept]`;
    return (await compress(note)).toString('base64');
}
/** A partner's own code, which may hold anything at all. */
function hotelCode(code) {
    return code === null ? null : fit(hideCardNumbers(code), 64);
}
/** For columns of plain ASCII: a partner's root element or content type need not be. */
function token(text, length) {
    return hideCardNumbers(text.replace(/[^\x20-\x7e]/g, '?')).slice(0, length);
}
/** At most `length` characters, none of them cut in two. */
function fit(text, length) {
    return text.length <= length ? text : Array.from(text).slice(0, length).join('');
}
//# sourceMappingURL=journal.js.map