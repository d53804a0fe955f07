import { randomUUID } from 'node:crypto';
import { byPlace, describeRefused } from '../connectors/channex/refused-changes.js';
import type { App } from '../core/app.js';
import type { Catalogue } from '../core/hotels/catalogue.js';
import type { AriMessage } from '../core/model/ari.js';
import type { DecodedContent, MessageFault } from '../core/model/connector.js';
import { AppError, type Fault } from '../core/model/errors.js';
import { todayIn } from '../core/model/local-date.js';
import type { Partner } from '../core/partners/partner.js';
import type { JournalOutcome } from './journalled.js';
import type { PropertyBudget } from './property-budget.js';

export type ChannexPushDeps = Pick<App, 'applyAri' | 'openCatalogue' | 'clock'>;

export interface ChannexPush {
  readonly partner: Partner;
  readonly requestId: string;
  readonly body: Uint8Array;
  readonly content: Extract<DecodedContent, { kind: 'ari' }>;
  /** What was wrong in the message already when it was read. */
  readonly faults: readonly MessageFault[];
  readonly budget: PropertyBudget;
}

export interface PushResult {
  /** One for each property of which something was applied. */
  readonly tasks: readonly string[];
  readonly warnings: readonly MessageFault[];
  readonly journal: JournalOutcome;
}

interface Part {
  readonly message: AriMessage;
  /** Null where the property is not this partner's. */
  readonly catalogue: Catalogue | null;
}

/**
 * Applies a push property by property, change by change: what cannot be applied is a warning and keeps nothing else from it
 * ("Channex, warning notifications"). Applied and committed before the answer, so a task is done when its id is given.
 * @throws AppError RATE_LIMITED before anything is applied, and what may pass when it is sent again.
 */
export async function applyChannexPush(deps: ChannexPushDeps, push: ChannexPush): Promise<PushResult> {
  const { partner, budget, content, body } = push;
  const parts: Part[] = [];
  for (const message of [content.ari, ...(content.more ?? [])])
    parts.push({ message, catalogue: await open(deps, partner, message.hotel_code) });
  for (const { catalogue } of parts)
    if (catalogue !== null) await budget.take(`${partner.partner_id}:${catalogue.hotel.hotel_id}`);
  const tasks: string[] = [];
  const refused: Fault[] = [];
  for (const part of parts) {
    const faults = await applyPart(deps, push, part);
    refused.push(...faults);
    if (faults.length < part.message.updates.length) tasks.push(randomUUID());
  }
  const warnings = [...push.faults, ...(await describeRefused(body, refused))].sort(byPlace);
  const parked = refused.some(({ code }) => code === 'PARKED');
  return { tasks, warnings, journal: parked ? 'PARKED' : tasks.length > 0 ? 'APPLIED' : 'REFUSED' };
}

async function open(
  { openCatalogue }: ChannexPushDeps,
  partner: Partner,
  property: string,
): Promise<Catalogue | null> {
  try {
    return await openCatalogue(partner, property);
  } catch (error) {
    if (error instanceof AppError && error.code === 'HOTEL_NOT_FOUND') return null;
    throw error;
  }
}

/** @returns one fault for each change that was not applied. */
async function applyPart(
  { applyAri, clock }: ChannexPushDeps,
  { partner, requestId }: ChannexPush,
  { message, catalogue }: Part,
): Promise<readonly Fault[]> {
  const refuseAll = (code: string, text: string) =>
    message.updates.map(({ at }): Fault => ({ pointer: at, code, message: text }));
  if (catalogue === null)
    return refuseAll('HOTEL_NOT_FOUND', `No property "${message.hotel_code}" is mapped to you.`);
  // Other contracts are given a day for senders in other zones; this one refuses the past as such.
  const today = todayIn(catalogue.hotel.time_zone, clock.now());
  const past = message.updates
    .filter(({ to }) => to < today)
    .map(({ at, to }): Fault => {
      const text = `${to} is past; today is ${today} at the hotel, past dates are not allowed`;
      return { pointer: at, code: 'VALIDATION', message: text };
    });
  const updates = message.updates.filter(({ to }) => to >= today);
  if (updates.length === 0) return past;
  try {
    const { refused = [] } = await applyAri(partner, { ...message, updates }, { requestId, perItem: true });
    return [...past, ...refused];
  } catch (error) {
    if (!(error instanceof AppError) || error.retryable || error.kind === 'bug') throw error;
    return refuseAll(error.code, error.message);
  }
}
