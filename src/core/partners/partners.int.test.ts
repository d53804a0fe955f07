import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { systemClock } from '../model/clock.js';
import { createIds } from '../platform/snowflake.js';
import { decodeOptionsOf } from './partner.js';
import { createPartners, type PartnerInput, type Partners } from './partners.js';

let db: TestDatabase;
let partners: Partners;

beforeAll(async () => {
  db = await createTestDatabase();
  partners = createPartners({ database: db.database, nextId: await createIds(db.database, systemClock) });
});
afterAll(() => db.drop());

const acme: PartnerInput = { code: 'acme', name: 'Acme PMS', kind: 'pms', connector: 'ota' };

test('a partner is made once and then brought up to date', async () => {
  const first = await partners.create({ ...acme, requests_per_minute: 60 });
  const again = await partners.create(acme);
  const renamed = await partners.create({ ...acme, name: 'ACME PMS' });
  const stored = await partners.get('acme');
  const changed = await partners.create({ ...acme, name: 'ACME PMS', requests_per_minute: null });

  expect(first).toMatchObject({
    created: true,
    partner: { ...acme, status: 'ACTIVE', requests_per_minute: 60 },
  });
  expect(again).toEqual({ created: false, partner: first.partner });
  expect(renamed.partner).toEqual({ ...first.partner, name: 'ACME PMS' });
  expect(stored).toEqual(renamed.partner);
  expect(changed.partner).toEqual({ ...first.partner, name: 'ACME PMS', requests_per_minute: null });
  expect(await partners.get('acme')).toEqual(changed.partner);
  expect(await partners.byId(first.partner.partner_id)).toEqual(changed.partner);
});

test('many processes making the same partner at once make one', async () => {
  const wanted: PartnerInput = { code: 'rush', name: 'Rush', kind: 'ota', connector: 'native' };

  const results = await Promise.all(Array.from({ length: 12 }, () => partners.create(wanted)));

  expect(results.filter((result) => result.created)).toHaveLength(1);
  expect(new Set(results.map((result) => result.partner.partner_id)).size).toBe(1);
});

test('a code is one partner of one kind; codes tell case apart', async () => {
  await partners.create({ ...acme, code: 'Case' });

  await expect(partners.create({ ...acme, code: 'Case', kind: 'ota' })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await expect(partners.get('case')).rejects.toMatchObject({
    code: 'PARTNER_NOT_FOUND',
    next: 'bellhop partner list',
  });
  expect((await partners.create({ ...acme, code: 'case', kind: 'ota' })).created).toBe(true);
});

test('the list is in the order of the codes', async () => {
  await partners.create({ ...acme, code: 'zeta' });
  await partners.create({ ...acme, code: 'alpha' });

  const codes = (await partners.list()).map((partner) => partner.code);

  expect(codes).toEqual([...codes].sort());
  expect(codes).toEqual(expect.arrayContaining(['alpha', 'zeta']));
});

test('a dialect is kept whole, stays when it is not named, and is taken back by null', async () => {
  const wanted: PartnerInput = { ...acme, code: 'habit' };
  const dialect = { dialect: 'ota-weekendesk', overrides: { los: 'arrival', stock_level: 'room' } };

  const made = await partners.create({ ...wanted, dialect });
  const [unmentioned, again] = [await partners.create(wanted), await partners.create({ ...wanted, dialect })];
  const stored = await partners.get('habit');
  const cleared = await partners.create({ ...wanted, dialect: null });

  expect(made).toMatchObject({ created: true, partner: { dialect } });
  expect([unmentioned.partner.dialect, again.partner.dialect]).toEqual([dialect, dialect]);
  expect(stored.dialect).toEqual(dialect);
  expect(decodeOptionsOf(stored)).toEqual(dialect);
  expect(cleared.partner.dialect).toBeNull();
  expect((await partners.list()).find((partner) => partner.code === 'habit')?.dialect).toBeNull();
  expect((await partners.create({ ...wanted, dialect: { overrides: {} } })).partner.dialect).toBeNull();
});

test.each<[string, Partial<Record<keyof PartnerInput, unknown>>, string]>([
  ['a colon in the code', { code: 'a:b' }, '/code'],
  ['letters that HTTP Basic garbles', { code: 'käse' }, '/code'],
  ['no name', { name: '' }, '/name'],
  ['another kind', { kind: 'bank' }, '/kind'],
  ['a connector that is no id', { connector: 'OTA XML' }, '/connector'],
  ['no requests', { requests_per_minute: 0 }, '/requests_per_minute'],
  ['a dialect that is no id', { dialect: { dialect: 'Weekend esk' } }, '/dialect/dialect'],
  ['an override of nothing', { dialect: { overrides: { mood: 'good' } } }, '/dialect/overrides/mood'],
  ['an override by another value', { dialect: { overrides: { los: 'both' } } }, '/dialect/overrides/los'],
])('%s is refused with its place', async (_, overrides, pointer) => {
  await expect(partners.create({ ...acme, ...overrides } as PartnerInput)).rejects.toMatchObject({
    code: 'VALIDATION',
    faults: [{ pointer }],
  });
});

test.each(['nobody', 'kö', '', 'x'.repeat(100)])('partner %j is not found', async (code) => {
  await expect(partners.get(code)).rejects.toMatchObject({ code: 'PARTNER_NOT_FOUND' });
  await expect(partners.byId(code)).rejects.toMatchObject({ code: 'PARTNER_NOT_FOUND' });
});
