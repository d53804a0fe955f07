import { Args } from '@oclif/core';
import type { Pulled } from '../../../core/delivery/pull-reservations.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';

export default class ChannelPull extends AppCommand<Pulled> {
  static override summary = 'Fetch the reservations that a channel keeps for us, and acknowledge them.';

  static override description = `Booking.com has its reservations fetched: gateways with the role scheduler do so every BELLHOP_PULL_SECONDS. Expedia pushes them,
and keeps them to be fetched where that failed: this fetches those. What is fetched twice is one booking. Exit code 3 when
something was refused, 7 when the channel could not be asked to the end.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder',
    '<%= config.bin %> <%= command.id %> stayfinder --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  async run(): Promise<Pulled> {
    const { args, flags } = await this.parse(ChannelPull);
    return this.withApp(flags.data, async ({ pullReservations }) => {
      const pulled = await pullReservations.one(args.partner);
      const { fetched, taken, refused, error } = pulled;
      this.log(`${fetched} reservation(s) fetched, ${taken} taken, ${refused} refused.`);
      if (error !== null) this.warn(`Not to the end: ${error}. What was not acknowledged comes again.`);
      if (refused > 0) this.talk(`Next: bellhop message list --partner ${args.partner} --outcome REFUSED`);
      if (error !== null) this.exitWith(EXIT.temporary);
      else if (refused > 0) this.exitWith(EXIT.refused);
      return pulled;
    });
  }
}
