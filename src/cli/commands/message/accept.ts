import { Args } from '@oclif/core';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, yesFlag } from '../../flags.js';
import type { ReplayReport } from '../../messages/carry-out-replay.js';

export default class MessageAccept extends AppCommand<ReplayReport> {
  static override summary = 'Apply a parked message: the hotel really is that full, or that dear.';

  static override description = `Shows what it would change, asks, and applies it as the PMS that sent it. The guard that parked it is not asked again. Where
newer messages have spoken since, use "message replay --over-newer --confirm" if it is still meant.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 8a1f0c42-6f0e-4f8e-9d43-0f8d6f1f7a11 --yes --json',
  ];

  static override args = {
    message: Args.string({ description: 'Id of the message, or of its request.', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag(), yes: yesFlag() };

  async run(): Promise<ReplayReport> {
    const { args, flags } = await this.parse(MessageAccept);
    const [{ findMessage }, { planReplay }, { carryOutReplay, refuseBackwards }, { renderPlan }] =
      await Promise.all([
        import('../../messages/find-message.js'),
        import('../../messages/plan-replay.js'),
        import('../../messages/carry-out-replay.js'),
        import('../../messages/render-replay.js'),
      ]);
    const dryRun = flags['dry-run'];
    return this.withApp(flags.data, async (app) => {
      const message = await findMessage(app, args.message, 'PARKED');
      if (message.outcome !== 'PARKED')
        throw new AppError('CONFLICT', `Message ${message.message_id} is ${message.outcome}, not parked.`, {
          next: `bellhop message show ${message.message_id}`,
        });
      const plan = await planReplay(app, message);
      this.log(renderPlan(plan, { width: this.width, overNewer: false }));
      // Also of a dry run, and before anybody is asked what could not be done.
      refuseBackwards(plan);
      if (!dryRun) await this.confirm(`Accept message ${message.message_id} and apply it now?`, flags);
      const report = await carryOutReplay(app, plan, { confirmed: true, overNewer: false, dryRun });
      this.log(
        `${dryRun ? 'Would change' : 'Accepted: changed'} ${report.inventory_changed} nights and ${report.rates_changed} rates.`,
      );
      return report;
    });
  }
}
