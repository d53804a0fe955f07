import type { PartnerStatus } from '../../../core/reconcile/partner-status.js';
import { AppCommand } from '../../app-command.js';
import { hotelFlag, limitFlag, partnerFlag } from '../../flags.js';

interface Result {
  readonly status: readonly PartnerStatus[];
}

export default class ReconcileStatus extends AppCommand<Result> {
  /** Where people look for it first. */
  static override aliases = ['channel:status'];

  static override summary = 'Show how each partner fares with each hotel: last success, lag and cause.';

  static override description = `One row for each hotel, partner and kind of message: when it was last sent something (ATTEMPT) and took it (SUCCESS), how long the
oldest change waits (LAG), and what the last comparison found (DIFFERS). DISCONNECTED: nothing is sent to it any more.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --json',
  ];

  static override flags = { hotel: hotelFlag(), partner: partnerFlag(), limit: limitFlag(50) };

  async run(): Promise<Result> {
    const { flags } = await this.parse(ReconcileStatus);
    const { hotel, partner, limit } = flags;
    const status = await this.withApp(flags.data, ({ reconcile }) =>
      reconcile.status({ hotel, partner, limit }),
    );
    this.showTable(status, [
      { header: 'HOTEL', value: (one) => one.hotel },
      { header: 'PARTNER', value: (one) => one.partner },
      { header: 'KIND', value: (one) => one.kind },
      { header: 'STATE', value: (one) => one.state },
      { header: 'ATTEMPT', value: (one) => minute(one.last_attempt) },
      { header: 'SUCCESS', value: (one) => minute(one.last_success) },
      { header: 'LAG', value: (one) => lag(one.lag_seconds), align: 'right' },
      { header: 'PARKED', value: (one) => one.parked, align: 'right' },
      { header: 'COMPARED', value: (one) => minute(one.compared_at) },
      { header: 'DIFFERS', value: differing, align: 'right' },
      { header: 'CAUSE', value: (one) => one.cause ?? one.compare_cause, below: true },
    ]);
    if (status.length === 0) this.talk('Nothing is sent to anybody: bellhop channel list');
    return { status };
  }
}

function minute(iso: string | null): string | null {
  return iso === null ? null : iso.slice(0, 16).replace('T', ' ');
}

function lag(seconds: number | null): string | null {
  if (seconds === null) return null;
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function differing({ differences }: PartnerStatus): number | null {
  return differences === null ? null : Object.values(differences).reduce((sum, count) => sum + count, 0);
}
