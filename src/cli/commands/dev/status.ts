import { AppCommand } from '../../app-command.js';
import type { StackStatus } from '../../dev-stack/stack-state.js';

export default class DevStatus extends AppCommand<StackStatus> {
  static override summary = 'Show what of the private stack runs.';

  static override description =
    'By the pid files in --data; "bellhop doctor" also asks each server whether it answers.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<StackStatus> {
    const { flags } = await this.parse(DevStatus);
    const [{ stackStatus, startCommand }, { dataDirectory }] = await Promise.all([
      import('../../dev-stack/stack-state.js'),
      import('../../dev-stack/profile.js'),
    ]);
    const status = stackStatus(dataDirectory(flags.data));
    this.showFacts([
      ['stack', status.state],
      ['data', status.data_dir],
      ['gateway', status.gateway],
    ]);
    this.log();
    this.showTable(status.servers, [
      { header: 'SERVER', value: (server) => server.name },
      { header: 'STATE', value: (server) => server.state },
      { header: 'PID', value: (server) => server.pid, align: 'right' },
      { header: 'PORT', value: (server) => server.port, align: 'right' },
      { header: 'UP (S)', value: (server) => server.uptime_seconds, align: 'right' },
      { header: 'LOG', value: (server) => server.log_file },
    ]);
    if (status.state === 'partial') this.talk('The rest still runs; starting anew ends it first.');
    if (status.state !== 'up') this.talk(`Next: ${startCommand(status.data_dir)}`);
    return status;
  }
}
