import { z } from 'zod';
const SECONDS = 3_600;
/** Enough to see that the entry is ours; it was written by us from a BookingRecord. */
const entry = z.looseObject({ booking_id: z.string(), revision: z.int(), rooms: z.array(z.unknown()) });
export function createBookingCache({ redis, logger }) {
    const key = (bookingId) => `booking_cache:${bookingId}`;
    const skip = (error) => logger.debug({ event: 'booking_cache.skipped', err: error }, 'Redis did not answer');
    return {
        async get(bookingId, revision) {
            if (redis.status !== 'ready')
                return null;
            try {
                const text = await redis.get(key(bookingId));
                if (text === null)
                    return null;
                const parsed = entry.safeParse(JSON.parse(text));
                if (!parsed.success || parsed.data.revision !== revision)
                    return null;
                return parsed.data;
            }
            catch (error) {
                skip(error);
                return null;
            }
        },
        put(record) {
            if (redis.status !== 'ready')
                return;
            redis.set(key(record.booking_id), JSON.stringify(record), 'EX', SECONDS).catch(skip);
        },
    };
}
//# sourceMappingURL=booking-cache.js.map