import { Args } from '@oclif/core';
import type { ShownDeadLetter } from '../../../core/events/dead-letters.js';
import { AppCommand } from '../../app-command.js';
import { printableText } from '../../output/display-width.js';

export default class DlqShow extends AppCommand<ShownDeadLetter> {
  static override summary = 'Show an event that a consumer set aside.';

  static override description =
    'With the whole event and why the consumer could not work on it. A message that could not be read has no event here; its bytes are on the dead-letter topic.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> 17',
    '<%= config.bin %> <%= command.id %> 17 --json',
  ];

  static override args = { id: Args.string({ description: 'Id of the dead letter.', required: true }) };

  async run(): Promise<ShownDeadLetter> {
    const { args, flags } = await this.parse(DlqShow);
    const letter = await this.withApp(flags.data, (app) => app.deadLetters.show(args.id));
    this.showFacts([
      ['dead letter', letter.dead_letter_id],
      ['state', letter.state],
      ['consumer', letter.consumer],
      ['cause', letter.cause],
      ['attempts', letter.attempts],
      ['topic', letter.topic],
      ['source', letter.source],
      ['type', letter.type],
      ['hotel', letter.hotel_id],
      ['subject', letter.subject],
      ['version', letter.version],
      ['parked', letter.parked_at],
      ['decided', letter.decided_at],
    ]);
    if (letter.event !== null) this.log(printableText(`\n${JSON.stringify(letter.event, null, 2)}`));
    return letter;
  }
}
