import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { migrate, migrationStatus, requireMigrated } from './migrate.js';
import { openDatabase } from './database.js';

let db: TestDatabase;
beforeEach(async () => {
  db = await createTestDatabase({ migrated: false });
});
afterEach(() => db.drop());

describe('migrations', () => {
  test('are pending on an empty database, and a look at them writes nothing', async () => {
    const status = await migrationStatus(db.database);
    const tables = await db.database.rows('SHOW TABLES');

    expect(status.every((entry) => entry.state === 'pending')).toBe(true);
    expect(tables).toEqual([]);
    await expect(requireMigrated(db.database)).rejects.toMatchObject({
      code: 'MIGRATIONS_PENDING',
      next: 'bellhop db migrate',
    });
  });

  test('run once, however many processes want to run them', async () => {
    const others = [1, 2, 3].map(() => openDatabase({ url: db.url, connections: 2 }));

    const applied = await Promise.all([db.database, ...others].map((database) => migrate(database)));
    await Promise.all(others.map((database) => database.close()));

    const status = await migrationStatus(db.database);
    expect(applied.filter((names) => names.length > 0)).toEqual([status.map((entry) => entry.name)]);
    expect(status.every((entry) => entry.state === 'applied')).toBe(true);
    await expect(requireMigrated(db.database)).resolves.toBeUndefined();
  });

  test('that were edited after they had been applied stop everything', async () => {
    await migrate(db.database);
    await db.database.run("UPDATE schema_migrations SET checksum = REPEAT('0', 64) WHERE number = 1");

    await expect(migrate(db.database)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(requireMigrated(db.database)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('of a newer version stop an older one', async () => {
    await migrate(db.database);
    await db.database.run(
      "INSERT INTO schema_migrations (number, name, checksum) VALUES (9999, '9999_new.sql', '')",
    );

    await expect(requireMigrated(db.database)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('that were done and not recorded run again where they were begun, and fail where nobody began them', async () => {
    await migrate(db.database);
    const lost = [14, 23];
    await db.database.run('DELETE FROM schema_migrations WHERE number IN (?)', [lost]);

    await expect(migrate(db.database)).rejects.toMatchObject({ errno: 1060 });
    // That run has begun the first of them; the others were begun by the process that died.
    const files = (await migrationStatus(db.database)).filter(({ number }) => lost.includes(number));
    for (const { number, name } of files) {
      const sql = await readFile(new URL(`./migrations/${name}`, import.meta.url), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      await db.database.run('REPLACE INTO schema_migrations_begun VALUES (?, ?, ?)', [
        number,
        name,
        checksum,
      ]);
    }

    expect(await migrate(db.database)).toEqual(files.map(({ name }) => name));
    expect(await db.database.rows('SELECT * FROM schema_migrations_begun')).toEqual([]);
  });

  test('that gave a column another name and broke off go on where they were', async () => {
    await migrate(db.database);
    const [file] = (await migrationStatus(db.database)).filter(({ number }) => number === 10);
    const name = file?.name ?? '';
    await db.database.run('DELETE FROM schema_migrations WHERE number = 10');
    await db.database.run('ALTER TABLE reservation_revisions DROP COLUMN snapshot');
    await db.database.run('DROP TABLE booking_holds');
    // Nobody began it: that a column is missing is an error then.
    await expect(migrate(db.database)).rejects.toMatchObject({ errno: 1054 });

    expect(await migrate(db.database)).toEqual([name]);
    expect(await db.database.rows('SELECT snapshot FROM reservation_revisions')).toEqual([]);
    expect(await db.database.rows('SELECT * FROM booking_holds')).toEqual([]);
    expect(await db.database.rows('SELECT * FROM schema_migrations_begun')).toEqual([]);
  });

  test('that broke off half-way run again from the start of their file', async () => {
    await migrate(db.database);
    await db.database.run('DELETE FROM schema_migrations WHERE number = 4');
    await db.database.run('DROP TABLE idempotency_keys');

    expect(await migrate(db.database)).toEqual(['0004_bookings.sql']);
    expect(await db.database.rows('SELECT * FROM idempotency_keys')).toEqual([]);
  });
});
