import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { openDatabase, type Transaction } from './database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase({ migrated: false });
  await db.database.run(
    'CREATE TABLE things (id INT PRIMARY KEY, n INT NOT NULL, text VARCHAR(50) NULL) ENGINE = InnoDB',
  );
});
beforeEach(async () => {
  await db.database.run('DELETE FROM things');
  await db.database.run('INSERT INTO things (id, n) VALUES (1, 0), (2, 0)');
});
afterAll(() => db.drop());

const counts = () =>
  db.database
    .rows<{ n: number }>('SELECT n FROM things ORDER BY id')
    .then((rows) => rows.map((row) => row.n));
const add = (tx: Transaction, id: number) => tx.run('UPDATE things SET n = n + 1 WHERE id = ?', [id]);

describe('a transaction', () => {
  test('is rolled back whole when its work throws', async () => {
    const work = db.database.inTransaction(async (tx) => {
      await add(tx, 1);
      await tx.later('UPDATE things SET n = 7 WHERE id = 2');
      throw new Error('no');
    });

    await expect(work).rejects.toThrow('no');
    expect(await counts()).toEqual([0, 0]);
  });

  test('sends what was kept for later before it commits, and fails when that fails', async () => {
    await db.database.inTransaction(async (tx) => tx.later('UPDATE things SET n = 7 WHERE id = 2'));
    const duplicate = db.database.inTransaction(async (tx) => {
      await add(tx, 1);
      await tx.later('INSERT INTO things (id, n) VALUES (1, 1)');
    });

    await expect(duplicate).rejects.toMatchObject({ errno: 1062 });
    expect(await counts()).toEqual([0, 7]);
  });

  test('runs again after a deadlock, and both of the two that met are done', async () => {
    let attempts = 0;
    let both: () => void = () => undefined;
    let waiting = 0;
    const met = new Promise<void>((resolve) => (both = resolve));
    const inOrder = (first: number, second: number) =>
      db.database.inTransaction(async (tx) => {
        attempts += 1;
        await add(tx, first);
        if ((waiting += 1) === 2) both();
        await met;
        await add(tx, second);
      });

    await Promise.all([inOrder(1, 2), inOrder(2, 1)]);

    expect(attempts).toBeGreaterThan(2);
    expect(await counts()).toEqual([2, 2]);
  });

  test('that has waited for a lock until its time was over is not run again', async () => {
    const hasty = openDatabase({ url: db.url, connections: 1, lockWaitSeconds: 1 });
    let attempts = 0;
    const work = (tx: Transaction) => {
      attempts += 1;
      return add(tx, 1);
    };
    await db.database.inTransaction(async (tx) => {
      await add(tx, 1);
      await expect(hasty.inTransaction(work, performance.now() + 500)).rejects.toMatchObject({
        code: 'UNAVAILABLE',
      });
    });

    expect(attempts).toBe(1);
    expect(await counts()).toEqual([1, 0]);
    await hasty.close();
  });

  test('whose connection is killed leaves nothing behind and says what failed first', async () => {
    const work = db.database.inTransaction(async (tx) => {
      await add(tx, 1);
      const [row] = await tx.rows<{ id: string }>('SELECT CONNECTION_ID() AS id');
      await db.database.run('KILL ?', [Number(row?.id)]);
      await add(tx, 2);
    });

    await expect(work).rejects.toThrow();
    expect(await counts()).toEqual([0, 0]);
  });
});

test('values reach SQL only as values', async () => {
  const nasty = "'); DROP TABLE things; -- \\' \u0000";
  await db.database.inTransaction((tx) => tx.later('UPDATE things SET text = ? WHERE id = ?', [nasty, 1]));

  expect(await db.database.rows('SELECT text FROM things WHERE text = ?', [nasty])).toEqual([
    { text: nasty },
  ]);
});

test('a value that the column cannot hold is refused, not cut', async () => {
  await expect(
    db.database.run('UPDATE things SET text = ? WHERE id = 1', ['x'.repeat(51)]),
  ).rejects.toThrow();
});
