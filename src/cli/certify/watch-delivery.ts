import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/model/errors.js';
import type { JournalEntry } from '../../core/messages/read-journal.js';
import type { ListedDelivery } from '../../core/delivery/list-deliveries.js';
import type { PushScene } from './push-scene.js';
import type { PushedMessage } from './push-result.js';

const LOOK_MS = 100;
/** What is due sooner comes by itself; what is later is not waited for but sent again at once, as an operator does. */
const SOON_MS = 5_000;
const MOST_LANES = 50;
const MOST_MESSAGES = 1_000;

/** What the gateway's delivery does with one channel. */
export interface DeliveryWatch {
  /** Everything was told, or is parked. @throws AppError UNAVAILABLE when that does not come to pass. */
  untilSettled(): Promise<void>;
  /** A message was not simply accepted. @throws AppError UNAVAILABLE */
  untilTrouble(after: string): Promise<void>;
  /** Parked nights are sent again as they now are, and what waits is due. @returns whether there was anything */
  sendAgain(): Promise<boolean>;
  /** Messages of rates and availability since this id, in their order. */
  sentSince(after: string): Promise<PushedMessage[]>;
  untilGone(): Promise<void>;
}

/** Somebody ended the run; what it set up is still put away. */
export class Stopped extends Error {}

/** @param stopped nothing is waited for after it but the end of the channel */
export function watchDelivery(
  scene: PushScene,
  timeoutSeconds: number,
  stopped?: AbortSignal,
): DeliveryWatch {
  const { app, partner } = scene;
  const { desk, endpoints, consumer } = app.delivery;
  const lanes = () => desk.list({ partner: partner.code, limit: MOST_LANES });

  async function until(what: () => Promise<boolean>, words: string): Promise<void> {
    const deadline = performance.now() + timeoutSeconds * 1_000;
    while (!(await what())) {
      if (performance.now() > deadline) throw await tooLate(words);
      await sleep(LOOK_MS);
    }
  }

  function untilOrStopped(what: () => Promise<boolean>, words: string): Promise<void> {
    return until(() => {
      if (stopped?.aborted === true) throw new Stopped();
      return what();
    }, words);
  }

  async function tooLate(words: string): Promise<AppError> {
    const all = await lanes();
    // What was tried tells by itself what is wrong; nothing was, where nobody delivers.
    const tried = all.some(
      ({ state, cause, last_outcome }) => state === 'SENDING' || cause !== null || last_outcome !== null,
    );
    const question = tried ? '' : '; does a process with the role "delivery" run?';
    const said = all.map(wordsOf).join('; ');
    const message = `${words}${question} (${said === '' ? 'no delivery' : said}).`;
    return new AppError('UNAVAILABLE', message, { next: `bellhop delivery list --partner ${partner.code}` });
  }

  /** What was committed is noted for the channel: a lane that is done before is not the one that is meant. */
  async function isNoted(): Promise<boolean> {
    const [open] = await app.database.rows(
      'SELECT 1 FROM outbox o JOIN hotels h ON h.hotel_id = o.hotel_id WHERE h.code = ? LIMIT 1',
      [scene.hotel],
    );
    return open === undefined && (await app.bus.lag(consumer)).waiting === 0;
  }

  async function entriesSince(after: string): Promise<JournalEntry[]> {
    const { partner_id } = partner;
    const query = { partner_id, direction: 'out', content: 'ari', after } as const;
    return app.journal.list({ ...query, oldest_first: true, limit: MOST_MESSAGES });
  }

  return {
    untilSettled: () =>
      untilOrStopped(
        async () => (await isNoted()) && (await lanes()).every(isSettled),
        'The gateway has not told the channel everything',
      ),
    untilTrouble: (after) =>
      untilOrStopped(
        async () => (await entriesSince(after)).some(({ outcome }) => outcome !== 'ACCEPTED'),
        'The gateway has not met what the channel was to do',
      ),
    sendAgain: async () => {
      const waiting = (await lanes()).filter(isHeld);
      for (const { delivery_id } of waiting) await desk.retry(delivery_id);
      return waiting.length > 0;
    },
    sentSince: async (after) => {
      const found: PushedMessage[] = [];
      for (const { message_id, kind, outcome, cause, body_bytes } of await entriesSince(after)) {
        const { body, answer } = await app.journal.show(message_id);
        const words = { message: kind, outcome: outcome.toLowerCase(), cause, bytes: body_bytes };
        found.push({ ...words, request: body, answer });
      }
      return found;
    },
    untilGone: () =>
      until(
        async () => (await endpoints.list()).every((endpoint) => endpoint.partner !== partner.code),
        'The channel is not closed yet',
      ),
  };
}

/** What came of it last says nothing of the request that is under way. */
function wordsOf({ state, cause, last_outcome }: ListedDelivery): string {
  if (state === 'SENDING') return 'SENDING, the channel has not answered yet';
  return `${state} ${cause ?? last_outcome ?? ''}`.trim();
}

function isSettled(lane: ListedDelivery): boolean {
  return lane.state === 'DONE' || lane.state === 'PARKED' || isHeld(lane);
}

/** A person's to look at, or waiting for so long that nobody watches. */
function isHeld({ state, attempt, due_at }: ListedDelivery): boolean {
  const waits = state === 'PENDING' && attempt > 0 && Date.parse(due_at) > Date.now() + SOON_MS;
  return state === 'PARKED' || waits;
}
