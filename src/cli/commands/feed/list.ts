import { Flags } from '@oclif/core';
import type { Feed } from '../../../core/feeds/feeds.js';
import type { FeedKind } from '../../../core/feeds/feed-notes.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { envOf, hotelFlag, partnerFlag } from '../../flags.js';

interface Result {
  readonly feeds: readonly Feed[];
  readonly stale: number;
}

/** Written out, because importing them would cost every start of the CLI; the type holds them to the real ones. */
export const FEED_KIND_NAMES = ['ari', 'reservations'] as const satisfies readonly FeedKind[];

export default class FeedList extends AppCommand<Result> {
  static override summary = 'Show when each PMS last fed us, hotel by hotel, and whether that is fresh.';

  static override description = `Two feeds a hotel: "ari" is its pushing of rates and availability, "reservations" its reading of what was booked. LAG is the age
of the last success; what is older than its target ("feed set") is stale. OUTCOME is that of the last attempt.
Exit code 3 with --stale when there are any.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --stale --partner demo-pms --json',
  ];

  static override flags = {
    partner: partnerFlag(),
    hotel: hotelFlag(),
    kind: Flags.option({ options: FEED_KIND_NAMES })({ summary: 'Only these.', env: envOf('kind', 'feed') }),
    stale: Flags.boolean({
      summary: 'Only those that are older than their target.',
      env: envOf('stale'),
      default: false,
    }),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(FeedList);
    const { partner, hotel, kind, stale } = flags;
    const feeds = await this.withApp(flags.data, async (app) => {
      if (partner !== undefined) await app.partners.get(partner);
      if (hotel !== undefined) await app.hotels.show(hotel);
      return app.feeds.list({ partner, hotel, kind, stale });
    });
    this.showTable(feeds, [
      { header: 'PARTNER', value: (feed) => feed.partner },
      { header: 'HOTEL', value: (feed) => feed.hotel },
      { header: 'FEED', value: (feed) => feed.kind },
      { header: 'STATE', value: (feed) => feed.state },
      {
        header: 'TARGET',
        value: (feed) => (feed.freshness_minutes === null ? null : `${feed.freshness_minutes} min`),
      },
      { header: 'LAG', value: (feed) => (feed.lag_seconds === null ? null : lagText(feed.lag_seconds)) },
      { header: 'LAST ATTEMPT', value: (feed) => feed.last_attempt_at },
      { header: 'OUTCOME', value: (feed) => feed.last_outcome },
      { header: 'CAUSE', value: (feed) => feed.last_cause, below: true },
    ]);
    const stopped = feeds.filter(({ state }) => state === 'stale');
    const [first] = stopped;
    if (feeds.length === 0 && !stale)
      this.talk('No PMS has fed us yet. Set a target: bellhop feed set PARTNER --help');
    if (stale && first !== undefined) {
      this.talk(`Next: bellhop message list --partner ${first.partner}, then call who runs the PMS.`);
      this.exitWith(EXIT.refused);
    }
    return { feeds, stale: stopped.length };
  }
}

function lagText(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3_600)} h`;
}
