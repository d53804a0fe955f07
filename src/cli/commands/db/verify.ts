import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';
import { startProgress, type Progress } from '../../output/progress.js';
import type { Check } from '../../verify/verify-database.js';

interface Result {
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

export default class DbVerify extends AppCommand<Result> {
  static override summary = 'Check schema and inventory arithmetic of the database.';

  static override description = `Compares migrations, tables and columns with what this version expects, and proves from the tables that what may be sold
is what the PMS gave less what it has not acknowledged, night by night, and what else "bellhop booking verify" proves.
Reads only; bookings may go on meanwhile.
Exit code 3 when something does not hold.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Result> {
    const { flags } = await this.parse(DbVerify);
    const { verifyDatabase } = await import('../../verify/verify-database.js');
    let progress: Progress | undefined;
    let shown = 0;
    const checks = await this.withDatabase(flags.data, (database, config) =>
      verifyDatabase(database, config, (done, total) => {
        progress ??= startProgress(total, { quiet: this.jsonEnabled() });
        progress.step('hotels', done - shown);
        shown = done;
      }),
    ).finally(() => progress?.stop());
    this.showTable(checks, [
      { header: 'CHECK', value: (check) => check.name },
      { header: 'RESULT', value: (check) => (check.ok ? 'ok' : 'FAILED') },
      { header: 'FIRST FINDING', value: (check) => check.findings[0], shrink: true },
    ]);
    const ok = checks.every((check) => check.ok);
    if (!ok) {
      this.talk('Next: bellhop booking verify (says where it may come from and what to do)');
      this.exitWith(EXIT.refused);
    }
    return { ok, checks };
  }
}
