import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import type { KeyedRead } from './read-lane.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase({ migrated: false });
});
afterAll(() => db.drop());

const echo = (value: number) =>
  db.database.readTogether<{ value: string }>('SELECT CAST(? AS CHAR) AS value', [value]);

test('every read gets its own rows', async () => {
  const rows = await Promise.all(Array.from({ length: 100 }, (_, i) => echo(i)));

  expect(rows.map((row) => row[0]?.value)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)));
});

test('one that fails fails alone', async () => {
  const reads = await Promise.allSettled([
    echo(1),
    db.database.readTogether('SELECT * FROM nowhere'),
    echo(3),
  ]);

  expect(reads.map((read) => read.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(reads[2]).toMatchObject({ value: [{ value: '3' }] });
});

test('those that ask the same each have the answer, or the failure', async () => {
  const same = await Promise.all([echo(7), echo(7), echo(8)]);
  const broken = await Promise.allSettled(
    [1, 2].map(() => db.database.readTogether('SELECT * FROM nowhere')),
  );

  expect(same).toEqual([[{ value: '7' }], [{ value: '7' }], [{ value: '8' }]]);
  expect(broken.map((read) => read.status)).toEqual(['rejected', 'rejected']);
});

test('a read with several rows or none keeps them', async () => {
  const [two, none] = await Promise.all([
    db.database.readTogether('SELECT 1 AS n UNION ALL SELECT 2'),
    db.database.readTogether('SELECT 1 AS n FROM DUAL WHERE 1 = 0'),
  ]);

  expect(two).toHaveLength(2);
  expect(none).toEqual([]);
});

/** Squares from a statement for all numbers; `asked` keeps what each statement was for. */
function squares(asked: number[][], broken = -1): KeyedRead<number, { n: number; square: number }> {
  return {
    idOf: String,
    statement: (numbers) => {
      asked.push([...numbers]);
      const from = numbers.includes(broken) ? ' FROM nowhere' : '';
      return {
        sql: numbers.map(() => `SELECT ? AS n, ? * ? AS square${from}`).join(' UNION ALL '),
        parameters: numbers.flatMap((n) => [n, n, n]),
      };
    },
    share: (numbers, rows) => numbers.map((n) => rows.filter((row) => Number(row.n) === n)),
  };
}

test('keys of one question are asked for by one statement, equal ones once', async () => {
  const asked: number[][] = [];
  const read = squares(asked);

  const found = await Promise.all([3, 5, 3, 8].map((n) => db.database.readKeyed(read, n)));

  expect(found.map(([row]) => Number(row?.square))).toEqual([9, 25, 9, 64]);
  expect(asked).toEqual([[3, 5, 8]]);
});

test('a key that makes their statement fail fails alone', async () => {
  const read = squares([], 5);

  const found = await Promise.allSettled([3, 5, 8].map((n) => db.database.readKeyed(read, n)));

  expect(found.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
