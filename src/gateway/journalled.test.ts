import { describe, expect, it } from 'vitest';
import { AppError } from '../core/model/errors.js';
import type { Partner } from '../core/partners/partner.js';
import { createLogger } from '../core/platform/logger.js';
import { jsonAnswer } from './answer.js';
import { journalled, type JournalDeps, type Received } from './journalled.js';

const partner: Partner = {
  partner_id: '1',
  code: 'ota-1',
  name: 'OTA',
  kind: 'ota',
  connector: 'native',
  requests_per_minute: null,
  hold_minutes: null,
  oversell_policy: 'refuse',
  feed_mode: 'all',
  dialect: null,
  status: 'ACTIVE',
};

const received: Received = {
  partner,
  connector: 'native',
  kind: 'BookingCreate',
  hotel_code: null,
  requestId: 'r-1',
  contentType: 'application/json',
  body: Buffer.from('{}'),
};

/** A journal that does what the test says, and the log beside it. */
function setUp(journal: Partial<JournalDeps['journal']> = {}) {
  const answers: unknown[] = [];
  const lines: string[] = [];
  const deps: JournalDeps = {
    journal: {
      receive: async () => '7',
      answer: async (id, answer) => void answers.push({ id, ...answer }),
      ...journal,
    },
    logger: createLogger('info', { write: (line) => lines.push(line) }),
  };
  return { deps, answers, lines };
}

describe('journalled', () => {
  it('notes the answer of what was done', async () => {
    const { deps, answers } = setUp();
    const answer = jsonAnswer(201, { booking_id: '5' });

    expect(
      await journalled(deps, received, async () => ({ answer, outcome: 'APPLIED', hotel_code: 'HV01' })),
    ).toBe(answer);
    expect(answers).toEqual([
      { id: '7', outcome: 'APPLIED', body: '{"booking_id":"5"}', hotel_code: 'HV01' },
    ]);
  });

  it('does nothing that could not be written down first', async () => {
    const { deps } = setUp({ receive: () => Promise.reject(new AppError('UNAVAILABLE', 'down')) });
    let worked = false;

    const outcome = journalled(deps, received, async () => {
      worked = true;
      return { answer: jsonAnswer(200, {}), outcome: 'APPLIED' };
    });

    await expect(outcome).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(worked).toBe(false);
  });

  it('still gives the answer of what was done when it cannot be noted, and says so in the log', async () => {
    const { deps, lines } = setUp({ answer: () => Promise.reject(new Error('connection lost')) });
    const answer = jsonAnswer(201, {});

    expect(await journalled(deps, received, async () => ({ answer, outcome: 'APPLIED' }))).toBe(answer);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      event: 'journal.answer_lost',
      message_id: '7',
      request_id: 'r-1',
    });
  });

  it.each([
    [new AppError('SOLD_OUT', 'none left'), 'REFUSED'],
    [new AppError('PARKED', 'look at it'), 'PARKED'],
    [new AppError('ROOM_BUSY', 'later'), 'FAILED'],
    [new TypeError('x'), 'FAILED'],
  ])('notes %s as %s, with the answer that the partner gets', async (error, outcome) => {
    const { deps, answers } = setUp();

    await expect(journalled(deps, received, () => Promise.reject(error))).rejects.toBeInstanceOf(AppError);
    expect(answers).toMatchObject([
      { outcome, body: expect.stringContaining('"requestId":"r-1"') as string },
    ]);
  });
});
