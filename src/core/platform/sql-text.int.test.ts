import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { anyOf, sql, SqlRow } from './sql-text.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase({ migrated: false });
  await db.database.run(
    'CREATE TABLE words (id INT NOT NULL PRIMARY KEY, word TEXT CHARACTER SET utf8mb4 NULL, bytes BLOB NULL)',
  );
});
afterAll(() => db.drop());

const CONTROLS = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('');
const WORDS = [
  '',
  'plain',
  '{"a":"b"}',
  "O'Hara",
  "'; DROP TABLE words; -- ",
  '\\',
  "\\'",
  `"'\\"`,
  'ends in \\',
  '? and ?? and :name',
  '%_`#/**/--',
  CONTROLS,
  `\u007f\u0080\u2028\uffff`,
  '你好 \u{1f3e8}',
  // Bytes that end in a quote or backslash in other encodings.
  '\u00bf\u5c5c\u815c',
];

test('every text, number and byte comes back as it was', async () => {
  const rows = WORDS.map((word, id) => new SqlRow([id, word, Buffer.from(word)]));
  await db.database.run('INSERT INTO words (id, word, bytes) VALUES ?', [
    [...rows, new SqlRow([-1, null, null])],
  ]);

  const found = await db.database.rows<{ word: string; bytes: Buffer | null }>(
    'SELECT word, bytes FROM words ORDER BY id',
  );
  expect(found.map(({ word }) => word)).toEqual([null, ...WORDS]);
  expect(found.map(({ bytes }) => bytes?.toString() ?? null)).toEqual([null, ...WORDS]);
});

test('what it says it is long it is', () => {
  const row = new SqlRow([1, "it's", null, true]);

  expect(row.toSqlString()).toBe("(1,'it\\'s',NULL,true)");
  expect(row.length).toBe(row.toSqlString().length);
});

test('a condition finds the texts that it names and no others', async () => {
  const [first = '', ...others] = WORDS;
  const condition = anyOf([sql`word = ${first}`, sql`(word IN (${others}) AND id = ${3})`]);

  const found = await db.database.rows<{ word: string }>(
    'SELECT word FROM words WHERE ? AND id <> ? ORDER BY id',
    [condition, 5],
  );

  expect(found.map(({ word }) => word)).toEqual([first, WORDS[3]]);
});
