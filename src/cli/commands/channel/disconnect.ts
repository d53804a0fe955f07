import { Args, Flags } from '@oclif/core';
import type { Endpoints, LeftOpen } from '../../../core/delivery/endpoints.js';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf, yesFlag } from '../../flags.js';
import { givingUp } from '../../giving-up.js';

interface Result {
  readonly partner: string;
  /** Hotels that are still to be closed there. */
  readonly closing: number;
  /** With --give-up: what may still be open there, under the partner's codes. */
  readonly left_open: readonly LeftOpen[];
  readonly dry_run: boolean;
}

interface GivingUp {
  readonly partner: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

export default class ChannelDisconnect extends AppCommand<Result> {
  static override summary = 'Close everything at a channel, then send it nothing any more.';

  static override description = `Every room of every hotel that it was told of is closed there first, for nobody would tell it of a booking later; then
its address and password are forgotten. Its mappings stay. One hotel alone: "mapping remove --kind hotel". "channel resume" takes it
back while it is closing. One that never answers stays CLOSING: --give-up forgets it all the same, and names hotel by hotel the rooms
that may still be open there. Nobody closes those but you.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder --yes',
    '<%= config.bin %> <%= command.id %> stayfinder --dry-run --json',
    '<%= config.bin %> <%= command.id %> stayfinder --give-up --yes',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = {
    'give-up': Flags.boolean({
      summary: 'Forget a partner that is being disconnected and does not answer.',
      env: envOf('give-up'),
      default: false,
    }),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelDisconnect);
    const { partner } = args;
    return this.withApp(flags.data, async ({ delivery: { endpoints } }) => {
      const { status } = await endpoints.get(partner);
      if (flags['give-up']) {
        if (status !== 'CLOSING') throw notClosing(partner, `is ${status}`);
        return this.giveUp(endpoints, { partner, dryRun: flags['dry-run'], yes: flags.yes });
      }
      if (flags['dry-run']) {
        this.log(`Would close everything at ${partner} (now ${status}) and disconnect it.`);
        return { partner, closing: 0, left_open: [], dry_run: true };
      }
      await this.confirm(`Close every hotel at ${partner} and disconnect it?`, { yes: flags.yes });
      const closing = await endpoints.disconnect(partner);
      this.log(
        closing === 0
          ? `${partner} is disconnected.`
          : `${partner} is being closed, ${closing} hotel(s); then it is disconnected.`,
      );
      if (closing > 0) {
        this.talk(`Next: bellhop delivery list --partner ${partner}`);
        this.talk(`If it never answers: ${givingUp(partner)}`);
      }
      return { partner, closing, left_open: [], dry_run: false };
    });
  }

  private async giveUp(endpoints: Endpoints, { partner, dryRun, yes }: GivingUp): Promise<Result> {
    if (dryRun) {
      const open = await endpoints.leftOpen(partner);
      this.log(`Would forget ${partner}, which is being closed.`);
      this.showLeftOpen(partner, open);
      return { partner, closing: open.length, left_open: open, dry_run: true };
    }
    await this.confirm(`Forget ${partner} though not all of it may be closed there?`, { yes });
    const open = await endpoints.giveUpClosing(partner);
    if (open === null) throw notClosing(partner, 'has been closed or resumed meanwhile');
    this.log(`${partner} is disconnected.`);
    this.showLeftOpen(partner, open);
    return { partner, closing: 0, left_open: open, dry_run: false };
  }

  private showLeftOpen(partner: string, open: readonly LeftOpen[]): void {
    if (open.length === 0) return;
    this.showTable(open, [
      { header: 'HOTEL', value: ({ hotel_code }) => hotel_code },
      { header: 'ROOMS', value: ({ room_codes }) => room_codes.join(', '), below: true },
    ]);
    this.talk(`These may still be open at ${partner}, under its codes: close them there by hand.`);
  }
}

function notClosing(partner: string, why: string): AppError {
  return new AppError(
    'CONFLICT',
    `"${partner}" ${why}; only one that is being disconnected is given up. Nothing was done.`,
    { next: `bellhop channel disconnect ${partner}` },
  );
}
