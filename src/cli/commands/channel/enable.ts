import { Args, Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf, requiredHotelFlag } from '../../flags.js';

interface Result {
  readonly partner: string;
  /** Pairs that were left out until now. */
  readonly enabled: number;
  readonly dry_run: boolean;
}

export default class ChannelEnable extends AppCommand<Result> {
  static override summary = 'Send a room or rate plan again that the channel did not know.';

  static override description = `A channel that says it does not know a room or rate plan is not sent that one any more. When it is set up there, this
brings it back: all of its nights are sent. Setting its mapping anew to another code does the same by itself.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder --hotel HV01 --room DBL --rate BAR',
    '<%= config.bin %> <%= command.id %> stayfinder --hotel HV01 --room DBL --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = {
    hotel: requiredHotelFlag(),
    room: Flags.string({
      summary: 'Our code of the room type.',
      helpValue: 'CODE',
      env: envOf('room', 'channel'),
      required: true,
    }),
    rate: Flags.string({
      summary: 'Our code of the rate plan; left out: all of the room.',
      helpValue: 'CODE',
      env: envOf('rate', 'channel'),
    }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelEnable);
    const { partner } = args;
    const pair = { hotel_code: flags.hotel, room_code: flags.room, rate_code: flags.rate ?? null };
    const what = `${flags.hotel} ${flags.room}${flags.rate === undefined ? '' : `/${flags.rate}`}`;
    return this.withApp(flags.data, async ({ delivery: { endpoints } }) => {
      if (flags['dry-run']) {
        await endpoints.get(partner);
        this.log(`Would send ${partner} all nights of ${what} again.`);
        return { partner, enabled: 0, dry_run: true };
      }
      const enabled = await endpoints.enable(partner, pair);
      this.log(`${partner} is sent all nights of ${what} again (${enabled} left out until now).`);
      this.talk(`Next: bellhop delivery list --partner ${partner} --hotel ${flags.hotel}`);
      return { partner, enabled, dry_run: false };
    });
  }
}
