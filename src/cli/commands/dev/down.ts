import { AppCommand } from '../../app-command.js';

interface Result {
  readonly data_dir: string;
  readonly stopped: readonly string[];
}

export default class DevDown extends AppCommand<Result> {
  static override summary = 'Stop the private stack.';

  static override description = `Gateway first, then the servers that it used, within 10 seconds. Data, partners and keys are kept. Stopping what does not run
is not an error.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --data /tmp/bellhop --json',
  ];

  async run(): Promise<Result> {
    const { flags } = await this.parse(DevDown);
    const [{ stopStack }, { dataDirectory }] = await Promise.all([
      import('../../dev-stack/stack.js'),
      import('../../dev-stack/profile.js'),
    ]);
    const dataDir = dataDirectory(flags.data);
    const stopped = await stopStack(dataDir);
    this.log(
      stopped.length === 0 ? `Nothing ran with its data in ${dataDir}.` : `Stopped: ${stopped.join(', ')}.`,
    );
    return { data_dir: dataDir, stopped };
  }
}
