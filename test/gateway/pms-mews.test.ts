import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, type TestGateway } from './a-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway();
});
afterAll(() => gateway.close());

interface Verdict {
  readonly success: boolean;
  readonly errors: readonly { code: number; message: string; rateCode?: string; categoryCode?: string }[];
}

async function send(operation: string, body: object, key = gateway.keys['pms-1']): Promise<Verdict> {
  const response = await gateway.call('POST', `/pms/mews/${operation}`, {
    body: { clientToken: key, connectionToken: 'HV01', messageId: 'm-1', ...body },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Verdict;
}

async function nights(from: number, to: number): Promise<readonly Record<string, unknown>[]> {
  const query = `hotel_id=HV01&room_code=DBL&from=${gateway.day(from)}&to=${gateway.day(to)}`;
  const response = await gateway.call('GET', `/api/ari?${query}`, { as: 'pms-1' });
  return ((await response.json()) as { nights: Record<string, unknown>[] }).nights;
}

const range = (from: number, to: number) => ({ from: gateway.day(from), to: gateway.day(to) });

describe('POST /pms/mews', () => {
  it('takes counts, prices and restrictions, which read back as they were sent', async () => {
    const product = { spaceTypeCode: 'DBL', ratePlanCode: 'BAR', ...range(3, 4) };
    const prices = [{ grossAmount: 120.5, currencyCode: 'EUR', guestCount: 2 }];
    const counted = await send('updateAvailability', {
      availabilities: [{ spaceTypeCode: 'DBL', ...range(3, 4), availability: 6 }],
    });
    const priced = await send('updatePrices', { ratePrices: [{ ...product, prices }] });
    const restricted = await send('updateRestrictions', {
      restrictions: [{ ...product, state: [2, 6], minLos: 2 }],
    });

    expect([counted, priced, restricted].map(({ success }) => success)).toEqual([true, true, true]);
    expect(await nights(3, 4)).toEqual(
      [3, 4].map((day) => expect.objectContaining({ date: gateway.day(day), available_rooms: 6 }) as unknown),
    );
    const [night] = await nights(3, 3);
    expect(JSON.stringify(night)).toContain('"closed_to_arrival":true');
    expect(JSON.stringify(night)).toContain('"min_stay_arrival":2');
    expect(JSON.stringify(night)).toContain('120.50');
  });

  it('names an unknown code by its number, and applies nothing of the message', async () => {
    const item = { ...range(5, 5), availability: 9 };
    const room = await send('updateAvailability', {
      availabilities: [
        { spaceTypeCode: 'DBL', ...item },
        { spaceTypeCode: 'NONE', ...item },
      ],
    });
    const rate = await send('updateRestrictions', {
      restrictions: [{ spaceTypeCode: 'DBL', ratePlanCode: 'NONE', ...range(5, 5), state: [1] }],
    });

    expect(room).toMatchObject({ success: false, errors: [{ code: 10, categoryCode: 'NONE' }] });
    expect(rate).toMatchObject({ success: false, errors: [{ code: 9, rateCode: 'NONE' }] });
    expect((await nights(5, 5)).filter((night) => night['available_rooms'] === 9)).toEqual([]);
  });

  it.each([
    ['a wrong token', () => 'bh_test_wrong', {}, 8],
    ['the key of a booking partner', () => gateway.keys['ota-1'], {}, 8],
    ['the hotel of another', () => gateway.keys['pms-1'], { connectionToken: 'HV02' }, 3],
    ['no token', () => gateway.keys['pms-1'], { clientToken: null }, 8],
  ])('refuses %s', async (_what, key, change, code) => {
    const verdict = await send(
      'updateAvailability',
      { availabilities: [{ spaceTypeCode: 'DBL', ...range(6, 6), availability: 1 }], ...change },
      key(),
    );

    expect(verdict).toMatchObject({ success: false, errors: [{ code }] });
  });

  it('answers an operation that it does not have, and a body that is none, in the same grammar', async () => {
    const unknown = await send('updateWeather', {});
    const response = await gateway.call('POST', '/pms/mews/updatePrices', {
      body: '{"ratePrices": [',
      headers: { 'content-type': 'application/json' },
    });

    expect(unknown).toMatchObject({ success: false, errors: [{ code: 6 }] });
    expect(await response.json()).toMatchObject({ success: false });
  });

  it('refuses by name a group of reservations, which goes from us to Mews', async () => {
    const group = JSON.parse(readFileSync('fixtures/mews/group.json', 'utf8')) as object;
    const verdict = await send('processGroup', { ...group, clientToken: gateway.keys['pms-1'] });

    expect(verdict.success).toBe(false);
    expect(verdict.errors).toMatchObject([{ code: 7 }]);
    expect(verdict.errors[0]?.message).toContain('processGroup is sent to Mews, not to us');
  });

  it('takes a price beside prices of ages, which the journal says were left out: the grammar has no warnings', async () => {
    const price = { spaceTypeCode: 'DBL', ratePlanCode: 'BAR', ...range(8, 8) };
    await send('updateAvailability', {
      availabilities: [{ spaceTypeCode: 'DBL', ...range(8, 8), availability: 2 }],
    });
    const verdict = await send('updatePrices', {
      messageId: 'ages',
      ratePrices: [
        {
          ...price,
          prices: [{ grossAmount: 111, currencyCode: 'EUR', guestCount: 2 }],
          agePrices: [{ ageCategoryCode: 'child', grossAmount: 20, currencyCode: 'EUR' }],
        },
      ],
    });
    const page = await gateway.app.journal.list({ limit: 5 });

    expect(verdict).toEqual({ messageId: 'ages', success: true, asyncConfirmation: false, errors: [] });
    expect(JSON.stringify(await nights(8, 8))).toContain('111.00');
    expect(JSON.stringify(page)).toContain(
      '/ratePrices/0/agePrices Children have no price of their own here',
    );
  });

  it('takes a large body in only after the token, which must stand before the list', async () => {
    const item = { spaceTypeCode: 'DBL', ...range(7, 7), availability: 5 };
    const head = { clientToken: gateway.keys['pms-1'], connectionToken: 'HV01' };
    const list = { availabilities: Array.from({ length: 20_000 }, () => item) };
    const post = async (body: object | string) => {
      const response = await gateway.call('POST', '/pms/mews/updateAvailability', { body });
      return (await response.json()) as Verdict;
    };

    expect(await post({ ...head, ...list })).toMatchObject({ success: true });
    expect(await post({ ...list, ...head })).toMatchObject({
      success: false,
      errors: [{ code: 8, message: expect.stringContaining('before the list') as unknown }],
    });
    expect(await post({ ...list, ...head, clientToken: 'bh_test_wrong' })).toMatchObject({
      errors: [{ code: 8 }],
    });
    expect(await post({ availabilities: [item], ...head })).toMatchObject({ success: true });
    expect((await nights(7, 7))[0]).toMatchObject({ available_rooms: 5 });
  });

  it('keeps the message without its secret', async () => {
    const page = await gateway.app.journal.list({ limit: 50 });
    const text = JSON.stringify(page);

    expect(text).toContain('mews');
    expect(gateway.logged()).not.toContain(gateway.keys['pms-1']);
  });
});
