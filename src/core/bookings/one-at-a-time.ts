import { AppError } from '../model/errors.js';

const WAIT_MS = 2_000;

/**
 * Copies of one request in this process wait for the first instead of each holding a database connection, or failing
 * the group that both of them are in; across processes the row of the key itself does that. Each then asks for the
 * stored answer.
 * @throws AppError IN_PROGRESS when the first takes longer than a short wait.
 */
export function createOneAtATime() {
  const running = new Map<string, Promise<unknown>>();

  async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + WAIT_MS;
    for (let first = running.get(key); first !== undefined; first = running.get(key)) {
      await settledWithin(first, deadline - Date.now());
      if (running.get(key) === first && Date.now() >= deadline) {
        const message = 'The first request with this Idempotency-Key or partner_reference is still running.';
        throw new AppError('IN_PROGRESS', message, { retryAfter: 1 });
      }
    }
    const own = work();
    running.set(key, own);
    try {
      return await own;
    } finally {
      running.delete(key);
    }
  }

  /** @param keys of what the request is a copy of; every caller names those of one kind in the same place */
  return <T>(keys: readonly string[], work: () => Promise<T>): Promise<T> =>
    keys.reduceRight<() => Promise<T>>((inner, key) => () => inTurn(key, inner), work)();
}

async function settledWithin(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms));
  });
  await Promise.race([promise.then(ignore, ignore), timeout]);
  clearTimeout(timer);
}

/** Its outcome belongs to the caller that started it. */
function ignore(): void {}
