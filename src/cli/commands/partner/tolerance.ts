import { Args, Errors, Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf } from '../../flags.js';

interface Result {
  readonly partner: string;
  readonly percent: number;
  readonly dry_run: boolean;
}

const percent = Flags.custom<number>({
  helpValue: 'N',
  parse: (input) => {
    const number = /^\d{1,4}(\.\d{1,2})?$/.test(input) ? Number(input) : Number.NaN;
    if (number <= 1_000) return Promise.resolve(number);
    throw new Errors.CLIError(`"${input}" is no percentage from 0 to 1000, such as 2 or 0.5`, { exit: 2 });
  },
});

export default class PartnerTolerance extends AppCommand<Result> {
  static override summary = 'Show or set how far the prices of a channel may be from ours.';

  static override description = `A booking that the channel sold at a price further away than that is an alert ("alert list", "booking list
--price-differs"); it is booked all the same. Without its own share the channel has BELLHOP_PRICE_TOLERANCE_PERCENT.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder',
    '<%= config.bin %> <%= command.id %> stayfinder --percent 2.5 --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the channel.', required: true }) };

  static override flags = {
    percent: percent({
      summary: 'Share in percent.',
      env: envOf('percent', 'partner'),
      exclusive: ['default'],
    }),
    default: Flags.boolean({
      summary: 'As the setting says.',
      env: envOf('default', 'partner'),
      default: false,
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(PartnerTolerance);
    const dryRun = flags['dry-run'];
    return this.withApp(flags.data, async ({ partners, priceTolerances, config }) => {
      const partner = await partners.get(args.partner);
      const wanted = flags.default ? null : flags.percent;
      if (wanted !== undefined && !dryRun) await priceTolerances.set(partner, wanted);
      const now =
        dryRun && wanted !== undefined
          ? (wanted ?? config.priceTolerancePercent)
          : await priceTolerances.get(partner);
      this.log(`${dryRun ? 'Would set: ' : ''}${partner.code}: prices may differ by ${now} %.`);
      return { partner: partner.code, percent: now, dry_run: dryRun };
    });
  }
}
