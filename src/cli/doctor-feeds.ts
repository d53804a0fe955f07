import type { Database } from '../core/platform/database.js';
import { withDatabase } from './stores.js';

export interface FeedsVerdict {
  readonly state: 'ok' | 'failed';
  readonly detail: string;
  readonly next?: string;
}

/** Whether every feed that somebody watches is fresh, and nothing waits for a person. */
export function probeFeeds(dataDir: string): Promise<FeedsVerdict> {
  return withDatabase(dataDir, judgeFeeds);
}

/** @throws what the driver throws where the database is away or not migrated. */
export async function judgeFeeds(database: Database): Promise<FeedsVerdict> {
  const [{ createFeeds }, { systemClock }] = await Promise.all([
    import('../core/feeds/feeds.js'),
    import('../core/model/clock.js'),
  ]);
  const feeds = await createFeeds({ database, clock: systemClock }).list({});
  const stale = feeds.filter(({ state }) => state === 'stale');
  const watched = feeds.filter(({ state }) => state !== 'unwatched').length;
  if (stale.length > 0) {
    const whose = [...new Set(stale.map(({ partner }) => partner))].join(', ');
    return {
      state: 'failed',
      detail: `${stale.length} of ${watched} watched are older than their target, of ${whose}`,
      next: 'bellhop feed list --stale',
    };
  }
  const [row] = await database.rows<{ open: string | number }>(
    'SELECT COUNT(*) AS open FROM alerts WHERE open_key IS NOT NULL AND acked_at IS NULL',
  );
  const open = Number(row?.open ?? 0);
  if (open > 0)
    return { state: 'failed', detail: `${open} alert(s) that nobody has seen`, next: 'bellhop alert list' };
  return {
    state: 'ok',
    detail:
      watched === 0 ? 'none is watched ("bellhop feed set")' : `all ${watched} that are watched are fresh`,
  };
}
