import { Args } from '@oclif/core';
import type { Endpoint } from '../../../core/delivery/endpoints.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag } from '../../flags.js';

interface Result {
  readonly channel: Endpoint;
  readonly dry_run: boolean;
}

export default class ChannelResume extends AppCommand<Result> {
  static override summary = 'Send to a partner again that was paused.';

  static override description = `It gets everything of all its hotels anew, then what changes. One that is not paused is left as it is; a time at which it would be tried again is forgotten.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder',
    '<%= config.bin %> <%= command.id %> stayfinder --dry-run --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelResume);
    return this.withApp(flags.data, async ({ delivery: { endpoints } }) => {
      if (flags['dry-run']) {
        const channel = await endpoints.get(args.partner);
        this.log(`Would resume ${channel.partner} (now ${channel.status}).`);
        return { channel, dry_run: true };
      }
      const channel = await endpoints.setStatus(args.partner, 'ACTIVE');
      this.log(`${channel.partner} is sent to again.`);
      return { channel, dry_run: false };
    });
  }
}
