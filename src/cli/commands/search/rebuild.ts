import type { RebuildReport } from '../../../core/search/rebuild-search.js';
import { AppCommand } from '../../app-command.js';
import { needingEngines } from '../../engine-away.js';
import { startProgress, type Progress } from '../../output/progress.js';

export default class SearchRebuild extends AppCommand<RebuildReport> {
  static override summary = 'Build the hotel search index anew from the database.';

  static override description = `On Elasticsearch a new index is filled beside the one that answers and takes its place in one step at the end; changes
that arrive meanwhile go to both. In the embedded form the rows are replaced in place. Searches go on all the time.
Interrupted, the next call goes on where it stopped.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  async run(): Promise<RebuildReport> {
    const { flags } = await this.parse(SearchRebuild);
    let progress: Progress | undefined;
    try {
      const report = await this.withApp(flags.data, (app) =>
        needingEngines(app, ['elasticsearch'], () =>
          app.rebuildSearch({
            onProgress: ({ done, total, part }) => {
              progress ??= startProgress(Math.ceil(total / part), { quiet: this.jsonEnabled() });
              progress.step(`${done} of ${total} hotels`);
            },
          }),
        ),
      );
      this.showFacts([
        ['index', report.index],
        ['hotels read', report.hotels],
        ['documents written', report.documents],
        ['resumed', report.resumed],
      ]);
      return report;
    } finally {
      progress?.stop();
    }
  }
}
