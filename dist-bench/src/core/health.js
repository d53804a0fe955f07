import { redisAnswers } from './platform/redis.js';
const MYSQL_WAIT_MS = 2_000;
export function createHealth({ database, redis, metrics, }) {
    return async () => {
        const [mysql, redisUp] = await Promise.all([mysqlAnswers(database), redisAnswers(redis)]);
        metrics.redisUp.set(redisUp ? 1 : 0);
        return {
            status: !mysql ? 'down' : redisUp ? 'ok' : 'degraded',
            checks: { mysql: mysql ? 'ok' : 'down', redis: redisUp ? 'ok' : 'down' },
        };
    };
}
async function mysqlAnswers(database) {
    let timer;
    const timeout = new Promise((resolve) => {
        timer = setTimeout(() => resolve(false), MYSQL_WAIT_MS);
    });
    try {
        return await Promise.race([database.rows('SELECT 1').then(() => true), timeout]);
    }
    catch {
        // Down is the answer, not a failure of the question.
        return false;
    }
    finally {
        clearTimeout(timer);
    }
}
//# sourceMappingURL=health.js.map