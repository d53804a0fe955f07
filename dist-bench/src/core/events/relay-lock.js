// Named locks belong to the whole server, so the name carries the database; hashed, for names end at 64 characters.
const NAME = "CONCAT('bellhop:relay:', SHA1(DATABASE()))";
/** Takes the leader's lock for this connection, at once or not at all. It goes when the connection does. */
export async function takeRelayLock(session) {
    const [row] = await session.rows(`SELECT GET_LOCK(${NAME}, 0) AS held`);
    return Number(row?.held) === 1;
}
/** Hands the lead to whoever asks next, sooner than the server would notice that the connection was closed. */
export async function freeRelayLock(session) {
    await session.rows(`SELECT RELEASE_LOCK(${NAME}) AS freed`);
}
//# sourceMappingURL=relay-lock.js.map