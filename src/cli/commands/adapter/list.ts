import { Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import type { AdapterDescription } from '../../adapters/describe-adapter.js';
import { envOf } from '../../flags.js';

interface Result {
  readonly adapters: readonly AdapterDescription[];
}

export default class AdapterList extends AppCommand<Result> {
  static override summary = 'List the wire contracts that Bellhop speaks.';

  static override description =
    'Needs no server. The id goes into "partner create --connector" and "message decode --connector". With --json also every dialect: what its words mean, its limits, its errors; these a partner may override.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = {
    markdown: Flags.boolean({
      summary: 'Print the tables of docs/connectors.md.',
      env: envOf('markdown'),
      default: false,
    }),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(AdapterList);
    const { describeAdapter } = await import('../../adapters/describe-adapter.js');
    const adapters = [...(await this.connectors()).values()].map(describeAdapter);
    if (flags.markdown) {
      const { adapterMarkdown } = await import('../../adapters/adapter-markdown.js');
      this.log(adapterMarkdown(adapters));
      return { adapters };
    }
    this.showTable(adapters, [
      { header: 'ID', value: (adapter) => adapter.id },
      { header: 'CONTRACT', value: (adapter) => adapter.title, shrink: true },
      { header: 'SPOKEN BY', value: (adapter) => adapter.sides.join(', ') },
      { header: 'VERSIONS', value: (adapter) => versionsText(adapter.versions) },
      {
        header: 'DIALECTS',
        value: (adapter) => adapter.dialects.map(({ id }) => id).join(', '),
        shrink: true,
      },
    ]);
    return { adapters };
  }
}

/** The newest, and how many there are before it. */
function versionsText(versions: readonly string[]): string {
  const newest = versions.at(-1) ?? '';
  return versions.length > 1 ? `${newest} and ${versions.length - 1} before` : newest;
}
