import { Flags } from '@oclif/core';
import type { DeadLetter, DeadLetterState } from '../../../core/events/dead-letters.js';
import { AppCommand } from '../../app-command.js';
import { beforeFlag, envOf, limitFlag } from '../../flags.js';

interface Result {
  readonly dead_letters: readonly DeadLetter[];
  /** Give it as --before for the next page; null at the end. */
  readonly next_before: string | null;
}

const STATES = ['PARKED', 'RETRIED', 'DISCARDED'] as const satisfies readonly DeadLetterState[];

export default class DlqList extends AppCommand<Result> {
  static override summary = 'List events that a consumer set aside, the newest first.';

  static override description = `An event that a consumer cannot work on is set aside with its cause, so that those behind it go on. PARKED ones wait
for an operator: "dlq retry" when the cause is mended, "dlq discard" when it is not worth it.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --consumer search --state DISCARDED --limit 200 --json',
  ];

  static override flags = {
    consumer: Flags.string({
      summary: "Only this consumer's.",
      helpValue: 'NAME',
      env: envOf('consumer', 'dlq'),
    }),
    state: Flags.option({ options: STATES })({
      summary: 'Only these.',
      env: envOf('state'),
      default: 'PARKED' as const,
    }),
    limit: limitFlag(50),
    before: beforeFlag('dlq', 'Only older ones than this (next_before of the page before).'),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(DlqList);
    const letters = await this.withApp(flags.data, (app) =>
      app.deadLetters.list({
        consumer: flags.consumer,
        state: flags.state,
        limit: flags.limit,
        before: flags.before,
      }),
    );
    this.showTable(letters, [
      { header: 'ID', value: (letter) => letter.dead_letter_id },
      { header: 'PARKED', value: (letter) => letter.parked_at },
      { header: 'CONSUMER', value: (letter) => letter.consumer },
      { header: 'TYPE', value: (letter) => letter.type },
      { header: 'HOTEL', value: (letter) => letter.hotel_id },
      { header: 'VERSION', value: (letter) => letter.version },
      { header: 'ATTEMPTS', value: (letter) => letter.attempts, align: 'right' },
      { header: 'CAUSE', value: (letter) => letter.cause, below: true },
    ]);
    if (letters.length === 0) this.talk(nothing(flags));
    const more = letters.length === flags.limit ? (letters.at(-1)?.dead_letter_id ?? null) : null;
    if (more !== null) this.talk(`More: --before ${more}`);
    return { dead_letters: letters, next_before: more };
  }
}

function nothing({ state, consumer }: { state: DeadLetterState; consumer: string | undefined }): string {
  const whose = consumer === undefined ? '' : ` of the consumer "${consumer}"`;
  return `No event${whose} is ${state}.`;
}
