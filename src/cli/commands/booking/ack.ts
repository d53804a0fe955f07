import { Args, Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { actAsFlag, dryRunFlag, envOf, gatewayFlags } from '../../flags.js';

interface Result {
  readonly revision_id: string;
  readonly outcome: 'accepted' | 'failed';
  readonly dry_run: boolean;
}

export default class BookingAck extends AppCommand<Result> {
  static override summary = 'Acknowledge a revision of a reservation as its PMS would.';

  static override description = `Sends POST /api/reservations/:revision/ack. What is acknowledged is one revision, the message id, never the booking
alone: take it from the feed ("bellhop api get /api/reservations/feed --act-as pms"). Acknowledging twice is safe.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234999 --pms-reference 55021',
    '<%= config.bin %> <%= command.id %> 412345678901234999 --failed --reason "room type unknown" --json',
  ];

  static override args = { revision: Args.string({ description: 'Id of the revision.', required: true }) };

  static override flags = {
    ...gatewayFlags,
    failed: Flags.boolean({ summary: 'The PMS could not take it.', env: envOf('failed'), default: false }),
    reason: Flags.string({ summary: 'Why it failed.', env: envOf('reason'), dependsOn: ['failed'] }),
    'pms-reference': Flags.string({
      summary: "The PMS's own reservation number.",
      env: envOf('pms-reference'),
    }),
    'act-as': actAsFlag('pms'),
    'dry-run': dryRunFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(BookingAck);
    const outcome = flags.failed ? 'failed' : 'accepted';
    const { reason, 'pms-reference': reference } = flags;
    const result = { revision_id: args.revision, outcome, dry_run: flags['dry-run'] } as const;
    if (flags['dry-run']) {
      this.log(`Would acknowledge revision ${args.revision} as ${outcome}.`);
      return result;
    }
    const client = await this.openGateway({ ...flags, role: flags['act-as'] });
    await client.success({
      method: 'POST',
      path: `/api/reservations/${encodeURIComponent(args.revision)}/ack`,
      contentType: 'application/json',
      body: JSON.stringify({
        outcome,
        ...(reference === undefined ? {} : { pms_reference: reference }),
        ...(reason === undefined ? {} : { reason }),
      }),
    });
    this.log(`Revision ${args.revision} is acknowledged as ${outcome}.`);
    return result;
  }
}
