import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { systemClock } from '../model/clock.js';
import { createIds } from '../platform/snowflake.js';
import { createAuthenticate, type Authenticate } from './authenticate.js';
import { hashKey } from './key-text.js';
import { createKeys, type Keys } from './keys.js';
import { createPartners, type Partners } from './partners.js';

let db: TestDatabase;
let keys: Keys;
let partners: Partners;
let authenticate: Authenticate;
let now = new Date();

beforeAll(async () => {
  db = await createTestDatabase();
  const nextId = await createIds(db.database, systemClock);
  const clock = { now: () => now };
  keys = createKeys({ database: db.database, nextId, clock });
  authenticate = createAuthenticate({ database: db.database, clock });
  partners = createPartners({ database: db.database, nextId });
  for (const code of ['pms', 'ota', 'gone']) {
    await partners.create({ code, name: code, kind: code === 'ota' ? 'ota' : 'pms', connector: 'ota' });
  }
});
beforeEach(() => {
  now = new Date();
});
afterAll(() => db.drop());

const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

test('a key opens the door for its partner, with and without the user name', async () => {
  const made = await keys.create('pms', { mode: 'live' });

  expect(made.key).toMatch(/^bh_live_[0-9A-Za-z]{32}$/);
  expect(made.hint).toBe(`bh_live_..${made.key.slice(-4)}`);
  expect(await authenticate({ key: made.key })).toMatchObject({ code: 'pms', kind: 'pms', status: 'ACTIVE' });
  expect(await authenticate({ key: made.key, partner_code: 'pms' })).toEqual(
    await authenticate({ key: made.key }),
  );
});

test('only the hash of a key is stored', async () => {
  const { key, key_id } = await keys.create('pms', { mode: 'test' });

  const [row] = await db.database.rows<Record<string, unknown>>(
    'SELECT * FROM partner_keys WHERE key_id = ?',
    [key_id],
  );

  expect(row).toMatchObject({ key_hash: hashKey(key) });
  expect(JSON.stringify(row)).not.toContain(key.slice(8, 36));
  expect(JSON.stringify(await keys.list('pms'))).not.toContain(key.slice(8, 36));
});

describe('who is refused learns only that', () => {
  async function refusal(given: { key: string; partner_code?: string }): Promise<unknown> {
    return authenticate(given).then(
      () => 'let in',
      (error: unknown) => ({ ...(error as object), message: (error as Error).message }),
    );
  }

  test('the same answer for every cause', async () => {
    const expired = await keys.create('pms', { mode: 'live', expires_at: later(1) });
    const revoked = await keys.create('pms', { mode: 'live' });
    const inactive = await keys.create('gone', { mode: 'live' });
    const valid = await keys.create('ota', { mode: 'live' });
    await keys.revoke(revoked.key_id);
    await db.database.run("UPDATE partners SET status = 'INACTIVE' WHERE code = 'gone'");
    now = later(1);

    const refusals = await Promise.all([
      refusal({ key: 'bh_live_00000000000000000000000000000000' }),
      refusal({ key: '' }),
      refusal({ key: 'ключ'.repeat(1_000) }),
      refusal({ key: hashKey(valid.key) }),
      refusal({ key: expired.key }),
      refusal({ key: revoked.key }),
      refusal({ key: inactive.key }),
      refusal({ key: valid.key, partner_code: 'pms' }),
      refusal({ key: valid.key, partner_code: 'OTA' }),
      refusal({ key: valid.key, partner_code: '' }),
      refusal({ key: valid.key.toLowerCase() }),
      refusal({ key: `${valid.key} ` }),
    ]);

    expect(refusals[0]).toMatchObject({ code: 'UNAUTHENTICATED' });
    for (const other of refusals) expect(other).toEqual(refusals[0]);
    expect(await refusal({ key: valid.key, partner_code: 'ota' })).toBe('let in');
  });
});

test('a key with an end is good until then', async () => {
  const { key } = await keys.create('pms', { mode: 'live', expires_at: later(2) });

  now = later(1.9);
  expect(await authenticate({ key })).toMatchObject({ code: 'pms' });
  await expect(keys.create('pms', { mode: 'live', expires_at: now })).rejects.toMatchObject({
    code: 'VALIDATION',
  });
  await expect(keys.create('pms', { mode: 'live', expires_at: new Date(NaN) })).rejects.toMatchObject({
    code: 'VALIDATION',
  });
});

