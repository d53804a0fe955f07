import { describe, expect, test } from 'vitest';
import { AppError } from '../../core/model/errors.js';
import { createNativeConnector } from './native-connector.js';

const connector = createNativeConnector();
const ENVELOPE = { message: 'ari', soap: false, echo_token: null, version: null, credentials: null };

const decode = (body: string | Uint8Array, charset: string | null = null) =>
  connector.decode(typeof body === 'string' ? Buffer.from(body) : body, { charset });

const one = (update: object, head: object = { hotel_code: 'HV01' }) =>
  decode(JSON.stringify({ ...head, updates: [update] }));

async function updateOf(update: object) {
  const { content, faults } = await one(update);
  expect(faults).toEqual([]);
  return content?.kind === 'ari' ? content.ari.updates[0] : undefined;
}

const night = { room_code: 'DBL', date: '2026-10-01' };

describe('updates', () => {
  test.each([
    [
      { ...night, available_rooms: 0 },
      { available: 0, from: '2026-10-01', to: '2026-10-01', rate_code: null, days: null },
    ],
    [
      { room_code: 'DBL', from: '2026-10-01', to: '2026-10-09', closed: true },
      { to: '2026-10-09', set: { closed: true } },
    ],
    [{ ...night, closed: null, max_advance_days: 0 }, { set: { closed: null, max_advance_days: 0 } }],
    [
      { ...night, closed: true, days: ['sun', 'mon'] },
      { days: [true, false, false, false, false, false, true] },
    ],
    [
      { rate_code: 'BAR', date: '2026-10-01', closed: true },
      { room_code: null, rate_code: 'BAR' },
    ],
    [
      { ...night, amounts: [{ amount: '1', currency: 'JPY' }] },
      { amounts: [{ guests: null, amount: '1', currency: 'JPY', tax: 'after' }] },
    ],
    [
      { ...night, extra_adult_amount: '5.00', currency: 'EUR' },
      { amounts: [{ guests: null, amount: '5.00', currency: 'EUR', tax: 'after', extra: 'adult' }] },
    ],
  ])('%j', async (update, expected) => {
    expect(await updateOf(update)).toMatchObject(expected);
  });

  test.each([
    [{ ...night, available_rooms: 10_000 }, '/updates/0/available_rooms'],
    [{ ...night, available_rooms: '3' }, '/updates/0/available_rooms'],
    [{ ...night, available_rooms: 1.5 }, '/updates/0/available_rooms'],
    [{ ...night, room_code: '', closed: true }, '/updates/0/room_code'],
    [{ ...night, closed: 'yes' }, '/updates/0/closed'],
    [{ ...night, closed: true, days: [] }, '/updates/0/days'],
    [{ ...night, closed: true, days: ['mon', 'weds'] }, '/updates/0/days/1'],
    [{ ...night, closed: true, from: '2026-10-01' }, '/updates/0/date'],
    [{ room_code: 'DBL', from: '2026-10-01', closed: true }, '/updates/0/to'],
    [{ room_code: 'DBL', from: '2026-10-01', to: '2036-10-01', closed: true }, '/updates/0/to'],
    [{ date: '2026-10-01', closed: true }, '/updates/0/room_code'],
    [{ ...night, amounts: [{ guests: 21, amount: '1' }] }, '/updates/0/amounts/0/guests'],
    [{ ...night, amounts: [{ amount: '-1' }] }, '/updates/0/amounts/0/amount'],
    [{ ...night, amounts: [{ amount: '1', currency: 'eur' }] }, '/updates/0/amounts/0/currency'],
    [{ ...night, amounts: [{ amount: '1', curency: 'EUR' }] }, '/updates/0/amounts/0/curency'],
    [{ ...night, 'a/b~c': 1, closed: true }, '/updates/0/a~1b~0c'],
    [night, '/updates/0'],
    [['an array'], '/updates/0'],
  ])('%j is refused at %s', async (update, pointer) => {
    const { content, faults } = await one(update);

    expect(content).toBeNull();
    expect(faults).toMatchObject([{ pointer, code: 'VALIDATION' }]);
  });

  test('a fault names the value', async () => {
    const { faults } = await one({ ...night, date: '2026-13-01', closed: true });

    expect(faults[0]?.message).toBe('date "2026-13-01" is not a calendar date; write it as YYYY-MM-DD');
  });
});

