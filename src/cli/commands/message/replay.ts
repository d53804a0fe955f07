import { Args, Flags } from '@oclif/core';
import type { App } from '../../../core/app.js';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag, envOf, yesFlag } from '../../flags.js';
import type { ReplayReport } from '../../messages/carry-out-replay.js';
import { messageFilterFlags, toJournalFilter, type MessageFilter } from '../../messages/message-filter.js';
import type { ReplayedMessage } from '../../messages/replay-several.js';

type Result = ReplayReport | Several;

interface Several {
  readonly messages: readonly ReplayedMessage[];
  readonly dry_run: boolean;
  /** Ids of those whose turn did not come before Ctrl-C; absent: all had theirs. */
  readonly not_tried?: readonly string[];
}

interface ReplayFlags extends MessageFilter {
  readonly data: string;
  readonly confirm: boolean;
  readonly 'over-newer': boolean;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
}

export default class MessageReplay extends AppCommand<Result> {
  static override summary = 'Apply journalled messages once more, after showing what that would change.';

  static override description = `Acts as the partner that sent them. First it shows the difference to what is stored, then it asks. With an id, or the
X-Request-Id of a request, it is one message; with --hotel, --partner, --from and the like all that these mean, in the order
in which they came. What newer messages have said since is not turned back unless you say --over-newer. A parked message
needs --confirm ("message accept" does the same). Of reservations guests are left as they are stored: the journal has
masked them. It cannot be undone.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567 --dry-run',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --from 2027-06-01T08:00:00Z --to 2027-06-01T09:00:00Z --outcome FAILED --yes --json',
  ];

  static override args = {
    message: Args.string({
      description: 'Id of the message, or of its request; without it those that the flags mean.',
    }),
  };

  static override flags = {
    ...messageFilterFlags,
    confirm: Flags.boolean({
      summary: 'Also what was parked: it would sell out, or change, most of the hotel.',
      env: envOf('confirm'),
      default: false,
    }),
    'over-newer': Flags.boolean({
      summary: 'Also where newer messages have named the same nights.',
      env: envOf('over-newer'),
      default: false,
    }),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(MessageReplay);
    return this.withApp(flags.data, (app) =>
      args.message === undefined ? this.several(app, flags) : this.one(app, args.message, flags),
    );
  }

  private async one(app: App, name: string, flags: ReplayFlags): Promise<ReplayReport> {
    const [{ findMessage }, { planReplay }, { carryOutReplay, refuseBackwards }, { renderPlan }] =
      await Promise.all([
        import('../../messages/find-message.js'),
        import('../../messages/plan-replay.js'),
        import('../../messages/carry-out-replay.js'),
        import('../../messages/render-replay.js'),
      ]);
    const { confirm: confirmed, 'over-newer': overNewer, 'dry-run': dryRun } = flags;
    const plan = await planReplay(app, await findMessage(app, name));
    this.log(renderPlan(plan, { width: this.width, overNewer }));
    if (!dryRun) {
      // Nobody is asked for what would be refused after a yes: newer messages, or a guard that --confirm has to pass.
      if (!overNewer) refuseBackwards(plan);
      if (!flags.yes) await carryOutReplay(app, plan, { confirmed, overNewer, dryRun: true });
      await this.confirm(`Apply message ${name} now?`, flags);
    }
    const report = await carryOutReplay(app, plan, { confirmed, overNewer, dryRun });
    if (report.reservations.length > 0)
      for (const { reference, does, result } of report.reservations)
        this.log(`${reference}: ${result ?? `would be: ${does}`}`);
    else
      this.log(
        `${dryRun ? 'Would change' : 'Changed'} ${report.inventory_changed} nights and ${report.rates_changed} rates.`,
      );
    for (const warning of report.warnings) this.warn(warning);
    const refused = report.reservations.filter(({ result }) => result === 'refused').length;
    if (refused > 0) this.exitWith(refused === report.reservations.length ? EXIT.refused : EXIT.partial);
    return report;
  }

  private readonly stopping = new AbortController();
  private applying = false;

  /** Ctrl-C while messages are applied: the one under way is carried out, and what was done is told; a second one leaves at once. */
  protected override interrupted(): void {
    if (!this.applying || this.stopping.signal.aborted) super.interrupted();
    this.talk('\nStopping after the message under way. Ctrl-C again leaves at once.');
    this.stopping.abort();
  }

  private cutShort(done: readonly ReplayedMessage[], messages: readonly { message_id: string }[]): Several {
    const not_tried = messages.slice(done.length).map(({ message_id }) => message_id);
    const applied = done.filter((one) => !('error' in one)).length;
    this.warn(
      `Interrupted: ${applied} of ${messages.length} message(s) were applied; the next would have been ${not_tried[0] ?? '-'}.`,
    );
    this.exitWith(EXIT.interrupted);
    return { messages: done, dry_run: false, not_tried };
  }

  private async several(app: App, flags: ReplayFlags): Promise<Result> {
    const { findReplayed, replaySeveral, isReplayed } = await import('../../messages/replay-several.js');
    const { startProgress } = await import('../../output/progress.js');
    const { confirm: confirmed, 'over-newer': overNewer, 'dry-run': dryRun } = flags;
    const messages = await findReplayed(app, await this.filterOf(app, flags), confirmed);
    this.log(`${messages.length} message(s) are meant.`);
    const progress = startProgress(messages.length, { quiet: this.jsonEnabled() });
    const run = (dry: boolean) =>
      replaySeveral(
        app,
        messages,
        { confirmed, overNewer, dryRun: dry, stopped: this.stopping.signal },
        (done) => progress.step(messages[done]?.message_id ?? ''),
      );
    try {
      const tried = await run(true);
      this.show(tried, { verb: 'would change', overNewer });
      if (dryRun || messages.length === 0) return { messages: tried, dry_run: dryRun };
      await this.confirm(`Apply these ${messages.length} message(s), the oldest first?`, flags);
      this.applying = true;
      const done = await run(false);
      this.show(done, { verb: 'changed', overNewer });
      if (done.length < messages.length) return this.cutShort(done, messages);
      const failed = done.filter((one) => !isReplayed(one)).length;
      if (failed > 0) this.exitWith(failed === done.length ? EXIT.refused : EXIT.partial);
      return { messages: done, dry_run: false };
    } finally {
      progress.stop();
    }
  }

  /** @throws AppError VALIDATION where nothing says which ones, for then it would be all of them. */
  private async filterOf(app: App, flags: ReplayFlags) {
    const filter = await toJournalFilter(app, flags);
    if (Object.values(filter).every((value) => value === undefined))
      throw new AppError('VALIDATION', 'Say which messages: an id, or --hotel, --partner, --from and --to.', {
        next: 'bellhop message replay --help',
      });
    return filter;
  }

  private show(replayed: readonly ReplayedMessage[], said: Said): void {
    this.showTable(replayed, [
      { header: 'MESSAGE', value: (one) => one.message_id },
      { header: 'RECEIVED', value: (one) => ('error' in one ? null : one.received_at) },
      { header: 'KIND', value: (one) => ('error' in one ? null : one.kind) },
      { header: 'NIGHTS', value: (one) => ('error' in one ? null : one.nights_changed), align: 'right' },
      { header: 'WHAT', value: (one) => ('error' in one ? one.error.message : summaryOf(one, said)) },
    ]);
  }
}

interface Said {
  readonly verb: string;
  readonly overNewer: boolean;
}

function summaryOf(
  { inventory_changed, rates_changed, reservations, overtaken_by }: ReplayReport,
  { verb, overNewer }: Said,
): string {
  const over = overNewer ? ' (backwards over newer messages)' : ' (only with --over-newer)';
  const backwards = overtaken_by.length === 0 ? '' : over;
  if (reservations.length > 0)
    return (
      reservations.map(({ reference, does, result }) => `${reference}: ${result ?? does}`).join(', ') +
      backwards
    );
  return `${verb} ${inventory_changed} nights and ${rates_changed} rates${backwards}`;
}
