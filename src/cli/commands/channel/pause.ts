import { Args } from '@oclif/core';
import type { Endpoint } from '../../../core/delivery/endpoints.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag } from '../../flags.js';

interface Result {
  readonly channel: Endpoint;
  readonly dry_run: boolean;
}

export default class ChannelPause extends AppCommand<Result> {
  static override summary = 'Send a partner nothing until it is resumed.';

  static override description = `Nothing is noted for it meanwhile either: when it is resumed it gets everything anew. Other partners are not affected.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> stayfinder',
    '<%= config.bin %> <%= command.id %> stayfinder --dry-run --json',
  ];

  static override args = { partner: Args.string({ description: 'Code of the partner.', required: true }) };

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ChannelPause);
    return this.withApp(flags.data, async ({ delivery: { endpoints } }) => {
      if (flags['dry-run']) {
        const channel = await endpoints.get(args.partner);
        this.log(`Would pause ${channel.partner} (now ${channel.status}).`);
        return { channel, dry_run: true };
      }
      const channel = await endpoints.setStatus(args.partner, 'PAUSED');
      this.log(`${channel.partner} is paused.`);
      return { channel, dry_run: false };
    });
  }
}
