import { AsyncLocalStorage } from 'node:async_hooks';

/** The request that is being served, for log lines only: nothing decides by it. */
const storage = new AsyncLocalStorage<{ readonly request_id: string }>();

export function withRequestId<T>(requestId: string, work: () => T): T {
  return storage.run({ request_id: requestId }, work);
}

export function currentRequestId(): string | null {
  return storage.getStore()?.request_id ?? null;
}
