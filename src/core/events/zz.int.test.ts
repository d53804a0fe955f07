import { it } from 'vitest';
import { createTestDatabase } from '../../../test/harness/database.js';
it('x', async () => {
  const t = await createTestDatabase();
  const db = t.database;
  const rows = Array.from({ length: 1001 }, (_, i) => ['t', 'x', '1', 's', i, '{}', null]);
  await db.run('INSERT INTO outbox (topic, type, hotel_id, subject, version, data, request_id) VALUES ?', [rows]);
  const ids = (await db.rows<{ outbox_id: string }>('SELECT outbox_id FROM outbox ORDER BY outbox_id')).map((r) => r.outbox_id);
  const part = ids.slice(0, 500);
  const show = async (sql: string, p: never[]) => { console.log(sql, JSON.stringify(await db.rows('EXPLAIN ' + sql, p))); };
  await show('DELETE o FROM outbox AS o FORCE INDEX (PRIMARY) WHERE o.outbox_id IN (?)', [part] as never[]);
  await show('DELETE FROM outbox WHERE outbox_id IN (?)', [part] as never[]);
  await db.run("INSERT INTO event_log (outbox_id, topic, type, hotel_id, subject, version, data, occurred_at) SELECT outbox_id, topic, type, hotel_id, subject, version, data, occurred_at FROM outbox WHERE outbox_id IN (?)", [part]);
  await show('DELETE o FROM event_log AS e STRAIGHT_JOIN outbox AS o ON o.outbox_id = e.outbox_id WHERE e.event_id BETWEEN ? AND ?', ['1', '500'] as never[]);
  await db.withSession(async (a) => {
    await a.run('START TRANSACTION');
    await a.run('UPDATE outbox SET version = 5 WHERE outbox_id = ?', [ids[500] ?? '']);
    const tries: [string, never[]][] = [
      ['DELETE o FROM outbox AS o FORCE INDEX (PRIMARY) WHERE o.outbox_id IN (?)', [part] as never[]],
      ['DELETE o FROM outbox AS o FORCE INDEX (PRIMARY) WHERE o.outbox_id IN (?)', [part.slice(0,200).concat(ids.slice(700, 800))] as never[]],
      ['DELETE FROM outbox WHERE outbox_id IN (?)', [part] as never[]],
      ['DELETE FROM outbox WHERE outbox_id IN (?)', [part.map(Number)] as never[]],
      ['DELETE o FROM event_log AS e STRAIGHT_JOIN outbox AS o ON o.outbox_id = e.outbox_id WHERE e.event_id BETWEEN ? AND ?', ['1', '500'] as never[]],
    ];
    for (const [sql, p] of tries) await db.withSession(async (s) => {
      await s.run('SET SESSION innodb_lock_wait_timeout = 1');
      await s.run('START TRANSACTION');
      try { console.log(sql, JSON.stringify(await s.run(sql, p))); } catch (e) { console.log(sql, String(e)); }
      await s.run('ROLLBACK');
    });
  });
  await t.drop();
});
