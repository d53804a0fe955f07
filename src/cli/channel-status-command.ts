import { Args } from '@oclif/core';
import type { Endpoint } from '../core/delivery/endpoints.js';
import { AppCommand } from './app-command.js';
import { dryRunFlag } from './flags.js';

interface Result {
  readonly channel: Endpoint;
  readonly dry_run: boolean;
}

/** "channel pause" and "channel resume": what they say differs, and the status that they set. */
export abstract class ChannelStatusCommand extends AppCommand<Result> {
  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag() };

  protected abstract readonly status: 'ACTIVE' | 'PAUSED';

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelStatusCommand);
    const isPause = this.status === 'PAUSED';
    return this.withApp(flags.data, async ({ delivery: { endpoints } }) => {
      if (flags['dry-run']) {
        const channel = await endpoints.get(args.partner);
        this.log(`Would ${isPause ? 'pause' : 'resume'} ${channel.partner} (now ${channel.status}).`);
        return { channel, dry_run: true };
      }
      const channel = await endpoints.setStatus(args.partner, this.status);
      this.log(`${channel.partner} is ${isPause ? 'paused' : 'sent to again'}.`);
      return { channel, dry_run: false };
    });
  }
}
