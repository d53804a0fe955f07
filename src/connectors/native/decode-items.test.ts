import { describe, expect, test } from 'vitest';
import { createNativeConnector } from './native-connector.js';

const connector = createNativeConnector();
const night = { room_code: 'DBL', date: '2027-01-01', available_rooms: 1 };

const decode = (body: unknown, overrides = {}) =>
  connector.decode(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), {
    charset: null,
    overrides,
  });

describe('on_fault item', () => {
  test.each([
    ['before the updates', (updates: object[]) => ({ hotel_code: 'A', on_fault: 'item', updates })],
    ['behind them', (updates: object[]) => ({ hotel_code: 'A', updates, on_fault: 'item' })],
  ])('%s leaves wrong updates out', async (_where, body) => {
    const { content, faults, envelope } = await decode(
      body([night, { ...night, available_rooms: -1 }, { date: '2027-01-01', closed: true }, night]),
    );

    expect(content).toMatchObject({ ari: { updates: [{ at: '/updates/0' }, { at: '/updates/3' }] } });
    expect(faults.map(({ pointer }) => pointer)).toEqual([
      '/updates/1/available_rooms',
      '/updates/2/room_code',
    ]);
    expect(envelope.extra).toEqual({ on_fault: 'item', items: '4' });
  });

  test('may be what a partner means always', async () => {
    const { content } = await decode({ hotel_code: 'A', updates: [{}, night] }, { failure_unit: 'item' });

    expect(content).toMatchObject({ ari: { updates: [{ at: '/updates/1' }] } });
  });

  test('reads on where a message as a whole would be given up', async () => {
    const updates = [...Array.from({ length: 500 }, () => ({ ...night, available_rooms: -1 })), night];

    expect((await decode({ hotel_code: 'A', on_fault: 'item', updates })).faults).toHaveLength(500);
    expect((await decode({ hotel_code: 'A', on_fault: 'item', updates })).content).not.toBeNull();
    expect((await decode({ hotel_code: 'A', on_fault: 'message', updates })).faults).toHaveLength(21);
    expect((await decode({ hotel_code: 'A', on_fault: 'message', updates })).content).toBeNull();
  });

  test('refuses the whole message of which too much is wrong to be told', async () => {
    const updates = [...Array.from({ length: 10_001 }, () => ({})), night];

    const { content, faults } = await decode({ hotel_code: 'A', on_fault: 'item', updates });

    expect(content).toBeNull();
    expect(faults).toHaveLength(21);
  });

  test.each([
    ['a complete set', { hotel_code: 'A', complete_set: true, updates: [night] }, '/on_fault'],
    ['no hotel', { updates: [night] }, '/hotel_code'],
    ['another word', { hotel_code: 'A', on_fault: 'items', updates: [night] }, '/on_fault'],
  ])('%s is refused as a whole', async (_what, body, pointer) => {
    const { content, faults } = await decode({ on_fault: 'item', ...body });

    expect(content).toBeNull();
    expect(faults.map((fault) => fault.pointer)).toContain(pointer);
  });

  test('broken JSON is refused whatever was asked for', async () => {
    const { content, faults } = await decode('{"hotel_code":"A","on_fault":"item","updates":[{]}');

    expect(content).toBeNull();
    expect(faults).toMatchObject([{ code: 'MALFORMED' }]);
  });
});
