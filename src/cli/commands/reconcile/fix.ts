import { Args, Flags } from '@oclif/core';
import type { App } from '../../../core/app.js';
import type { PushCell } from '../../../core/model/channel-codec.js';
import { AppError } from '../../../core/model/errors.js';
import type { RunRequest } from '../../../core/reconcile/run-reconcile.js';
import { AppCommand } from '../../app-command.js';
import {
  BOOKING_COLUMNS,
  bookingsLeft,
  describeRun,
  differenceColumns,
  differs,
  nextSteps,
  runLine,
  type DescribedRun,
} from '../../describe-run.js';
import { EXIT } from '../../error-report.js';
import { dryRunFlag, envOf, yesFlag } from '../../flags.js';
import { reconcileFlags, requestOf, type ReconcileFlags } from '../../reconcile-request.js';

interface Result {
  /** Fields of nights that are told; of a PMS: that are applied here. */
  readonly values: number;
  /** Those of them that the channel refused. */
  readonly refused: number;
  readonly cells: readonly PushCell[];
  readonly cells_left: number;
  readonly found: DescribedRun;
  readonly after: DescribedRun | null;
  readonly delivered: boolean;
  readonly dry_run: boolean;
}

type Told = Omit<Result, 'cells' | 'cells_left'>;

const MOST_LISTED = 1_000;

export default class ReconcileFix extends AppCommand<Result> {
  static override summary = 'Repair what differs, and nothing else.';

  static override description = `Compares anew, then has delivery tell a channel exactly the fields of the nights that differ, with the values of that moment,
and compares once more. At a PMS's side what its accepted messages said is applied again. Bookings that differ are named and
left: "message replay" or the partner mends them. Try --dry-run first: it lists every value. Exit code 3 when anything
differs afterwards, and with --dry-run when anything differs.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --hotel HV01 --channel stayfinder --dry-run',
    '<%= config.bin %> <%= command.id %> 7211534512341234 --yes --json',
  ];

  static override args = {
    run: Args.string({ description: 'Id of a run whose hotel, partner and nights are meant.' }),
  };

  static override flags = {
    ...reconcileFlags,
    wait: Flags.integer({
      summary: 'Seconds to wait for the delivery.',
      min: 0,
      max: 3_600,
      default: 60,
      env: envOf('wait', 'reconcile'),
    }),
    'dry-run': dryRunFlag(),
    yes: yesFlag(),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(ReconcileFix);
    const dryRun = flags['dry-run'];
    return this.withApp(flags.data, async (app) => {
      const request = await meant(app, args.run, flags);
      if (!dryRun) await refusePaused(app, request);
      if (!dryRun) await this.ask(app, request, { yes: flags.yes });
      const fixed = await app.reconcile.fix(request, { dryRun, waitMs: flags.wait * 1_000 });
      const { cells, values, refused, delivered, dry_run } = fixed;
      const found = await describeRun(app, fixed.run, MOST_LISTED);
      const after = fixed.after === null ? null : await describeRun(app, fixed.after, MOST_LISTED);
      this.tell({ values, refused, delivered, dry_run, after, found });
      const left = after ?? found;
      // What waits to be told is no difference, and not mended either.
      const isWaiting = after !== null && !delivered;
      if (differs(left) || isWaiting) this.exitWith(EXIT.refused);
      const listed = cells.slice(0, MOST_LISTED);
      return {
        values,
        refused,
        cells: listed,
        cells_left: cells.length - listed.length,
        found,
        after,
        delivered,
        dry_run,
      };
    });
  }

  /** Nobody is asked where nothing would be told. */
  private async ask(app: App, request: RunRequest, { yes }: { readonly yes: boolean }): Promise<void> {
    if (yes) return;
    const { values } = await app.reconcile.fix(request, { dryRun: true, waitMs: 0 });
    if (values === 0) return;
    const { partner, hotel, side } = request;
    const question =
      side === 'pms'
        ? `Apply here ${values} value(s) of ${hotel} that ${partner} has said?`
        : `Tell ${partner} ${values} value(s) of ${hotel}?`;
    await this.confirm(question, { yes });
  }

  private tell(fixed: Told): void {
    const { values, refused, delivered, dry_run, after, found } = fixed;
    this.log(runLine(found));
    if (dry_run) {
      this.list(found);
      this.log(
        found.side === 'pms' ? `Would apply ${values} value(s) here.` : `Would tell ${values} value(s).`,
      );
      if (values > 0) this.talk(`Next: bellhop reconcile fix ${found.run_id} --yes`);
      else if (differs(found)) this.talk(nextSteps(found));
      return;
    }
    const left = after ?? found;
    if (after === null) this.log(`Nothing was to be ${found.side === 'pms' ? 'applied' : 'told'}.`);
    else this.log(`${doneText(fixed)}. ${runLine(after)}`);
    this.list(left);
    if (after !== null && !delivered) {
      this.warn('The delivery has not ended; compare again when it has.');
      this.talk(`Next: bellhop delivery list --partner ${found.partner} --hotel ${found.hotel}`);
    } else if (refused > 0) {
      this.talk(
        `Next: bellhop delivery list --partner ${found.partner} --hotel ${found.hotel} --state PARKED`,
      );
    } else if (differs(left)) this.talk(nextSteps(left));
  }

  /** What differs, values before bookings. */
  private list(run: DescribedRun): void {
    if (run.total > 0) this.showTable(run.differences, differenceColumns(this.width));
    const bookings = bookingsLeft(run);
    if (bookings === null) return;
    this.showTable(run.bookings?.differences ?? [], BOOKING_COLUMNS);
    this.log(bookings);
  }
}

function doneText({ values, refused, delivered, found }: Told): string {
  if (found.side === 'pms') return `Applied ${values} value(s) here`;
  if (!delivered) return `${values} value(s) are to be told`;
  const taken = refused === values ? 'none' : values - refused;
  return `Told ${values} value(s)${refused === 0 ? '' : `: ${taken} taken, ${refused} refused`}`;
}

async function meant(app: App, runId: string | undefined, flags: ReconcileFlags): Promise<RunRequest> {
  if (runId === undefined) return requestOf(flags, { command: 'reconcile fix', or: 'the id of a run' });
  const { hotel, partner, side, from, to } = await app.reconcile.find({ run_id: runId });
  return { hotel, partner, side, from: flags.from ?? from, to: flags.to ?? to };
}

/** Nothing is told to who is paused, and everything once he is resumed. */
async function refusePaused({ delivery }: App, { partner, side }: RunRequest): Promise<void> {
  if (side === 'pms') return;
  const { status } = await delivery.endpoints.get(partner);
  if (status !== 'PAUSED') return;
  throw new AppError('CONFLICT', `"${partner}" is paused, and is told everything when it is resumed.`, {
    next: `bellhop channel resume ${partner}`,
  });
}
