import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, hotelFlag } from '../../flags.js';

interface Result {
  readonly partner: string;
  readonly hotels: number;
  readonly dry_run: boolean;
}

export default class ChannelSync extends AppCommand<Result> {
  static override summary = 'Send a partner everything anew, of one hotel or of all that are mapped to it.';

  static override description = `For a channel that lost its data or was changed by hand. It is sent in order with all else and gives way to nights that
sell out; "delivery list --partner CODE" shows how far it has come.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder --hotel HV01',
    '<%= config.bin %> <%= command.id %> stayfinder --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = { hotel: hotelFlag(), 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelSync);
    const { partner } = args;
    return this.withApp(flags.data, async ({ delivery: { endpoints } }) => {
      if (flags['dry-run']) {
        await endpoints.get(partner);
        this.log(`Would send ${partner} everything of ${flags.hotel ?? 'all its hotels'}.`);
        return { partner, hotels: 0, dry_run: true };
      }
      const hotels = await endpoints.sync(partner, flags.hotel ?? null);
      const paused = (await endpoints.get(partner)).status === 'PAUSED';
      this.log(`${partner} is sent everything of ${hotels} hotel(s)${paused ? ' when it is resumed' : ''}.`);
      this.talk(
        `Next: bellhop ${paused ? `channel resume ${partner}` : `delivery list --partner ${partner}`}`,
      );
      return { partner, hotels, dry_run: false };
    });
  }
}
