import { describeConfig } from '../../../core/config.js';
import { AppCommand } from '../../app-command.js';

interface Result {
  readonly settings: readonly { readonly env: string; readonly value: string; readonly about: string }[];
}

export default class ConfigShow extends AppCommand<Result> {
  static override summary = 'Show the settings in force, secrets hidden.';

  static override description = `Settings come from BELLHOP_* variables, else from the running stack in --data (the stores), else from their default.
A value that does not parse is an error, never a default.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    'BELLHOP_PORT=4200 <%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Result> {
    const { flags } = await this.parse(ConfigShow);
    const settings = describeConfig(await this.settings(flags.data));
    this.showTable(settings, [
      { header: 'VARIABLE', value: (setting) => setting.env },
      { header: 'VALUE', value: (setting) => setting.value },
      { header: 'MEANING', value: (setting) => setting.about, below: true },
    ]);
    return { settings };
  }
}
