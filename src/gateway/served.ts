import type { ServerResponse } from 'node:http';

/** Codes and counts for a request's log line, never personal data. */
type Facts = Readonly<Record<string, string | number>>;

/** What is known of a request while it is served. */
interface Served {
  readonly requestId: string;
  /** Where its time begins, on the clock of `performance`. */
  readonly started: number;
  /** Pattern of the route; null until one is found. */
  route: string | null;
  /** Headers of whatever answer follows, an error included. */
  headers: Record<string, string>;
  facts: Facts;
}

const SERVED = Symbol('served');

type ServedResponse = ServerResponse & { [SERVED]?: Served };

/** Kept with the response: what runs later in the same request, in Express or before it, has nothing else in common. */
export function remember(response: ServerResponse, served: Served): void {
  (response as ServedResponse)[SERVED] = served;
}

/** What is known of the request that this answers; made up only where something failed before it had begun. */
export function servedOf(response: ServerResponse): Served {
  return (
    (response as ServedResponse)[SERVED] ?? {
      requestId: 'none',
      started: performance.now(),
      route: null,
      headers: {},
      facts: {},
    }
  );
}
