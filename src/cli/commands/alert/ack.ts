import { userInfo } from 'node:os';
import { Args, Flags } from '@oclif/core';
import type { Alert } from '../../../core/alerts/alerts.js';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, envOf } from '../../flags.js';

interface Result {
  readonly alerts: readonly Alert[];
  readonly dry_run: boolean;
}

export default class AlertAck extends AppCommand<Result> {
  static override summary = 'Say that you have seen alerts.';

  static override description = `The alert then names who has seen it first. One that nothing else ends (price_differs) is over with that; the others stay
open until their cause is gone.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 412345678901234567 412345678901234568 --by night-desk --json',
  ];

  static override strict = false;

  static override args = { id: Args.string({ description: 'Ids of alerts, any number.', required: true }) };

  static override flags = {
    by: Flags.string({ summary: 'Who; without it the user of this machine.', env: envOf('by', 'alert') }),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { argv, flags } = await this.parse(AlertAck);
    const dryRun = flags['dry-run'];
    const by = flags.by ?? userInfo().username;
    return this.withApp(flags.data, async (app) => {
      const alerts: Alert[] = [];
      for (const id of argv.map(String)) {
        const alert = dryRun ? await app.alerts.get(id) : await app.alerts.ack(id, by);
        const over = alert.cleared_at === null ? '' : '; over';
        this.log(
          dryRun ? `${id}: would be seen by ${by}.` : `${id}: seen by ${alert.acked_by ?? by}${over}.`,
        );
        alerts.push(alert);
      }
      return { alerts, dry_run: dryRun };
    });
  }
}
