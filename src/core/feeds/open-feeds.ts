import { createAlerts, type Alerts } from '../alerts/alerts.js';
import type { ApplyAri } from '../ari/apply-ari-update.js';
import type { HandOutRevisions } from '../bookings/hand-out-revisions.js';
import type { Clock } from '../model/clock.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { NextId } from '../platform/snowflake.js';
import { createFeedNotes, type FeedNotes } from './feed-notes.js';
import { createFeeds, type Feeds } from './feeds.js';
import { createWatchFeeds, type WatchFeeds } from './watch-feeds.js';
import { watchAriFeed, watchReservationFeed } from './watched-feeds.js';

export interface FeedDesk {
  readonly alerts: Alerts;
  readonly feeds: Feeds;
  readonly feedNotes: FeedNotes;
  readonly watchFeeds: WatchFeeds;
  /** These note that a feed spoke. */
  readonly applyAri: ApplyAri;
  readonly handOutRevisions: HandOutRevisions;
}

export interface FeedDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly nextId: NextId;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly applyAri: ApplyAri;
  readonly handOutRevisions: HandOutRevisions;
}

/** What people are told of feeds: when each spoke last, and what wants a person. Nothing runs yet. */
export function openFeeds(deps: FeedDeps): FeedDesk {
  const { database, metrics, logger } = deps;
  const alerts = createAlerts(deps);
  const feedNotes = createFeedNotes(deps);
  const feeds = createFeeds(deps);
  const watching = { feedNotes, alerts, database, logger };
  return {
    ...{ alerts, feeds, feedNotes },
    watchFeeds: createWatchFeeds({ feeds, alerts, metrics, logger }),
    applyAri: watchAriFeed(deps.applyAri, watching),
    handOutRevisions: watchReservationFeed(deps.handOutRevisions, watching),
  };
}
