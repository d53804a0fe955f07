import { Args, Flags } from '@oclif/core';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf, hotelFlag } from '../../flags.js';
import { counted } from '../../output/counted.js';
import { FEED_KIND_NAMES } from './list.js';

interface Result {
  readonly partner: string;
  /** null: all hotels of the partner that have no target of their own. */
  readonly hotel: string | null;
  readonly kind: string;
  /** 0: not watched; null: the target was taken away. */
  readonly freshness_minutes: number | null;
  readonly dry_run: boolean;
}

const MOST_MINUTES = 43_200;

export default class FeedSet extends AppCommand<Result> {
  static override summary = 'Say how often a PMS must feed us before somebody is told.';

  static override description = `For all hotels of the PMS, or with --hotel for one, which goes before. An alert opens when the last success is older
("alert list", the metric bellhop_feeds_stale, a warning in the log) and ends when the feed comes again. --minutes 0 with
--hotel leaves that hotel unwatched; --clear takes a target away.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> demo-pms --kind ari --minutes 60',
    '<%= config.bin %> <%= command.id %> demo-pms --kind reservations --minutes 10 --hotel HV01 --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the PMS.', required: true }) };

  static override flags = {
    kind: Flags.option({ options: FEED_KIND_NAMES })({
      summary: 'ari: rates and availability; reservations: its reading of bookings.',
      env: envOf('kind', 'target'),
      required: true,
    }),
    minutes: Flags.integer({
      summary: 'How old its last success may be; 0: it is not watched.',
      min: 0,
      max: MOST_MINUTES,
      env: envOf('minutes', 'feed'),
      exclusive: ['clear'],
    }),
    clear: Flags.boolean({ summary: 'Take the target away.', env: envOf('clear', 'feed'), default: false }),
    hotel: hotelFlag(),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(FeedSet);
    const { kind, minutes, clear, hotel = null, 'dry-run': dryRun } = flags;
    if (minutes === undefined && !clear)
      throw new AppError('VALIDATION', 'Say --minutes N, or --clear.', { next: 'bellhop feed set --help' });
    const freshness_minutes = clear ? null : (minutes ?? null);
    return this.withApp(flags.data, async (app) => {
      const partner = await app.partners.get(args.partner);
      const hotel_id = hotel === null ? null : (await app.hotels.show(hotel)).hotel_id;
      if (!dryRun) await app.feeds.setTarget({ partner, hotel_id, kind, minutes: freshness_minutes });
      const what =
        freshness_minutes === null
          ? 'has no target'
          : freshness_minutes === 0
            ? 'is not watched'
            : `must come every ${counted(freshness_minutes, 'minute')}`;
      this.log(
        `${dryRun ? 'Would set: ' : ''}${kind} of ${partner.code}${hotel === null ? '' : `, hotel ${hotel},`} ${what}.`,
      );
      return { partner: partner.code, hotel, kind, freshness_minutes, dry_run: dryRun };
    });
  }
}
