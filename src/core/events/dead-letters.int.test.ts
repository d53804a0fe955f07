import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aBookingEvent } from '../../../test/builders/an-event.js';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/database.js';
import { AppError } from '../model/errors.js';
import { createDeadLetters, type DeadLetters, type ParkedEvent } from './dead-letters.js';
import type { BusEvent, Consumer } from './event-bus.js';
import { createRetryDeadLetter } from './retry-dead-letter.js';

let test: TestDatabase;
let letters: DeadLetters;
beforeAll(async () => {
  test = await createTestDatabase();
  letters = createDeadLetters(test);
});
beforeEach(async () => {
  await test.database.run('DELETE FROM dead_letters');
});
afterAll(() => test.drop());

const event: BusEvent = {
  ...aBookingEvent({ hotel: '7', booking: '8', version: 2 }),
  outbox_id: '55',
  request_id: null,
  occurred_at: '2027-01-02T03:04:05.678Z',
};
const parked = { consumer: 'search', source: '55', topic: event.topic, event, cause: 'Error: no' };

async function parkedId(changes: Partial<ParkedEvent> = {}): Promise<string> {
  await letters.park({ ...parked, ...changes });
  const [letter] = await letters.list({ limit: 1 });
  return letter?.dead_letter_id ?? '';
}

function retryWith(handle: Consumer['handle']) {
  const search: Consumer = { name: 'search', topics: ['bellhop.bookings'], handle };
  return createRetryDeadLetter({ deadLetters: letters, consumers: new Map([['search', search]]) });
}

describe('dead letters', () => {
  it('keep the event whole, and the same once more as one row with another attempt', async () => {
    const id = await parkedId();
    await letters.park({ ...parked, cause: 'Error: still no' });
    expect(await letters.list({ limit: 10 })).toHaveLength(1);
    expect(await letters.show(id)).toMatchObject({
      event,
      consumer: 'search',
      attempts: 2,
      cause: 'Error: still no',
      state: 'PARKED',
      hotel_id: '7',
      version: 2,
      decided_at: null,
    });
    await letters.park({ ...parked, consumer: 'views' });
    expect(await letters.list({ limit: 10 })).toHaveLength(2);
  });

  it('are listed by consumer and state, newest first, in pages', async () => {
    for (const source of ['1', '2', '3']) await letters.park({ ...parked, source });
    await letters.park({ ...parked, consumer: 'views' });
    const sources = async (query: Parameters<DeadLetters['list']>[0]) =>
      (await letters.list(query)).map(({ source }) => source);
    expect(await sources({ consumer: 'search', limit: 2 })).toEqual(['3', '2']);
    const [, second] = await letters.list({ consumer: 'search', limit: 2 });
    expect(await sources({ consumer: 'search', limit: 2, before: second?.dead_letter_id })).toEqual(['1']);
    expect(await sources({ state: 'DISCARDED', limit: 10 })).toEqual([]);
    expect(await letters.parked()).toBe(4);
  });

  it('that were discarded stay so when they come again', async () => {
    const id = await parkedId();
    expect(await letters.decide(id, 'DISCARDED')).toBe(true);
    expect(await letters.decide(id, 'RETRIED')).toBe(false);
    await letters.park(parked);
    expect((await letters.show(id)).state).toBe('DISCARDED');
  });

  it('cut a cause of any length, and refuse an unknown id', async () => {
    const id = await parkedId({ cause: 'x'.repeat(5_000) });
    expect((await letters.show(id)).cause).toHaveLength(1_000);
    await expect(letters.show('999999')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('retry', () => {
  it('hands the very event over, once', async () => {
    const seen: BusEvent[] = [];
    const retry = retryWith(async (events) => void seen.push(...events));
    const id = await parkedId();
    expect(await retry(id)).toEqual({
      dead_letter_id: id,
      consumer: 'search',
      state: 'RETRIED',
      cause: null,
    });
    expect(seen).toEqual([event]);
    expect((await letters.show(id)).decided_at).not.toBeNull();
    await expect(retry(id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(seen).toHaveLength(1);
  });

  it('leaves one that fails again parked, with the new cause', async () => {
    const retry = retryWith(async () => {
      throw new Error('worse than before');
    });
    const id = await parkedId();
    expect(await retry(id)).toMatchObject({ state: 'PARKED', cause: 'Error: worse than before' });
    expect(await letters.show(id)).toMatchObject({
      state: 'PARKED',
      attempts: 2,
      cause: 'Error: worse than before',
    });
  });

  it('changes nothing while the target is away', async () => {
    const retry = retryWith(async () => {
      throw new AppError('UNAVAILABLE', 'away');
    });
    const id = await parkedId();
    await expect(retry(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await letters.show(id)).toMatchObject({ state: 'PARKED', attempts: 1, cause: 'Error: no' });
  });

  it('refuses what could not be read and a consumer that there is not', async () => {
    const retry = retryWith(async () => undefined);
    await expect(retry(await parkedId({ event: null, source: 't/1/2' }))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await expect(retry(await parkedId({ consumer: 'gone' }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
