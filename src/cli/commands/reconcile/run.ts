import { Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import {
  BOOKING_COLUMNS,
  describeRun,
  differenceColumns,
  differs,
  nextSteps,
  runLine,
  type DescribedRun,
} from '../../describe-run.js';
import { EXIT } from '../../error-report.js';
import { envOf } from '../../flags.js';
import { allRequests, reconcileFlags, requestOf } from '../../reconcile-request.js';

interface Runs {
  readonly runs: readonly DescribedRun[];
  readonly total: number;
}

const MOST_LISTED = 200;
const MOST_SHOWN = 20;

export default class ReconcileRun extends AppCommand<DescribedRun | Runs> {
  static override summary = 'Compare what a channel or a PMS has of a hotel with what it is to have.';

  static override description = `Night by night and field by field. A channel's copy is its own report where it can be asked ("reconcile source"), else what it
last acknowledged; a PMS's is what its accepted messages said. Bookings are compared with those that it lists. What is
about to be told is pending and no difference. What was found is kept for "reconcile report" and "reconcile fix". Exit
code 3 when anything differs.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --hotel HV01 --channel stayfinder',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --pms lobby-pms --from 2027-07-01 --to 2027-07-31 --json',
    '<%= config.bin %> <%= command.id %> --all',
  ];

  static override flags = {
    ...reconcileFlags,
    all: Flags.boolean({
      summary: 'Everything that is connected, or all of a hotel, a channel or a PMS.',
      env: envOf('all', 'reconcile'),
      default: false,
    }),
  };

  async run(): Promise<DescribedRun | Runs> {
    const { flags } = await this.parse(ReconcileRun);
    const { all, hotel } = flags;
    const or = hotel === undefined ? '--all' : `--hotel ${hotel} --all for all of its partners`;
    const next = `bellhop reconcile run${hotel === undefined ? '' : ` --hotel ${hotel}`} --all`;
    const request = all ? null : requestOf(flags, { command: 'reconcile run', or, next });
    const runs = await this.withApp(flags.data, async (app) => {
      const requests = request === null ? await allRequests(app, flags) : [request];
      const found: DescribedRun[] = [];
      for (const one of requests) {
        const run = await describeRun(app, await app.reconcile.run(one), MOST_LISTED);
        this.show(run);
        found.push(run);
      }
      return found;
    });
    if (runs.some(differs)) this.exitWith(EXIT.refused);
    const [only] = runs;
    if (!all && only !== undefined) return only;
    if (runs.length === 0) this.talk('Nothing is connected: bellhop channel list');
    return { runs, total: runs.reduce((sum, { total }) => sum + total, 0) };
  }

  private show(run: DescribedRun): void {
    this.log(runLine(run));
    for (const warning of run.warnings) this.warn(warning);
    const few = run.differences.slice(0, MOST_SHOWN);
    if (run.total > 0) this.showTable(few, differenceColumns(this.width));
    if (run.total > few.length) this.log(`The first ${few.length} of ${run.total}.`);
    const booked = run.bookings?.differences.slice(0, MOST_SHOWN) ?? [];
    if (booked.length > 0) this.showTable(booked, BOOKING_COLUMNS);
    if (differs(run)) this.talk(nextSteps(run));
  }
}
