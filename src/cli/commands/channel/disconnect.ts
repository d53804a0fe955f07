import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, yesFlag } from '../../flags.js';

interface Result {
  readonly partner: string;
  /** Hotels that are still to be closed there. */
  readonly closing: number;
  readonly dry_run: boolean;
}

export default class ChannelDisconnect extends AppCommand<Result> {
  static override summary = 'Close everything at a channel, then send it nothing any more.';

  static override description = `Every room of every hotel that it was told of is closed there first, for nobody would tell it of a booking later; then
its address and password are forgotten. Its mappings stay. One hotel alone: "mapping remove --kind hotel". "channel resume" takes it
back while it is closing.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder --yes',
    '<%= config.bin %> <%= command.id %> stayfinder --dry-run --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag(), yes: yesFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelDisconnect);
    const { partner } = args;
    return this.withApp(flags.data, async ({ delivery: { endpoints } }) => {
      const { status } = await endpoints.get(partner);
      if (flags['dry-run']) {
        this.log(`Would close everything at ${partner} (now ${status}) and disconnect it.`);
        return { partner, closing: 0, dry_run: true };
      }
      await this.confirm(`Close every hotel at ${partner} and disconnect it?`, { yes: flags.yes });
      const closing = await endpoints.disconnect(partner);
      this.log(
        closing === 0
          ? `${partner} is disconnected.`
          : `${partner} is being closed, ${closing} hotel(s); then it is disconnected.`,
      );
      if (closing > 0) this.talk(`Next: bellhop delivery list --partner ${partner}`);
      return { partner, closing, dry_run: false };
    });
  }
}
