import { Args } from '@oclif/core';
import type { JournalledMessage } from '../../../core/messages/read-journal.js';
import { AppCommand } from '../../app-command.js';
import { findMessage } from '../../messages/find-message.js';
import { printableText } from '../../output/display-width.js';

/** Without the bytes, which are the body again. */
type Result = Omit<JournalledMessage, 'bytes'> & { readonly partner: string | null };

export default class MessageShow extends AppCommand<Result> {
  static override summary = 'Show a message of the journal with its answer.';

  static override description =
    'As it was kept: card numbers, passwords and personal data were masked before it was written down.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> 412345678901234567',
    '<%= config.bin %> <%= command.id %> 412345678901234567 --json',
  ];

  static override args = {
    message: Args.string({ description: 'Id of the message, or of its request.', required: true }),
  };

  async run(): Promise<Result> {
    const { args, flags } = await this.parse(MessageShow);
    const { bytes, ...message } = await this.withApp(flags.data, async (app) => {
      const shown = await findMessage(app, args.message);
      const sender = (await app.partners.list()).find(({ partner_id }) => partner_id === shown.partner_id);
      return { ...shown, partner: sender?.code ?? null };
    });
    this.showFacts([
      ['message', message.message_id],
      ['direction', message.direction === 'in' ? 'received' : 'sent'],
      ['partner', message.partner],
      ['kind', message.kind],
      ['connector', message.connector],
      ['hotel', message.hotel_code],
      ['outcome', message.outcome],
      ['cause', message.cause],
      ['rooms', `${message.rooms.join(', ')}${message.rooms_more ? ', ...' : ''}` || null],
      ['nights', message.first_date === null ? null : `${message.first_date} to ${message.last_date}`],
      ['request', message.request_id],
      ['token', message.echo_token],
      [
        'delivery',
        message.delivery_id === null ? null : `${message.delivery_id}, attempt ${message.attempt}`,
      ],
      ['content type', message.content_type],
      ['bytes', `${message.body_bytes} received, ${bytes.length} kept`],
      ['received', message.received_at],
      ['answered', message.answered_at],
      ['emptied', message.emptied_at === null ? null : `${message.emptied_at} (${message.emptied_for})`],
    ]);
    this.log(printableText(`\n${message.body}\n\n--- answer ---\n${message.answer ?? '(none)'}`));
    return message;
  }
}
