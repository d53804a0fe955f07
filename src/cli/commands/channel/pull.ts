import { Args } from '@oclif/core';
import type { App } from '../../../core/app.js';
import type { Waiting } from '../../../core/delivery/look-at-reservations.js';
import type { Pulled } from '../../../core/delivery/pull-reservations.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag } from '../../flags.js';

type Result = (Pulled & { readonly dry_run: false }) | (Waiting & { readonly dry_run: true });

export default class ChannelPull extends AppCommand<Result> {
  static override summary = 'Fetch the reservations that a channel keeps for us, and acknowledge them.';

  static override description = `Booking.com has its reservations fetched: gateways with the role scheduler do so every BELLHOP_PULL_SECONDS. Expedia pushes them,
and keeps them to be fetched where that failed: this fetches those. What is fetched twice is one booking. With --dry-run
what waits there is shown and nothing is taken; B.XML has no way to do that. Exit code 3 when something was refused, 7 when the
channel could not be asked to the end.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder',
    '<%= config.bin %> <%= command.id %> stayfinder --dry-run --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelPull);
    return this.withApp(flags.data, (app) =>
      flags['dry-run'] ? this.look(app, args.partner) : this.pull(app, args.partner),
    );
  }

  private async pull({ pullReservations }: App, partner: string): Promise<Result> {
    const pulled = await pullReservations.one(partner);
    const { fetched, taken, refused, error } = pulled;
    this.log(`${fetched} reservation(s) fetched, ${taken} taken, ${refused} refused.`);
    if (error !== null) this.warn(`Not to the end: ${error}. What was not acknowledged comes again.`);
    if (refused > 0) this.talk(`Next: bellhop message list --partner ${partner} --outcome REFUSED`);
    if (error !== null) this.exitWith(EXIT.temporary);
    else if (refused > 0) this.exitWith(EXIT.refused);
    return { ...pulled, dry_run: false };
  }

  private async look({ pullReservations }: App, partner: string): Promise<Result> {
    const waiting = await pullReservations.waiting(partner);
    const { reservations, faults, error } = waiting;
    this.log(`${reservations.length} reservation(s) would be fetched; nothing was taken.`);
    for (const { action, reference, hotel_code, check_in, check_out } of reservations)
      this.log(`${action} ${reference} at ${hotel_code}, ${check_in} to ${check_out}`);
    for (const fault of faults) this.warn(`Not read: ${fault}`);
    if (error !== null) this.warn(`Not to the end: ${error}.`);
    if (error !== null) this.exitWith(EXIT.temporary);
    else if (faults.length > 0) this.exitWith(EXIT.refused);
    return { ...waiting, dry_run: true };
  }
}
