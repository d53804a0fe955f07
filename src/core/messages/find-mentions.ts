import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';

const uncompress = promisify(gunzip);
const PART = 100;

export interface MentionQuery {
  readonly partner_ids: readonly Id[];
  /** Numbers of one booking: ours, its channel's, its PMS's. */
  readonly references: readonly string[];
  /** Nothing before this can tell of it. */
  readonly since: Date;
}

/**
 * The messages in which a booking is named, by any of its numbers, in what was received or answered. Slow and thorough: no
 * index is kept of what a guest may want forgotten. Rates and availability name no booking and are not opened.
 */
export async function findMentions(
  database: Database,
  { partner_ids, references, since }: MentionQuery,
): Promise<Id[]> {
  const found: Id[] = [];
  if (partner_ids.length === 0 || references.length === 0) return found;
  const names = mentionOf(references);
  let after = '0';
  for (;;) {
    const rows = await database.rows<{ message_id: Id; body: Buffer; answer: Buffer | null }>(
      `SELECT message_id, body, answer FROM messages
       WHERE partner_id IN (?) AND message_id > ? AND received_at >= ? AND emptied_at IS NULL
         AND COALESCE(content, '') <> 'ari' ORDER BY message_id LIMIT ?`,
      [[...partner_ids], after, toSqlTime(since), PART],
    );
    for (const { message_id, body, answer } of rows) {
      if (names.test(await textOf(body)) || (answer !== null && names.test(await textOf(answer))))
        found.push(message_id);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PART) return found;
    after = last.message_id;
  }
}

async function textOf(packed: Buffer): Promise<string> {
  if (packed.length === 0) return '';
  const bytes = await uncompress(packed);
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le', 2) : bytes.toString('utf8');
}

/**
 * A number counts where it is a whole value: a text or number of JSON, an attribute or the text of an element. "12" is no mention in
 * "2012", and none in a price.
 */
function mentionOf(references: readonly string[]): RegExp {
  const written = references.map((text) =>
    escapeXml(text).map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
  );
  const any = [...new Set(written.flat())].join('|');
  return new RegExp(`(?<=["'>]\\s*|[:[,]\\s*)(?:${any})(?=\\s*["'<,}\\]])`);
}

/** As it stands in JSON and in XML. */
function escapeXml(text: string): string[] {
  const xml = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return [text, xml, JSON.stringify(text).slice(1, -1)];
}
