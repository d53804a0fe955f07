import { expect, test } from 'vitest';
import type { AriMessage } from '../core/model/ari.js';
import type { DecodedMessage } from '../core/model/connector.js';
import { oneHotel } from './one-hotel.js';
import type { Partner } from '../core/partners/partner.js';
import { carryOut, type MessageDeps } from './wire-message.js';

const of = (hotel_code: string): AriMessage => ({
  ...{ hotel_code, complete_set: false, rate_absent: 'room', sent_at: null, updates: [] },
});

test('a message about one hotel is that', () => {
  expect(oneHotel({ kind: 'ari', ari: of('H1') })).toEqual(of('H1'));
});

test('one about several is refused by their names', () => {
  expect(() => oneHotel({ kind: 'ari', ari: of('H1'), more: [of('H2'), of('H3')] })).toThrow(
    /several hotels \("H1", "H2", "H3"\) and nothing of it was applied/,
  );
});

test('nothing of such a message is carried out', async () => {
  const applied: string[] = [];
  const deps = {
    applyAri: (_partner: Partner, { hotel_code }: AriMessage) => Promise.resolve(applied.push(hotel_code)),
  } as unknown as MessageDeps;
  const decoded: DecodedMessage = {
    envelope: {
      message: 'OTA_HotelAvailNotifRQ',
      soap: false,
      echo_token: null,
      version: null,
      credentials: null,
    },
    content: { kind: 'ari', ari: of('H1'), more: [of('H2')] },
    faults: [],
  };
  const verdict = await carryOut(deps, { partner: {} as Partner, decoded, requestId: 'req-1' });

  expect(applied).toEqual([]);
  expect(verdict).toMatchObject({ journal: 'REFUSED', outcome: { kind: 'failed' } });
});
