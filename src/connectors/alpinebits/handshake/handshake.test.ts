import { expect, test } from 'vitest';
import { intersect, parseHandshake } from './handshake.js';

test('the intersection is exact, in the order of the sender', () => {
  const accept = (name: string) => `OTA_HotelInvCountNotif_accept_${name}`;
  const action = 'action_OTA_HotelInvCountNotif';

  const both = intersect({
    versions: [
      { version: '2015-07' },
      {
        version: '2022-10',
        actions: [
          { action, supports: [accept('deltas'), 'unknown', accept('complete_set'), accept('deltas')] },
          { action, supports: [] },
          { action: 'action_OTA_Nothing' },
          { action: 'action_OTA_Ping', supports: ['unknown'] },
        ],
      },
      { version: '2020-10', actions: [{ action, supports: [accept('complete_set')] }] },
      { version: '2018-10', actions: [{ action }, { action: 'action_OTA_HotelAvailNotif_FreeRooms' }] },
      { version: '2022-10', actions: [] },
      { version: '2024-10' },
    ],
  });

  expect(both).toEqual({
    versions: [
      {
        version: '2022-10',
        actions: [
          { action, supports: [accept('deltas'), accept('complete_set')] },
          { action: 'action_OTA_Ping' },
        ],
      },
      { version: '2020-10', actions: [{ action }] },
      { version: '2018-10', actions: [{ action: 'action_OTA_HotelAvailNotif_FreeRooms' }] },
      { version: '2024-10' },
    ],
  });
});

test.each([
  ['hello', 'does not hold JSON'],
  ['{"versions":{}}', 'at /versions'],
  ['{"versions":[{"actions":[]}]}', 'at /versions/0/version'],
  ['{"versions":[{"version":"2022-10","actions":[{"action":7}]}]}', 'at /versions/0/actions/0/action'],
])('%s is no handshake', (text, why) => {
  expect(parseHandshake(text)).toContain(why);
});
