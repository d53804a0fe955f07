import type { MigrationStatus } from '../../../core/platform/migrate.js';
import { AppCommand } from '../../app-command.js';
import { EXIT } from '../../error-report.js';

interface Result {
  readonly up_to_date: boolean;
  readonly migrations: readonly MigrationStatus[];
}

export default class DbStatus extends AppCommand<Result> {
  static override summary = 'Show which migrations the database has.';

  static override description = `Exit code 3 when some are pending, were edited after they had been applied, or are unknown to this version of Bellhop;
the gateway does not start then.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Result> {
    const { flags } = await this.parse(DbStatus);
    const { migrationStatus } = await import('../../../core/platform/migrate.js');
    const migrations = await this.withDatabase(flags.data, (database) => migrationStatus(database));
    this.showTable(migrations, [
      { header: 'MIGRATION', value: (migration) => migration.name },
      { header: 'STATE', value: (migration) => migration.state },
      { header: 'APPLIED AT (UTC)', value: (migration) => migration.applied_at },
    ]);
    const upToDate = migrations.every((migration) => migration.state === 'applied');
    if (!upToDate) {
      this.talk('Next: bellhop db migrate');
      this.exitWith(EXIT.refused);
    }
    return { up_to_date: upToDate, migrations };
  }
}
