import { SETTINGS } from '../../../core/settings/settings.js';
import { AppCommand } from '../../app-command.js';

interface Setting {
  readonly env: string;
  readonly about: string;
  readonly required: boolean;
  /** null where the setting must be set, or has no value until it is. */
  readonly default: string | null;
  readonly secret: boolean;
}

interface Result {
  readonly settings: readonly Setting[];
}

export default class ConfigExplain extends AppCommand<Result> {
  static override summary = 'Explain every setting: variable, meaning, default.';

  static override description =
    'Needs no server and reads no variable; "bellhop config show" says what is in force.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Result> {
    await this.parse(ConfigExplain);
    const settings = Object.values(SETTINGS).map(explain);
    this.showTable(settings, [
      { header: 'VARIABLE', value: (setting) => setting.env },
      {
        header: 'DEFAULT',
        value: (setting) => (setting.required ? '(must be set)' : (setting.default ?? '(not set)')),
      },
      { header: 'MEANING', value: (setting) => setting.about, below: true },
    ]);
    return { settings };
  }
}

function explain(setting: (typeof SETTINGS)[keyof typeof SETTINGS]): Setting {
  // The schema of an unset variable is its default, or its refusal.
  const unset = setting.schema.safeParse(undefined);
  return {
    env: setting.env,
    about: setting.about,
    required: !unset.success,
    default: unset.success && unset.data !== null ? String(unset.data) : null,
    secret: 'secret' in setting,
  };
}
