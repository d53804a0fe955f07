import { ALERT_KINDS, type Alerts, type NewAlert } from '../alerts/alerts.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { Feed, Feeds } from './feeds.js';

export interface WatchFeeds {
  /** Raises an alert for every feed that is older than its target, and ends those that spoke again. @returns facts for the log */
  run(): Promise<Readonly<Record<string, number>>>;
  /** Another process measures from now on. */
  forget(): void;
}

interface Deps {
  readonly feeds: Feeds;
  readonly alerts: Alerts;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Watches whether feeds come: an alert row, a warning in the log when it opens, gauges. */
export function createWatchFeeds({ feeds, alerts, metrics, logger }: Deps): WatchFeeds {
  const forget = (): void => {
    metrics.feedsStale.reset();
    metrics.feedLag.reset();
    metrics.alertsOpen.reset();
  };
  return {
    forget,
    async run() {
      const watched = (await feeds.list({})).filter(({ state }) => state !== 'unwatched');
      const stale = watched.filter(({ state }) => state === 'stale');
      const opened = new Set((await alerts.raise(stale.map(toAlert))).map(({ subject }) => subject));
      for (const feed of stale) if (opened.has(subjectOf(feed))) tellStale(logger, feed);
      const still = new Set(stale.map(subjectOf));
      const over = (await alerts.subjectsOf('feed_stale')).filter((subject) => !still.has(subject));
      await alerts.clear('feed_stale', over);
      for (const feed of watched.filter((one) => over.includes(subjectOf(one))))
        logger.info({ event: 'feed.back', ...factsOf(feed) }, 'A feed is fresh again');
      metrics.feedsStale.reset();
      metrics.feedLag.reset();
      for (const [labels, group] of byPartner(watched)) {
        metrics.feedsStale.set(labels, group.filter(({ state }) => state === 'stale').length);
        metrics.feedLag.set(labels, Math.max(0, ...group.map(({ lag_seconds }) => lag_seconds ?? 0)));
      }
      const open = await alerts.countOpen();
      for (const kind of ALERT_KINDS) metrics.alertsOpen.set({ kind }, open[kind]);
      return { feeds: watched.length, stale: stale.length };
    },
  };
}

function subjectOf({ partner_id, hotel_id, kind }: Feed): string {
  return `${partner_id}/${hotel_id}/${kind}`;
}

function toAlert(feed: Feed): NewAlert {
  const { partner, partner_id, hotel, hotel_id, kind, freshness_minutes, lag_seconds } = feed;
  const what = kind === 'ari' ? 'rates and availability' : 'the fetching of reservations';
  const since =
    lag_seconds === null ? 'nothing came ever' : `the last was ${minutes(Math.floor(lag_seconds / 60))} ago`;
  const last =
    feed.last_outcome === null || feed.last_outcome === 'ok' ? '' : `; last attempt: ${feed.last_outcome}`;
  return {
    ...{ kind: 'feed_stale', subject: subjectOf(feed), partner_id, hotel_id },
    detail: `${partner}, hotel ${hotel}: ${what} should come every ${minutes(freshness_minutes ?? 0)}, ${since}${last}.`,
  };
}

function minutes(count: number): string {
  return `${count} minute${count === 1 ? '' : 's'}`;
}

function factsOf({ partner, hotel, kind, freshness_minutes, lag_seconds, last_outcome }: Feed) {
  return { partner, hotel, feed: kind, freshness_minutes, lag_seconds, last_outcome };
}

function tellStale(logger: Logger, feed: Feed): void {
  logger.warn(
    { event: 'feed.stale', ...factsOf(feed) },
    'A feed is older than its target. Next: bellhop feed list --stale',
  );
}

function byPartner(feeds: readonly Feed[]): [{ partner: string; kind: string }, Feed[]][] {
  const groups = new Map<string, [{ partner: string; kind: string }, Feed[]]>();
  for (const feed of feeds) {
    const { partner, kind } = feed;
    const group = groups.get(`${partner} ${kind}`);
    if (group === undefined) groups.set(`${partner} ${kind}`, [{ partner, kind }, [feed]]);
    else group[1].push(feed);
  }
  return [...groups.values()];
}