test('a given key can be made valid, again and again, also after it was revoked', async () => {
  const key = `bh_test_${'a1'.repeat(16)}`;

  const first = await keys.import('pms', key);
  await keys.revoke(first.key_id);
  const again = await keys.import('pms', key);

  expect(again).toEqual(first);
  expect(await authenticate({ key })).toMatchObject({ code: 'pms' });
  expect((await keys.list('pms')).filter((view) => view.hint === first.hint)).toHaveLength(1);
});

test("another partner's key is not taken over, nor ended or revived by the try", async () => {
  const { key, key_id } = await keys.create('pms', { mode: 'live', expires_at: later(3) });

  await expect(keys.import('ota', key)).rejects.toMatchObject({ code: 'CONFLICT' });

  expect((await keys.list('pms')).find((view) => view.key_id === key_id)?.expires_at).toEqual(later(3));
  await expect(keys.import('ota', 'secret')).rejects.toMatchObject({
    code: 'VALIDATION',
    message: expect.not.stringContaining('secret') as string,
  });
});

test('rotation: the old keys of the mode end after the grace, the other mode is left', async () => {
  const old = await keys.create('ota', { mode: 'live' });
  const soon = await keys.create('ota', { mode: 'live', expires_at: later(1) });
  const testKey = await keys.create('ota', { mode: 'test' });

  const fresh = await keys.rotate('ota', { mode: 'live', graceHours: 24 });

  const ends = new Map((await keys.list('ota')).map((view) => [view.key_id, view.expires_at]));
  expect(ends.get(old.key_id)).toEqual(later(24));
  expect(ends.get(soon.key_id)).toEqual(later(1));
  expect(ends.get(testKey.key_id)).toBeNull();
  expect(ends.get(fresh.key_id)).toBeNull();
  expect(await authenticate({ key: old.key })).toMatchObject({ code: 'ota' });
  now = later(24);
  await expect(authenticate({ key: old.key })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await authenticate({ key: fresh.key })).toMatchObject({ code: 'ota' });
});

test('of rotations at the same moment one key remains, also when there was none before', async () => {
  for (const code of ['busy1', 'busy2', 'busy3']) {
    await partners.create({ code: code, name: 'Busy', kind: 'ota', connector: 'native' });

    await Promise.all([1, 2, 3, 4].map(() => keys.rotate(code, { mode: 'live', graceHours: 0 })));

    expect((await keys.list(code)).filter(({ state }) => state === 'valid')).toHaveLength(1);
  }
});

test.each([-1, 721, NaN])('a grace of %d hours is refused', async (graceHours) => {
  await expect(keys.rotate('pms', { mode: 'live', graceHours })).rejects.toMatchObject({
    code: 'VALIDATION',
  });
});

test('a key is revoked by id or hint, at once and for good', async () => {
  const one = await keys.create('pms', { mode: 'live' });
  const two = await keys.create('pms', { mode: 'test' });

  expect(await keys.revoke(one.key_id)).toMatchObject({
    key_id: one.key_id,
    state: 'revoked',
    revoked_at: now,
  });
  expect(await keys.revoke(two.hint)).toMatchObject({ key_id: two.key_id, state: 'revoked' });
  const when = now;
  now = later(1);
  expect(await keys.revoke(one.key_id)).toMatchObject({ revoked_at: when });
});

test('a hint that fits several keys revokes none of them', async () => {
  await keys.import('pms', `bh_live_${'x'.repeat(28)}SAME`);
  await keys.import('ota', `bh_live_${'y'.repeat(28)}SAME`);

  await expect(keys.revoke('bh_live_..SAME')).rejects.toMatchObject({ code: 'CONFLICT' });

  expect(await authenticate({ key: `bh_live_${'x'.repeat(28)}SAME` })).toMatchObject({ code: 'pms' });
});

test.each(['123', 'nothing', `bh_live_${'q'.repeat(32)}`, 'ключ', ''])(
  'revoking %j finds nothing',
  async (given) => {
    const refused = keys.revoke(given);
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('qqqq') as string });
  },
);

test.each(['create', 'rotate', 'import', 'list'] as const)(
  '%s for nobody is PARTNER_NOT_FOUND',
  async (verb) => {
    const attempts = {
      create: () => keys.create('nobody', { mode: 'live' }),
      rotate: () => keys.rotate('nobody', { mode: 'live', graceHours: 1 }),
      import: () => keys.import('nobody', `bh_live_${'z'.repeat(32)}`),
      list: () => keys.list('nobody'),
    };
    await expect(attempts[verb]()).rejects.toMatchObject({ code: 'PARTNER_NOT_FOUND' });
  },
);
