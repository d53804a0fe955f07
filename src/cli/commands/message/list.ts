import { AppCommand } from '../../app-command.js';
import { beforeFlag, limitFlag } from '../../flags.js';
import { messageFilterFlags, toJournalFilter } from '../../messages/message-filter.js';
import {
  MESSAGE_COLUMNS,
  partnerCodes,
  toListed,
  type ListedMessage,
} from '../../messages/listed-message.js';

interface Result {
  readonly messages: readonly ListedMessage[];
  /** Give it as --before for the next page; null at the end. */
  readonly next_before: string | null;
}

export default class MessageList extends AppCommand<Result> {
  static override summary = 'Search the journal of wire messages, the newest first.';

  static override description = `Every message that came in, and every one that was sent to a partner, with what became of it. PARKED waits for an
operator ("message accept" or "message discard"), FAILED was ours or passing, RECEIVED was cut short; of what was sent
RETRY is tried again, REJECTED was refused. The journal holds no card numbers and no personal data.`;

  static override aliases = ['message:search'];

  static override examples = [
    '<%= config.bin %> <%= command.id %> --outcome PARKED',
    '<%= config.bin %> <%= command.id %> --hotel HV01 --room DBL --touches 2027-07-10..2027-07-12 --from 2027-06-01',
    '<%= config.bin %> <%= command.id %> --correlation 8a1f0c42 --json',
  ];

  static override flags = {
    ...messageFilterFlags,
    limit: limitFlag(50),
    before: beforeFlag('message', 'Only messages older than this one (next_before of the page before).'),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(MessageList);
    const messages = await this.withApp(flags.data, async (app) => {
      const filter = await toJournalFilter(app, flags);
      const codes = await partnerCodes(app);
      const entries = await app.journal.list({ ...filter, before: flags.before, limit: flags.limit });
      return entries.map((entry) => toListed(entry, codes));
    });
    this.showTable(messages, MESSAGE_COLUMNS);
    if (messages.length === 0)
      this.talk('No message is like that; one flag less finds more. Codes of theirs: --hotel-code.');
    const more = messages.length === flags.limit ? (messages.at(-1)?.message_id ?? null) : null;
    if (more !== null) this.talk(`More: --before ${more}`);
    return { messages, next_before: more };
  }
}