describe('the message around them', () => {
  test('hotel_id or hotel_code, sender’s clock, complete set', async () => {
    const head = { hotel_id: '7', hotel_code: '7', complete_set: true, sent_at: '2026-09-01T10:00:00+02:00' };

    const { content, envelope } = await one({ ...night, closed: true }, head);

    expect(envelope.message).toBe('ari');
    expect(content).toMatchObject({
      kind: 'ari',
      ari: { hotel_code: '7', complete_set: true, rate_absent: 'room', sent_at: '2026-09-01T08:00:00.000Z' },
    });
  });

  test('the order of members does not matter', async () => {
    const { content } = await decode(
      `{"updates":[${JSON.stringify({ ...night, closed: true })}],"hotel_code":"A"}`,
    );

    expect(content).toMatchObject({ ari: { hotel_code: 'A' } });
  });

  test.each([
    ['{"updates":[]}', '/hotel_code'],
    ['{"hotel_code":"A","hotel_id":"B","complete_set":true,"updates":[]}', '/hotel_code'],
    ['{"hotel_code":"A","updates":[]}', '/updates'],
    ['{"hotel_code":"A"}', '/updates'],
    ['{"hotel_code":"A","updates":{}}', '/updates'],
    ['{"hotel_code":7,"complete_set":true,"updates":[]}', '/hotel_code'],
    ['{"hotel_code":"A","complete_set":true,"updates":[],"sent_at":"2026-09-01T10:00:00"}', '/sent_at'],
    ['{"hotel_code":"A","complete_set":true,"updates":[],"hotel":"B"}', '/hotel'],
  ])('%s is refused at %s', async (body, pointer) => {
    const { content, faults } = await decode(body);

    expect(content).toBeNull();
    expect(faults[0]).toMatchObject({ pointer, code: 'VALIDATION' });
  });

  test('more than twenty faults end the reading', async () => {
    const { faults } = await decode(`{"updates":[${'{},'.repeat(1_000_000)}{}]}`);

    expect(faults).toHaveLength(21);
  });
});

describe('broken JSON', () => {
  test.each([
    ['nothing', '', 1],
    ['no object', '[]', 1],
    ['cut off', '{"hotel_code":"A",\n"updates":[{"room_code":"D', 2],
    ['a comma too many', '{"hotel_code":"A",}', 1],
    ['no comma', '{"hotel_code":"A"\n"updates":[]}', 2],
    ['a broken item', '{"updates":[\n{"room_code":}]}', 2],
    ['text behind', '{"hotel_code":"A","complete_set":true,"updates":[]} x', 1],
    ['a key twice', '{"hotel_code":"A",\n"hotel_code":"B","updates":[]}', 2],
    ['a key twice in an item', '{"updates":[{"room_code":"A"  ,"room_code"          :"B"}]}', 1],
    ['a key twice, once escaped', '{"updates":[{"room_code":"A","room\\u005fcode":"B"}]}', 1],
    ['no quotes', '{hotel_code:"A"}', 1],
    ['too deep', `{"a":${'['.repeat(100_000)}`, 1],
    ['too long a value', `{"a":"${'x'.repeat(1_000_000)}"}`, 1],
  ])('%s', async (_name, body, line) => {
    const { content, faults } = await decode(body);

    expect(content).toBeNull();
    expect(faults).toMatchObject([{ code: 'MALFORMED', line }]);
  });

  test('another encoding', async () => {
    const body = Buffer.from('{"hotel_code":"Zürich"}', 'latin1');

    expect((await decode(body)).faults).toMatchObject([{ code: 'MALFORMED', message: /UTF-8/ }]);
    expect((await decode('{}', 'iso-8859-1')).faults[0]).toMatchObject({ code: 'MALFORMED' });
  });

  test('equal keys in different objects are no fault, nor are strings that look like keys', async () => {
    const { faults } = await one({ ...night, room_code: '":x', amounts: [{ amount: '1' }, { amount: '2' }] });

    expect(faults).toEqual([]);
  });
});

describe('answers', () => {
  const body = (answer: { body: string }): unknown => JSON.parse(answer.body);

  test('applied, refused and failed', () => {
    const faults = [{ pointer: '/updates/0', code: 'VALIDATION', message: 'why' }];
    const error = new AppError('UNAVAILABLE', 'Try again', { faults });

    expect(body(connector.encode(ENVELOPE, { kind: 'applied' }))).toEqual({ ok: true });
    expect(connector.encode(ENVELOPE, { kind: 'refused', faults })).toMatchObject({ status: 400 });
    expect(body(connector.encode(ENVELOPE, { kind: 'refused', faults }))).toMatchObject({
      ok: false,
      error: { errors: faults },
    });
    expect(connector.encode(ENVELOPE, { kind: 'failed', error })).toMatchObject({ status: 503 });
    expect(body(connector.encode(ENVELOPE, { kind: 'failed', error }))).toMatchObject({
      error: { code: 'UNAVAILABLE', message: 'Try again' },
    });
  });
});
