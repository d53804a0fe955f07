import { Args } from '@oclif/core';
import type { App } from '../../../core/app.js';
import { AppError } from '../../../core/model/errors.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import type { DryRun } from '../../load/dry-run.js';
import { LOAD_FLAGS } from '../../load/load-flags.js';
import type { LoadReport } from '../../load/load-report.js';
import { writeReport } from '../../load/report-file.js';
import { requireWritable } from '../../output/require-writable.js';
import type { LoadTarget } from '../../load/resolve-target.js';
import type { LoadAudience, LoadOptions } from '../../load/run-load.js';
import { SCENARIO_FACTS, SCENARIOS } from '../../load/scenarios.js';

export default class LoadRun extends AppCommand<LoadReport | DryRun> {
  static override summary = 'Put load on a gateway and prove that nothing was oversold or lost.';

  static override description = `Requests start when they are due, whether earlier ones were answered or not, and their latency counts from that moment.
The load makes hotels LOAD-0001 and so on with partners of its own, and leaves them and their bookings behind; everything
else stays as it is. Afterwards every booking that was answered is looked for and the tables are verified, and of
booking-saga all its money. Exit code 3 when an expectation was missed or something was oversold or lost, 7 when this machine was too slow to load the gateway:
the times would be its own, so there is no report.

${SCENARIOS.map((scenario) => `${scenario}: ${SCENARIO_FACTS[scenario].about}.`).join('\n\n')}`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> booking-hot --rate 200 --duration 30 --expect "booking.p99<50ms"',
    '<%= config.bin %> <%= command.id %> mixed --rate 500 --arrivals spike --expect "error_rate<1%" --json --out mixed.json',
  ];

  static override args = {
    scenario: Args.string({ description: 'What to ask for.', required: true, options: [...SCENARIOS] }),
  };

  static override flags = LOAD_FLAGS;

  private readonly stopping = new AbortController();

  async run(): Promise<LoadReport | DryRun> {
    const { args, flags } = await this.parse(LoadRun);
    const [limits, { resolveTarget }, { parseExpectation }] = await Promise.all([
      import('../../load/limits.js'),
      import('../../load/resolve-target.js'),
      import('../../load/expectations.js'),
    ]);
    const scenario = SCENARIOS.find((known) => known === args.scenario) ?? 'mixed';
    const { operations, rate } = SCENARIO_FACTS[scenario];
    const options: LoadOptions = {
      ...{ scenario, arrivals: flags.arrivals, rate: flags.rate ?? rate, seconds: flags.duration },
      ...{ warmUpSeconds: flags['warm-up'], seed: flags.seed, hotels: flags.hotels, rooms: flags.rooms },
      ...{ lookToBook: flags['look-to-book'], maxInFlight: flags['max-in-flight'] },
      ...{ maxLagMs: flags['max-lag'], timeoutSeconds: flags.timeout },
      expectations: (flags.expect ?? []).map((text) => parseExpectation(text, operations)),
    };
    limits.requireBounded(options);
    if (flags.out !== undefined) await requireWritable(flags.out);
    const target = resolveTarget(flags);
    limits.requireLoopback(target.gateway, { allowRemote: flags['allow-remote'] });
    if (flags['dry-run']) return this.describe(options, target);
    const report = await this.load(options, { target, data: flags.data });
    await this.conclude(report, flags.out);
    return report;
  }

  private async describe(options: LoadOptions, { gateway, stores, key }: LoadTarget): Promise<DryRun> {
    const { planDryRun } = await import('../../load/dry-run.js');
    const plan = planDryRun(options, { gateway, makesHotels: stores && key === undefined });
    this.showFacts([
      ['scenario', `${plan.scenario}: ${plan.about}`],
      ['gateway', plan.gateway],
      ['starts', `${plan.starts} in ${plan.duration_s} s, after ${plan.warm_up_s} s of warm-up`],
      [
        'data',
        `${plan.hotels} hotels of ${plan.rooms} room types${plan.makes_hotels ? ', made where missing' : ''}`,
      ],
    ]);
    return plan;
  }

  private async load(
    options: LoadOptions,
    { target, data }: { readonly target: LoadTarget; readonly data: string },
  ): Promise<LoadReport> {
    const [{ runLoad }, audience] = await Promise.all([
      import('../../load/run-load.js'),
      this.openAudience(),
    ]);
    const { gateway, key, stores } = target;
    const watch = { audience, signal: this.stopping.signal };
    const run = (app: App | null) => runLoad({ gateway, key, app }, options, watch);
    try {
      return await (stores ? this.withApp(data, run) : run(null));
    } finally {
      audience.end();
    }
  }

  private async openAudience(): Promise<LoadAudience & { end(): void }> {
    const { createLiveLine, renderLive } = await import('../../load/live-line.js');
    const line = createLiveLine({ quiet: this.jsonEnabled() });
    let phase = '';
    return {
      phase: (text) => {
        phase = text;
        line.show(`${text} ...`);
      },
      step: (label) => line.show(`${phase} ... ${label}`),
      live: (state) => line.show(renderLive(state)),
      end: () => line.clear(),
    };
  }

  /** Says what came of it; a report whose times would be this machine's own is not given. */
  private async conclude(report: LoadReport, out: string | undefined): Promise<void> {
    const [{ renderReport, proofLines }, { lagged }, { holds }] = await Promise.all([
      import('../../load/render-report.js'),
      import('../../load/summarise.js'),
      import('../../load/proof.js'),
    ]);
    const proven = holds(report.proof);
    if (lagged(report) && proven) {
      this.talk(proofLines(report).join('\n'));
      throw refuseLag(report);
    }
    const { isTTY } = process.stdout;
    this.log(
      renderReport(report, { width: this.width, charts: isTTY, bold: isTTY && !process.env['NO_COLOR'] }),
    );
    if (lagged(report))
      this.warn('The generator lagged: the times are its own, and say nothing of the gateway.');
    if (report.starts.dropped > 0) {
      this.warn(`${report.starts.dropped} starts were dropped: the gateway was not asked what was planned.`);
    }
    const errors = report.operations.reduce((sum, operation) => sum + operation.errors, 0);
    if (errors > 0)
      this.warn(`${(report.error_rate * 100).toFixed(1)} % of the answers were errors: ${errors}.`);
    if (out !== undefined) {
      await writeReport(out, report);
      this.talk(`\nNext: bellhop load report ${out}`);
    }
    if (!proven || report.expectations.some(({ met }) => !met)) this.exitWith(EXIT.refused);
    else if (report.run.cut_short) this.exitWith(EXIT.interrupted);
  }

  /** Ctrl-C ends the load, and what it did is still proven; a second one ends the command. */
  protected override interrupted(): void {
    if (this.stopping.signal.aborted) super.interrupted();
    this.talk('\nStopping: what was sent is waited for and proven. Ctrl-C again leaves at once.');
    this.stopping.abort();
  }
}

function refuseLag({ lag, proof, run }: LoadReport): AppError {
  const lower = Math.max(1, Math.floor(run.rate / 2));
  return new AppError(
    'UNAVAILABLE',
    `The generator was ${lag.p99_ms} ms late with its own starts at p99, and ${lag.bound_ms} ms are allowed (--max-lag): the times would be this machine's, so there is no report.`,
    { details: { lag, proof }, next: `bellhop load run ${run.scenario} --rate ${lower}` },
  );
}
