import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { parseBodyDays } from '../settings/body-days.js';
import { createSnowflake } from '../platform/snowflake.js';
import { findMentions } from './find-mentions.js';
import { createJournal, type Journal, type SentMessage } from './journal.js';
import type { MessageAbout } from './message-about.js';

/* What people do with the journal: find, decide, empty, forget. */

let db: TestDatabase;
let journal: Journal;
let now = new Date('2027-03-01T10:00:00Z');

beforeAll(async () => {
  db = await createTestDatabase();
  const clock = { now: () => now };
  journal = createJournal({
    database: db.database,
    nextId: createSnowflake(1, { now: () => new Date() }),
    clock,
  });
});
beforeEach(async () => {
  now = new Date('2027-03-01T10:00:00Z');
  await db.database.run('DELETE FROM messages');
});
afterAll(() => db.drop());

interface Said {
  readonly body?: string;
  readonly answer?: string;
  readonly about?: MessageAbout;
  readonly partner_id?: string;
  readonly request_id?: string;
  readonly outcome?: 'APPLIED' | 'PARKED' | 'ANSWERED';
  readonly hotel_code?: string;
}

async function came(said: Said = {}): Promise<string> {
  const { body = '<A/>', answer = '<Ok/>', about = { content: 'ari' }, outcome = 'APPLIED' } = said;
  const { partner_id = '7', request_id = 'req-1', hotel_code = 'HV01' } = said;
  const id = await journal.receive({
    ...{ partner_id, connector: 'ota', kind: 'K', hotel_code, request_id },
    ...{ content_type: 'text/xml', body: Buffer.from(body) },
  });
  await journal.answer(id, { outcome, body: answer, about });
  return id;
}

const ids = async (filter: Partial<Parameters<Journal['list']>[0]>): Promise<string[]> =>
  (await journal.list({ limit: 100, ...filter })).map(({ message_id }) => message_id);

describe('a message is found', () => {
  const stay = (room: string, first_date: string, last_date: string): MessageAbout => ({
    ...{ content: 'ari', rooms: new Set([room, 'SGL']), first_date, last_date },
  });

  test('by a room that it names, whole and to the letter', async () => {
    const dbl = await came({ about: stay('DBL', '2027-07-01', '2027-07-31') });
    await came({ about: stay('DBLX', '2027-07-01', '2027-07-31') });

    expect(await ids({ rooms: ['DBL'] })).toEqual([dbl]);
    expect(await ids({ rooms: ['dbl'] })).toEqual([]);
    expect(await ids({ rooms: ['SGL'] })).toHaveLength(2);
    expect(await ids({ rooms: ['DB%'] })).toEqual([]);
  });

  test('by every room where it names more than are kept', async () => {
    const many = new Set(Array.from({ length: 500 }, (_, at) => `ROOM-${at}`));
    const id = await came({ about: { content: 'ari', rooms: many } });

    expect(await ids({ rooms: ['ROOM-499'] })).toEqual([id]);
    const [entry] = await journal.list({ limit: 1 });
    expect(entry?.rooms_more).toBe(true);
    expect(entry?.rooms.length).toBeLessThan(100);
  });

  test('by any night that it touches', async () => {
    const july = await came({ about: stay('DBL', '2027-07-10', '2027-07-20') });

    expect(await ids({ touches: { from: '2027-07-20', to: '2027-07-25' } })).toEqual([july]);
    expect(await ids({ touches: { from: '2027-07-01', to: '2027-07-10' } })).toEqual([july]);
    expect(await ids({ touches: { from: '2027-07-21', to: '2027-07-25' } })).toEqual([]);
  });

  test('by its request, by the token of its sender, by its time and by its hotel under anybody’s code', async () => {
    const first = await came({ request_id: 'r-1', about: { content: 'ari', echo_token: 'TOKEN-9' } });
    now = new Date('2027-03-02T10:00:00Z');
    const second = await came({ request_id: 'r-2', partner_id: '8', hotel_code: 'X-1' });

    expect(await ids({ correlation: 'TOKEN-9' })).toEqual([first]);
    expect(await ids({ correlation: 'r-2' })).toEqual([second]);
    expect(await ids({ correlation: 'tökén' })).toEqual([]);
    expect(await ids({ from: new Date('2027-03-02T00:00:00Z') })).toEqual([second]);
    expect(await ids({ until: new Date('2027-03-02T10:00:00Z') })).toEqual([first]);
    const hotels = [
      { partner_id: '7', hotel_code: 'X-1' },
      { partner_id: '8', hotel_code: 'X-1' },
    ];
    expect(await ids({ hotels })).toEqual([second]);
    expect(await ids({ hotels: [] })).toEqual([]);
    expect(await ids({ oldest_first: true })).toEqual([first, second]);
  });
});

