import { Args, Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf, yesFlag } from '../../flags.js';
import type { ReplayReport } from '../../replay-message.js';

export default class MessageReplay extends AppCommand<ReplayReport> {
  static override summary = 'Apply a journalled rates and availability message once more.';

  static override description = `Acts as the partner that sent it. What newer messages have said since stays where the message carries its own time.
A parked message, one that would sell out most of a hotel, needs --confirm; look at it first with --dry-run and
"message show". It cannot be undone.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567 --dry-run',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --confirm --yes --json',
  ];

  static override args = { message: Args.string({ description: 'Id of the message.', required: true }) };

  static override flags = {
    confirm: Flags.boolean({
      summary: 'Also when it would sell out most of the hotel.',
      env: envOf('confirm'),
      default: false,
    }),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<ReplayReport> {
    const { args, flags } = await this.parse(MessageReplay);
    const { confirm, 'dry-run': dryRun } = flags;
    if (!dryRun) await this.confirm(`Apply message ${args.message} to the inventory now?`, flags);
    const { replayMessage } = await import('../../replay-message.js');
    const report = await this.withApp(flags.data, (app) =>
      replayMessage(app, args.message, { confirmed: confirm, dryRun }),
    );
    this.log(
      `${dryRun ? 'Would change' : 'Changed'} ${report.inventory_changed} nights and ${report.rates_changed} rates.`,
    );
    return report;
  }
}
