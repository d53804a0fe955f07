import type { JournalledMessage } from '../../core/messages/read-journal.js';

/** What is told of a message without repeating it. */
export type JournalEntryOnly = Omit<JournalledMessage, 'bytes' | 'body'>;

export function withoutBytes({ bytes: _bytes, body: _body, ...entry }: JournalledMessage): JournalEntryOnly {
  return entry;
}
