import { AppCommand } from '../../app-command.js';

interface Result {
  readonly adapters: readonly { readonly id: string; readonly title: string }[];
}

export default class AdapterList extends AppCommand<Result> {
  static override summary = 'List the wire contracts that Bellhop speaks.';

  static override description =
    'Needs no server. The id goes into "partner create --connector" and "message decode --connector".';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<Result> {
    await this.parse(AdapterList);
    const adapters = [...(await this.connectors()).values()].map(({ id, title }) => ({ id, title }));
    this.showTable(adapters, [
      { header: 'ID', value: (adapter) => adapter.id },
      { header: 'CONTRACT', value: (adapter) => adapter.title, shrink: true },
    ]);
    return { adapters };
  }
}
