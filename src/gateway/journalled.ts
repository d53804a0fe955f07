import type { MessageAbout } from '../core/messages/message-about.js';
import type { AppError } from '../core/model/errors.js';
import type { Id } from '../core/model/ids.js';
import type { Partner } from '../core/partners/partner.js';
import type { Logger } from '../core/platform/logger.js';
import type { Answer } from './answer.js';
import type { App } from '../core/app.js';
import { classifyError } from './classify-error.js';
import { describeError } from './describe-error.js';
import { problemAnswer } from './problem.js';

export type JournalOutcome = 'APPLIED' | 'REFUSED' | 'PARKED' | 'FAILED' | 'ANSWERED';

export interface Verdict {
  readonly answer: Answer;
  readonly outcome: JournalOutcome;
  readonly cause?: string;
  /** Known only once the message is read. */
  readonly kind?: string;
  readonly hotel_code?: string | null;
  /** So that people find it: rooms, nights, the sender's own token. */
  readonly about?: MessageAbout;
}

/** What a message is about, as soon as that is known: also of one that ends in an error. */
export type Known = Pick<Verdict, 'hotel_code' | 'about'>;

export interface Received {
  readonly partner: Pick<Partner, 'partner_id'>;
  readonly connector: string;
  readonly kind: string;
  readonly hotel_code: string | null;
  readonly requestId: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface JournalDeps {
  readonly journal: Pick<App['journal'], 'receive' | 'answer'>;
  readonly logger: Logger;
}

/**
 * Law 8 around a message: written down before it is worked on, its answer noted after what it asked for is committed.
 * A message that cannot be written down is not worked on; an answer that cannot be noted is still given, because what
 * it says has happened.
 */
export async function journalled(
  { journal, logger }: JournalDeps,
  received: Received,
  work: (know: (known: Known) => void) => Promise<Verdict>,
): Promise<Answer> {
  const { partner, connector, kind, hotel_code, requestId, contentType, body } = received;
  const id = await journal.receive({
    partner_id: partner.partner_id,
    connector,
    kind,
    hotel_code,
    request_id: requestId,
    content_type: contentType,
    body,
  });
  const note = (verdict: Omit<Verdict, 'answer'>, text: string): Promise<void> =>
    noteAnswer({ journal, logger }, { id, requestId, verdict, text });
  let known: Known = {};
  try {
    const verdict = await work((facts) => {
      known = facts;
    });
    await note(verdict, verdict.answer.body.toString());
    return verdict.answer;
  } catch (error) {
    const failure = classifyError(error);
    const text = problemAnswer(failure, requestId).body.toString();
    await note({ ...known, outcome: outcomeOf(failure), cause: causeOf(failure) }, text);
    throw failure;
  }
}

interface Note {
  readonly id: Id;
  readonly requestId: string;
  readonly verdict: Omit<Verdict, 'answer'>;
  readonly text: string;
}

async function noteAnswer(
  { journal, logger }: JournalDeps,
  { id, requestId, verdict, text }: Note,
): Promise<void> {
  const { outcome, cause, kind, hotel_code, about } = verdict;
  try {
    await journal.answer(id, {
      outcome,
      body: text,
      ...(cause === undefined ? {} : { cause }),
      ...(kind === undefined ? {} : { kind }),
      ...(hotel_code === undefined ? {} : { hotel_code }),
      ...(about === undefined ? {} : { about }),
    });
  } catch (error) {
    logger.error({
      event: 'journal.answer_lost',
      message_id: id,
      request_id: requestId,
      error: describeError(error),
    });
  }
}

/** What became of a message that ended in an error: FAILED is ours or passing, REFUSED is the sender's to mend. */
export function outcomeOf(error: AppError): JournalOutcome {
  if (error.code === 'PARKED') return 'PARKED';
  return error.retryable || error.kind === 'bug' || error.kind === 'misconfigured' ? 'FAILED' : 'REFUSED';
}

export function causeOf(error: AppError): string {
  return `${error.code}: ${error.message}`.slice(0, 1_000);
}
