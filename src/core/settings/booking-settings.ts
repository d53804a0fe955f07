import { z } from 'zod';
import { parseBodyDays } from './body-days.js';
import { integer, type Settings } from './setting.js';

/** How rooms are sold and what is remembered of it. */
export const BOOKING_SETTINGS = {
  roomLock: {
    env: 'BELLHOP_ROOM_LOCK',
    about: 'redis: shape the load on a night with a Redis lock; off: MySQL alone decides (it always does)',
    schema: z.enum(['redis', 'off']).default('redis'),
  },
  roomLockWaitMs: {
    env: 'BELLHOP_ROOM_LOCK_WAIT_MS',
    about: 'how long a booking waits for its nights before it answers ROOM_BUSY',
    schema: integer(10, 30_000).default(2_000),
  },
  roomLockTtlMs: {
    env: 'BELLHOP_ROOM_LOCK_TTL_MS',
    about: 'after this long a lock of a dead process is free again',
    schema: integer(50, 60_000).default(5_000),
  },
  zeroShare: {
    env: 'BELLHOP_ZERO_SHARE',
    about:
      "a push that would sell out more than this share of the hotel's open nights is parked until confirmed",
    schema: z.coerce.number().min(0.01).max(1).default(0.8),
  },
  zeroMinimum: {
    env: 'BELLHOP_ZERO_MINIMUM',
    about: 'hotels with fewer open room nights than this are not guarded by BELLHOP_ZERO_SHARE',
    schema: integer(1, 1_000_000).default(28),
  },
  priceJumpTimes: {
    env: 'BELLHOP_PRICE_JUMP_TIMES',
    about: 'a price that a push multiplies or divides by more than this has jumped',
    schema: z.coerce.number().min(1.1).max(1_000).default(3),
  },
  priceJumpShare: {
    env: 'BELLHOP_PRICE_JUMP_SHARE',
    about:
      "a push that makes more than this share of the hotel's prices jump is parked until confirmed; 1 never",
    schema: z.coerce.number().min(0.01).max(1).default(0.5),
  },
  idempotencyHours: {
    env: 'BELLHOP_IDEMPOTENCY_HOURS',
    about: 'how long an Idempotency-Key is remembered',
    schema: integer(1, 720).default(48),
  },
  holdMinutes: {
    env: 'BELLHOP_HOLD_MINUTES',
    about: 'how long a hold keeps its rooms, unless its partner has a time of its own',
    schema: integer(1, 1_440).default(15),
  },
  messageDays: {
    env: 'BELLHOP_MESSAGE_DAYS',
    about: 'how long journalled wire messages are kept',
    schema: integer(1, 3_650).default(90),
  },
  messageBodyDays: {
    env: 'BELLHOP_MESSAGE_BODY_DAYS',
    about:
      'after how many days their bodies are emptied, by direction and kind: in=90,out=30,in:reservations=60',
    schema: z
      .string()
      .default('in=90,out=30')
      .refine(
        (text) => parseBodyDays(text) !== null,
        'must be a list such as in=90,out=30,in:reservations=60',
      ),
  },
  priceTolerancePercent: {
    env: 'BELLHOP_PRICE_TOLERANCE_PERCENT',
    about:
      'a booking that a channel sold at a price further from ours is an alert, unless the channel has a share of its own',
    schema: z.coerce.number().min(0).max(1_000).default(1),
  },
} as const satisfies Settings;