const sent = (changes: Partial<SentMessage> = {}): SentMessage => ({
  ...{ partner_id: '9', connector: 'siteconnect', kind: 'OTA_HotelAvailNotifRQ', hotel_code: 'C-1' },
  ...{ request_id: 'delivery-5', content_type: 'text/xml', outcome: 'ACCEPTED', cause: null },
  body: Buffer.from('<wsse:Password>s3cret</wsse:Password><CardNumber>4111111111111111</CardNumber>'),
  ...{ answer: '<Success/>', about: { content: 'ari' }, delivery_id: '5', attempt: 2, sent_at: now },
  ...changes,
});

test('what was sent is kept with its answer and its delivery, redacted as what comes in', async () => {
  const id = await journal.sent(sent());
  const silent = await journal.sent(
    sent({ outcome: 'RETRY', cause: 'retry ECONNREFUSED no answer', answer: null }),
  );

  const shown = await journal.show(id);
  expect(shown).toMatchObject({ direction: 'out', outcome: 'ACCEPTED', delivery_id: '5', attempt: 2 });
  expect(shown.answer).toBe('<Success/>');
  expect(shown.body).not.toMatch(/s3cret|4111/);
  expect((await journal.show(silent)).answer).toBeNull();
  expect(await ids({ direction: 'out', delivery_id: '5' })).toHaveLength(2);
  expect(await ids({ direction: 'in' })).toEqual([]);
});

test('of two who decide a parked message one is told that the other was faster', async () => {
  const id = await came({ outcome: 'PARKED' });
  const decision = { was: 'PARKED', outcome: 'DISCARDED' as const, cause: 'dropped' };
  const both = await Promise.allSettled([
    journal.decide(id, decision),
    journal.decide(id, { ...decision, outcome: 'APPLIED' }),
  ]);

  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
  const shown = await journal.show(id);
  expect(shown.answer).toBe('<Ok/>');
});

describe('bodies are emptied', () => {
  const rules = parseBodyDays('in=90,out=30,in:reservations=10') ?? [];

  test('by direction and class when they are old, the rows stay', async () => {
    const ari = await came();
    const booking = await came({ about: { content: 'reservations' } });
    const parked = await came({ about: { content: 'reservations' }, outcome: 'PARKED' });
    const unread = await came({ about: { content: null } });
    const out = await journal.sent(sent());

    now = new Date('2027-03-12T10:00:00Z');
    expect(await journal.emptyOld(rules)).toBe(1);
    expect((await journal.show(booking)).emptied_for).toBe('age');
    now = new Date('2027-04-15T10:00:00Z');
    expect(await journal.emptyOld(rules)).toBe(1);
    expect(await journal.show(out)).toMatchObject({ body: '', answer: '', emptied_for: 'age' });
    now = new Date('2027-06-15T10:00:00Z');
    expect(await journal.emptyOld(rules)).toBe(2);
    for (const id of [ari, unread]) expect((await journal.show(id)).body).toBe('');
    expect((await journal.show(parked)).body).toBe('<A/>');
    expect(await ids({})).toHaveLength(5);
  });

  test.each(['', 'in', 'in=0', 'in=ninety', 'in=1,in=2', 'sideways=3', 'in:RESERVATIONS=3'])(
    'but never by rules that are none: "%s"',
    (text) => expect(parseBodyDays(text)).toBeNull(),
  );
});

