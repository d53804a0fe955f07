import { randomInt } from 'node:crypto';
/** 2024-01-01T00:00:00Z; 41 bits of milliseconds from here last until 2093. */
const EPOCH = 1704067200000n;
const WORKERS = 1024;
const SEQUENCES = 4096;
/** Takes a process number from the database, so that two processes never make the same id. */
export async function createIds(database, clock) {
    const { insertId } = await database.run('INSERT INTO id_workers () VALUES ()');
    return createSnowflake(Number(BigInt(insertId) % BigInt(WORKERS)), clock);
}
/** A clock that steps back does not repeat ids: the last millisecond is carried on until the clock has caught up. */
export function createSnowflake(worker, clock) {
    let last = 0n;
    // A random start keeps two processes apart that share a number after 1,024 starts.
    let sequence = randomInt(SEQUENCES / 2);
    return () => {
        const now = BigInt(clock.now().getTime()) - EPOCH;
        if (now > last) {
            last = now;
            sequence = randomInt(SEQUENCES / 2);
        }
        else if (++sequence >= SEQUENCES) {
            last += 1n;
            sequence = 0;
        }
        return String((last << 22n) | (BigInt(worker) << 12n) | BigInt(sequence));
    };
}
//# sourceMappingURL=snowflake.js.map