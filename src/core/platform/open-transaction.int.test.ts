import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';

let db: TestDatabase;

beforeAll(async () => {
  // One connection: what a session counts is then what these tests did.
  db = await createTestDatabase({ migrated: false, connections: 1 });
  await db.database.run(
    'CREATE TABLE steps (id INT AUTO_INCREMENT PRIMARY KEY, n INT NOT NULL, text MEDIUMTEXT NULL)',
  );
});

afterAll(async () => {
  await db.drop();
});

beforeEach(async () => {
  await db.database.run('TRUNCATE steps');
});

const INSERT = 'INSERT INTO steps (n) VALUES (?)';

async function stored(): Promise<number[]> {
  const rows = await db.database.rows<{ n: number }>('SELECT n FROM steps ORDER BY id');
  return rows.map((row) => row.n);
}

async function begun(): Promise<number> {
  const [row] = await db.database.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Com_begin'");
  return Number(row?.Value);
}

describe('later', () => {
  it('keeps the order of statements, whether they wait or not', async () => {
    const seen = await db.database.inTransaction(async (tx) => {
      await tx.later(INSERT, [1]);
      await tx.later(INSERT, [2]);
      const { affectedRows } = await tx.run('INSERT INTO steps (n) SELECT n + 10 FROM steps');
      await tx.later(INSERT, [3]);
      const rows = await tx.rows<{ n: number }>('SELECT n FROM steps ORDER BY id');
      await tx.later(INSERT, [4]);
      return { affectedRows, read: rows.map((row) => row.n) };
    });
    expect(seen).toEqual({ affectedRows: 2, read: [1, 2, 11, 12, 3] });
    expect(await stored()).toEqual([1, 2, 11, 12, 3, 4]);
  });

  it('sends what grows large at once, in order', async () => {
    const large = 'x'.repeat(50_000);
    await db.database.inTransaction(async (tx) => {
      for (const n of [1, 2, 3]) await tx.later('INSERT INTO steps (n, text) VALUES (?, ?)', [n, large]);
    });
    const rows = await db.database.rows<{ n: number; text: string }>('SELECT n, text FROM steps ORDER BY id');
    expect(rows).toEqual([1, 2, 3].map((n) => ({ n, text: large })));
  });

  it('takes its failure to the next statement, after which nothing of the transaction is left', async () => {
    const reached: string[] = [];
    const failing = db.database.inTransaction(async (tx) => {
      await tx.later(INSERT, [1]);
      await tx.later('INSERT INTO steps (id, n) VALUES (1, 1), (1, 1)');
      reached.push('queued');
      await tx.run(INSERT, [2]);
      reached.push('sent');
    });
    await expect(failing).rejects.toMatchObject({ errno: 1062 });
    expect(reached).toEqual(['queued']);
    expect(await stored()).toEqual([]);
  });
});

describe('runAndRead', () => {
  it('tells how many rows the write changed and reads what it left, after what waited', async () => {
    const result = await db.database.inTransaction(async (tx) => {
      await tx.later(INSERT, [1]);
      await tx.later(INSERT, [5]);
      return tx.runAndRead<{ n: number }>(
        { sql: 'UPDATE steps SET n = n + ? WHERE n < ?', parameters: [1, 3] },
        { sql: 'SELECT n FROM steps ORDER BY id', parameters: [] },
      );
    });
    expect(result).toEqual({ affectedRows: 1, rows: [{ n: 2 }, { n: 5 }] });
  });
});

describe('a transaction', () => {
  it('that sent nothing does not begin', async () => {
    const before = await begun();
    expect(await db.database.inTransaction(() => Promise.resolve('nothing'))).toBe('nothing');
    await expect(db.database.inTransaction(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await begun()).toBe(before);
  });

  it('with waiting statements only is committed', async () => {
    await db.database.inTransaction((tx) => tx.later(INSERT, [7]));
    expect(await stored()).toEqual([7]);
  });
});

describe('laterExactly', () => {
  const GROW = 'UPDATE steps SET n = n + 1 WHERE n < 3';

  beforeEach(async () => {
    for (const n of [1, 2, 3]) await db.database.run(INSERT, [n]);
  });

  it('lets pass what changes exactly so many rows', async () => {
    await db.database.inTransaction((tx) => tx.laterExactly(2, GROW));
    expect(await stored()).toEqual([2, 3, 3]);
  });

  it.each([1, 3])(
    'rolls all back, also what was sent before, when it changes other than %i',
    async (rows) => {
      const work = db.database.inTransaction(async (tx) => {
        await tx.run(INSERT, [7]);
        await tx.laterExactly(rows, GROW);
        await tx.later(INSERT, [8]);
      });
      await expect(work).rejects.toMatchObject({ errno: 1690 });
      expect(await stored()).toEqual([1, 2, 3]);
    },
  );

  it('holds also when the write itself was sent at once for its size', async () => {
    const work = db.database.inTransaction((tx) =>
      tx.laterExactly(2, 'UPDATE steps SET text = ?', ['x'.repeat(70_000)]),
    );
    await expect(work).rejects.toMatchObject({ errno: 1690 });
    expect(await stored()).toEqual([1, 2, 3]);
  });
});
