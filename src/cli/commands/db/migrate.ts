import { AppCommand } from '../../app-command.js';
import { dryRunFlag } from '../../flags.js';

interface Result {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

export default class DbMigrate extends AppCommand<Result> {
  static override summary = 'Bring the database up to date.';

  static override description = `Applies the migrations that are pending, in order. Migrations only go forward: take a backup first on a database that
matters. Several processes may run it at once; one works, the others wait for it.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    'BELLHOP_MYSQL_URL=mysql://bellhop:secret@db/bellhop <%= config.bin %> <%= command.id %> --dry-run --json',
  ];

  static override flags = { 'dry-run': dryRunFlag() };

  async run(): Promise<Result> {
    const { flags } = await this.parse(DbMigrate);
    const { migrate, migrationStatus } = await import('../../../core/platform/migrate.js');
    return this.withDatabase(flags.data, async (database) => {
      const applied = flags['dry-run'] ? [] : await migrate(database);
      const status = await migrationStatus(database);
      const pending = status.filter((entry) => entry.state === 'pending').map((entry) => entry.name);
      if (applied.length + pending.length === 0) this.log('The database is up to date.');
      for (const name of applied) this.log(`applied ${name}`);
      for (const name of pending) this.log(`would apply ${name}`);
      return { applied, pending };
    });
  }
}
