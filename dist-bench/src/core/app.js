import { createApplyAri } from './ari/apply-ari-update.js';
import { createQuoteStay } from './ari/quote-stay.js';
import { createReadAri } from './ari/read-ari.js';
import { createBookingCache } from './bookings/booking-cache.js';
import { createCancelBooking } from './bookings/cancel-booking.js';
import { createCreateBooking } from './bookings/create-booking.js';
import { createDecideRevisions } from './bookings/decide-revisions.js';
import { createGetBooking } from './bookings/get-booking.js';
import { createHandOutRevisions } from './bookings/hand-out-revisions.js';
import { createListBookings } from './bookings/list-bookings.js';
import { createEventLog } from './events/event-log.js';
import { createRelay } from './events/relay.js';
import { createHealth } from './health.js';
import { createOpenCatalogue } from './hotels/catalogue.js';
import { createHotels } from './hotels/hotels.js';
import { createOnboardHotel } from './hotels/onboard-hotel.js';
import { createHousekeeping } from './housekeeping.js';
import { createJournal } from './messages/journal.js';
import { systemClock } from './model/clock.js';
import { createAuthenticate } from './partners/authenticate.js';
import { createKeys } from './partners/keys.js';
import { createMappings } from './partners/mappings.js';
import { createPartners } from './partners/partners.js';
import { openDatabase } from './platform/database.js';
import { requireMigrated } from './platform/migrate.js';
import { createMetrics } from './platform/metrics.js';
import { openRedis, settleRedis } from './platform/redis.js';
import { createRoomLock, withoutRoomLock } from './platform/room-lock.js';
import { createIds } from './platform/snowflake.js';
/** How long a start waits for Redis, which it can do without. */
const REDIS_SETTLE_MS = 1_000;
/**
 * Opens the stores and builds every use case on them.
 * @throws AppError MIGRATIONS_PENDING; what the driver throws when MySQL cannot be reached: there is no Bellhop without.
 */
export async function createApp(options) {
    const { config, logger } = options;
    const clock = options.clock ?? systemClock;
    const metrics = createMetrics({ runtime: options.runtimeMetrics });
    const database = openDatabase({ url: config.mysqlUrl, connections: config.mysqlConnections });
    const redis = openRedis(config.redisUrl, logger);
    try {
        await requireMigrated(database);
        const nextId = await createIds(database, clock);
        await settleRedis(redis, REDIS_SETTLE_MS);
        return wire({ options, clock, metrics, database, redis, nextId });
    }
    catch (error) {
        redis.disconnect();
        await database.close();
        throw error;
    }
}
function wire({ options, clock, metrics, database, redis, nextId }) {
    const { config, logger } = options;
    const openCatalogue = createOpenCatalogue({ database });
    const base = { database, clock, nextId, metrics, logger, openCatalogue };
    const quoteStay = createQuoteStay(base);
    const cache = createBookingCache({ redis, logger });
    const booking = { ...base, quoteStay, cache, idempotencyHours: config.idempotencyHours };
    const zeroGuard = { share: config.zeroShare, minimum: config.zeroMinimum };
    const relay = createRelay(base);
    const journal = createJournal(base);
    return {
        ...base,
        config,
        redis,
        quoteStay,
        relay,
        journal,
        connectors: new Map(options.connectors.map((connector) => [connector.id, connector])),
        partners: createPartners(base),
        keys: createKeys(base),
        authenticate: createAuthenticate(base),
        mappings: createMappings(base),
        onboardHotel: createOnboardHotel(base),
        hotels: createHotels(base),
        applyAri: createApplyAri({ ...base, zeroGuard }),
        readAri: createReadAri(base),
        createBooking: createCreateBooking({
            ...booking,
            withRoomLock: chooseLock({ config, redis, metrics, logger }),
        }),
        getBooking: createGetBooking(booking),
        cancelBooking: createCancelBooking(booking),
        listBookings: createListBookings(base),
        handOutRevisions: createHandOutRevisions(base),
        decideRevisions: createDecideRevisions(base),
        eventLog: createEventLog(base),
        housekeeping: createHousekeeping({ ...base, journal, messageDays: config.messageDays }),
        health: createHealth({ database, redis, metrics }),
        close: async () => {
            await relay.stop();
            redis.disconnect();
            await database.close();
        },
    };
}
function chooseLock(deps) {
    const { config } = deps;
    if (config.roomLock === 'off')
        return withoutRoomLock;
    return createRoomLock({ ...deps, waitMs: config.roomLockWaitMs, ttlMs: config.roomLockTtlMs });
}
//# sourceMappingURL=app.js.map