import { Flags } from '@oclif/core';
import type { JournalEntry } from '../../../core/messages/read-journal.js';
import { AppCommand } from '../../app-command.js';
import { envOf, beforeFlag, limitFlag, partnerFlag } from '../../flags.js';

interface ListedMessage extends JournalEntry {
  readonly partner: string | null;
}

interface Result {
  readonly messages: readonly ListedMessage[];
  /** Give it as --before for the next page; null at the end. */
  readonly next_before: string | null;
}

const OUTCOMES = ['RECEIVED', 'APPLIED', 'ANSWERED', 'REFUSED', 'PARKED', 'FAILED'] as const;

export default class MessageList extends AppCommand<Result> {
  static override summary = 'List the journal of wire messages, the newest first.';

  static override description = `Every message that came in and what became of it. PARKED waits for an operator ("message replay"), FAILED was ours or
passing, RECEIVED was cut short. The journal holds no card numbers and no personal data.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --outcome PARKED',
    '<%= config.bin %> <%= command.id %> --partner demo-pms --kind OTA_HotelAvailNotifRQ --limit 200 --json',
  ];

  static override flags = {
    partner: partnerFlag(),
    outcome: Flags.option({ options: OUTCOMES })({ summary: 'Only these.', env: envOf('outcome') }),
    kind: Flags.string({
      summary: 'Only messages of this name.',
      helpValue: 'NAME',
      env: envOf('kind', 'message'),
    }),
    'hotel-code': Flags.string({
      summary: "Only about the hotel with this code of the partner's.",
      helpValue: 'CODE',
      env: envOf('hotel-code'),
    }),
    limit: limitFlag(50),
    before: beforeFlag('message', 'Only messages older than this one (next_before of the page before).'),
  };

  async run(): Promise<Result> {
    const { flags } = await this.parse(MessageList);
    const messages = await this.withApp(flags.data, async (app) => {
      const partner = flags.partner === undefined ? undefined : await app.partners.get(flags.partner);
      const codes = new Map((await app.partners.list()).map((known) => [known.partner_id, known.code]));
      const entries = await app.journal.list({
        partner_id: partner?.partner_id,
        outcome: flags.outcome,
        kind: flags.kind,
        hotel_code: flags['hotel-code'],
        limit: flags.limit,
        before: flags.before,
      });
      return entries.map((entry) => ({ ...entry, partner: codes.get(entry.partner_id) ?? null }));
    });
    this.showTable(messages, [
      { header: 'MESSAGE', value: (message) => message.message_id },
      { header: 'RECEIVED', value: (message) => message.received_at },
      { header: 'PARTNER', value: (message) => message.partner, shrink: true },
      { header: 'KIND', value: (message) => message.kind },
      { header: 'HOTEL', value: (message) => message.hotel_code },
      { header: 'OUTCOME', value: (message) => message.outcome },
      { header: 'CAUSE', value: (message) => message.cause, below: true },
    ]);
    const more = messages.length === flags.limit ? (messages.at(-1)?.message_id ?? null) : null;
    if (more !== null) this.talk(`More: --before ${more}`);
    return { messages, next_before: more };
  }
}
