import { Flags } from '@oclif/core';
import { AppCommand } from '../../app-command.js';
import { envOf, followFlag } from '../../flags.js';
import { messageLine, partnerCodes, toListed } from '../../messages/listed-message.js';
import { messageFilterFlags, toJournalFilter } from '../../messages/message-filter.js';
import { writeJsonLine, writeLine } from '../../output/json-lines.js';

export default class MessageTail extends AppCommand<undefined> {
  static override summary = 'Read the journal of wire messages as it grows.';

  static override description = `One message a line, in the order of receipt, once it has its outcome: readable on a terminal, JSON Lines elsewhere and with
--json. The filters are those of "message list".`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --follow',
    '<%= config.bin %> <%= command.id %> --follow --last 0 --partner demo-pms --outcome REFUSED --json',
  ];

  static override flags = {
    ...messageFilterFlags,
    follow: followFlag(),
    last: Flags.integer({
      summary: 'Begin with so many of the past.',
      min: 0,
      max: 1_000,
      default: 10,
      env: envOf('last'),
    }),
  };

  async run(): Promise<undefined> {
    const { flags } = await this.parse(MessageTail);
    const readable = process.stdout.isTTY && !this.jsonEnabled();
    const { tailMessages } = await import('../../messages/tail-messages.js');
    const stop = new AbortController();
    const end = () => stop.abort();
    process.once('SIGTERM', end);
    try {
      await this.withApp(flags.data, async (app) => {
        const filter = await toJournalFilter(app, flags);
        const codes = await partnerCodes(app);
        await tailMessages(app, {
          filter,
          last: flags.last,
          follow: flags.follow,
          signal: stop.signal,
          write: (entry) => {
            const message = toListed(entry, codes);
            return readable ? writeLine(messageLine(message)) : writeJsonLine(message);
          },
        });
      });
    } finally {
      process.off('SIGTERM', end);
    }
    return undefined;
  }
}
