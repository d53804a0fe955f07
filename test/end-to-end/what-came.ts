import type { LoggedRequest } from '../../src/cli/sandbox/request-log.js';
import type { Stage } from './stage.js';

/** Requests that partners received and the faults that struck, and what ours came to, for the record of a run. */
export async function whatCame({ pmss, channels, db }: Stage): Promise<string> {
  const faults = new Map<string, number>();
  let requests = 0;
  for (const { sandbox } of [...pmss, ...channels]) {
    const { document } = await sandbox.control<{ requests: LoggedRequest[] }>('GET', 'requests?limit=10000');
    requests += document.requests.length;
    for (const fault of document.requests.flatMap((request) => request.faults))
      faults.set(fault, (faults.get(fault) ?? 0) + 1);
  }
  const attempts = await db.database.rows<{ outcome: string; times: number }>(
    "SELECT SUBSTRING_INDEX(outcome, ':', 1) AS outcome, COUNT(*) AS times FROM delivery_attempts GROUP BY 1 ORDER BY 2 DESC",
  );
  const [bookings] = await db.database.rows<{ all_of_them: number; oversold: number }>(
    'SELECT COUNT(*) AS all_of_them, COALESCE(SUM(oversold), 0) AS oversold FROM bookings',
  );
  return JSON.stringify({
    requests,
    faults: Object.fromEntries([...faults].sort()),
    attempts: Object.fromEntries(attempts.slice(0, 12).map(({ outcome, times }) => [outcome, Number(times)])),
    bookings: Number(bookings?.all_of_them),
    oversold: Number(bookings?.oversold),
  });
}
