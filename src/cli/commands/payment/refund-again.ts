import { Args } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { dryRunFlag, yesFlag } from '../../flags.js';

interface Result {
  /** The new refund, null for a dry run; the refused one stays as it is. */
  readonly refund_id: string | null;
  readonly dry_run: boolean;
}

export default class PaymentRefundAgain extends AppCommand<Result> {
  static override summary = 'Ask the provider once more for a refund that it refused.';

  static override description = `Of use when the cause is mended, such as a balance at the provider that was too low. A refund that was paid in another way
must not be asked for again. A gateway with the role scheduler sends it within seconds: "payment list" tells what came of it.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 7211534512341234 --dry-run',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --yes --json',
  ];

  static override args = {
    refund: Args.string({ description: 'Id of the refund that was refused.', required: true }),
  };

  static override flags = { 'dry-run': dryRunFlag(), yes: yesFlag() };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(PaymentRefundAgain);
    if (flags['dry-run']) {
      await this.withApp(flags.data, (app) => app.payments.checkRefused(args.refund));
      this.log(`Would ask once more for refund ${args.refund}.`);
      return { refund_id: null, dry_run: true };
    }
    await this.confirm(`Send the money of refund ${args.refund} back once more?`, flags);
    const refundId = await this.withApp(flags.data, (app) =>
      app.payments.repeatRefund(args.refund, app.nextId()),
    );
    this.log(`Refund ${refundId} is asked for in place of ${args.refund}.`);
    return { refund_id: refundId, dry_run: false };
  }
}
