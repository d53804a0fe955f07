import { AppError } from '../model/errors.js';
const WAIT_MS = 2_000;
/**
 * Copies of one request in this process wait for the first instead of each holding a database connection; across
 * processes the row of the key itself does that. Each then asks for the stored answer.
 * @throws AppError IN_PROGRESS when the first takes longer than a short wait.
 */
export function createOneAtATime() {
    const running = new Map();
    return async (key, work) => {
        const deadline = Date.now() + WAIT_MS;
        for (let first = running.get(key); first !== undefined; first = running.get(key)) {
            await settledWithin(first, deadline - Date.now());
            if (running.get(key) === first && Date.now() >= deadline) {
                throw new AppError('IN_PROGRESS', 'The first request with this Idempotency-Key is still running.', {
                    retryAfter: 1,
                });
            }
        }
        const own = work();
        running.set(key, own);
        try {
            return await own;
        }
        finally {
            running.delete(key);
        }
    };
}
async function settledWithin(promise, ms) {
    let timer;
    const timeout = new Promise((resolve) => {
        timer = setTimeout(resolve, Math.max(0, ms));
    });
    await Promise.race([promise.then(ignore, ignore), timeout]);
    clearTimeout(timer);
}
/** Its outcome belongs to the caller that started it. */
function ignore() { }
//# sourceMappingURL=one-at-a-time.js.map