import { AppCommand } from '../app-command.js';
import type { Diagnosis } from '../doctor.js';
import { EXIT } from '../error-report.js';

interface Result {
  readonly healthy: boolean;
  readonly checks: readonly Diagnosis[];
}

export default class Doctor extends AppCommand<Result> {
  static override summary = 'Check everything that Bellhop needs on this machine.';

  static override description = `Node, the server programs, the private stack in --data with its ports, the settings, and whether MySQL, Redis, the
engines in use and the gateway answer, how far behind the events are and how many were set aside. Changes nothing. Exit code 3 when something is broken; what is only switched off is not.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --data .bellhop --json',
  ];

  async run(): Promise<Result> {
    const { flags } = await this.parse(Doctor);
    const { diagnose } = await import('../doctor.js');
    const checks = await diagnose(flags.data);
    this.showTable(checks, [
      { header: 'CHECK', value: (check) => check.check },
      { header: 'STATE', value: (check) => check.state },
      { header: 'DETAIL', value: (check) => check.detail, below: true },
    ]);
    // One line for each remedy: what is off for one reason has one remedy.
    const remedies = new Set(checks.filter((check) => check.state !== 'ok').map((check) => check.next));
    for (const next of remedies) if (next !== null) this.talk(`Next: ${next}`);
    const healthy = checks.every((check) => check.state !== 'failed');
    if (!healthy) this.exitWith(EXIT.refused);
    return { healthy, checks };
  }
}