describe('two operators who decide one parked message', () => {
  const drop = { was: 'PARKED', outcome: 'DISCARDED', cause: 'dropped' } as const;
  const accept = { was: 'PARKED', outcome: 'APPLIED', cause: 'applied' } as const;
  const done = { result: 1, carriedOut: true };

  test('apply it once: who comes while it is applied, or after it was dropped, does nothing', async () => {
    const id = await came({ outcome: 'PARKED' });
    const applied: string[] = [];
    const take = (name: string) =>
      journal.decideWhile(id, accept, async () => {
        applied.push(name);
        await new Promise((resolve) => setTimeout(resolve, 200));
        return done;
      });
    const ends = await Promise.allSettled([take('one'), take('other'), journal.decide(id, drop)]);
    const dropped = await came({ outcome: 'PARKED' });
    await journal.decide(dropped, drop);

    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const outcome = (await journal.show(id)).outcome;
    expect([outcome, applied.length]).toEqual(outcome === 'APPLIED' ? ['APPLIED', 1] : ['DISCARDED', 0]);
    const late = journal.decideWhile(dropped, accept, () => Promise.reject(new Error('must not be asked')));
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  test('leave it as it was where applying failed or nothing was taken', async () => {
    const id = await came({ outcome: 'PARKED' });
    const failed = journal.decideWhile(id, accept, () => Promise.reject(new Error('no')));
    await expect(failed).rejects.toThrow('no');
    await journal.decideWhile(id, accept, () => Promise.resolve({ ...done, carriedOut: false }));

    expect((await journal.show(id)).outcome).toBe('PARKED');
    await journal.decide(id, drop);
    expect((await journal.show(id)).outcome).toBe('DISCARDED');
  });
});

describe('a guest who wants to be forgotten', () => {
  const since = new Date('2027-01-01T00:00:00Z');
  const find = (references: string[], partner_ids = ['7']) =>
    findMentions(db.database, { partner_ids, references, since });

  test('is found where a number is a whole value, in what came and in what was answered', async () => {
    const about = { content: 'reservations' };
    const attribute = await came({ about, body: '<ResID ID="R-12"/>' });
    const element = await came({ about, body: '<id>R-12</id>' });
    const json = await came({ about, body: '{"id": "R-12", "n": 1}' });
    const answered = await came({
      about: { content: 'read' },
      body: '',
      answer: '{"reservations":[{"id":412,"r":"R-12"}]}',
    });
    await came({ about, body: '<ResID ID="R-123"/><ResID ID="XR-12"/>' });
    await came({ about, body: '<ResID ID="R-12"/>', partner_id: '8' });
    await came({ about: { content: 'ari' }, body: '<Inv Code="R-12"/>' });

    expect(await find(['R-12'])).toEqual([attribute, element, json, answered]);
    expect(await find(['412'])).toEqual([answered]);
    expect(await find(['41'])).toEqual([]);
    expect(await find(['.*'])).toEqual([]);
    expect(await find([])).toEqual([]);
  });

  test('leaves rows that say when they were emptied, once', async () => {
    const id = await came({ about: { content: 'reservations' }, body: '<ResID ID="R-12"/>' });
    await came();

    expect(await journal.erase([id])).toBe(1);
    expect(await journal.erase([id])).toBe(0);
    const shown = await journal.show(id);
    expect(shown).toMatchObject({ body: '', answer: '', outcome: 'APPLIED', emptied_for: 'erasure' });
    expect(await ids({})).toHaveLength(2);
    expect(await find(['R-12'])).toEqual([]);
  });
});
