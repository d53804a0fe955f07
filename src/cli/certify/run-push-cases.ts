import type { LeftOpen } from '../../core/delivery/endpoints.js';
import { AppError } from '../../core/model/errors.js';
import { addDays } from '../../core/model/local-date.js';
import type {
  ChannelBehaviour,
  PushBooking,
  PushCase,
  PushStep,
} from '../../core/model/push-certification.js';
import type { FaultInput } from '../sandbox/fault-settings.js';
import type { ChannelControl } from './channel-control.js';
import { fillPlaceholders } from './fill-placeholders.js';
import { judgePushed } from './judge-pushed.js';
import { judgeBooking, judgeCells, judgeMessages, judgeReceived } from './judge-push-step.js';
import type { PushCaseResult, PushStepResult } from './push-result.js';
import type { PushScene } from './push-scene.js';
import { Stopped, watchDelivery, type DeliveryWatch } from './watch-delivery.js';

const FAULTS: Readonly<Record<ChannelBehaviour, FaultInput>> = {
  refuses_part: { partial: 1 },
  unavailable: { error_rate: 1, status: 503 },
  busy: { error_rate: 1, status: 429 },
  drops_answer: { drop_answer: 1 },
};

interface Options {
  readonly timeoutSeconds: number;
  readonly done: (result: PushCaseResult) => void;
  /** Ends it before the next case, or where one waits: what was done by then counts, and the channel is closed all the same. */
  readonly stopped?: AbortSignal | undefined;
  /** The channel did not answer to its closing in time: it is forgotten, and this may still be open there. */
  readonly left?: ((partner: string, open: readonly LeftOpen[]) => void) | undefined;
}

/** What one case works with. */
export interface PushRun {
  readonly scene: PushScene;
  readonly watch: DeliveryWatch;
  /** null: a system of which nobody tells us what it holds. */
  readonly control: ChannelControl | null;
  readonly one: PushCase;
}

/**
 * Runs a contract's list of pushes, one case after the other: nights are changed here, the gateway's delivery tells the channel, and
 * what came of it is compared with what the contract asks for.
 */
export async function runPushCases(
  scene: PushScene,
  { cases, control }: { readonly cases: readonly PushCase[]; readonly control: ChannelControl | null },
  { timeoutSeconds, done, stopped, left }: Options,
): Promise<PushCaseResult[]> {
  const watch = watchDelivery(scene, timeoutSeconds, stopped);
  const results: PushCaseResult[] = [];
  try {
    for (const one of cases) {
      if (stopped?.aborted === true) break;
      const result = await runCase({ scene, watch, control, one });
      done(result);
      results.push(result);
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    const open = await scene.close(() => watch.untilGone());
    if (open.length > 0) left?.(scene.partner.code, open);
  }
  return results;
}

async function runCase(run: PushRun): Promise<PushCaseResult> {
  const { id, title, source, steps, dialect } = run.one;
  const head = { id, title, source };
  if (run.control === null && steps.some(needsControl)) {
    const skipped = 'needs a simulated channel, which does what it is told to';
    return { ...head, skipped, passed: false, steps: [] };
  }
  await run.scene.begin(dialect ?? null);
  await run.watch.untilSettled();
  const results: PushStepResult[] = [];
  for (const step of steps) {
    const result = await runStep(run, step);
    results.push(result);
    if (result.failures.length > 0) break;
  }
  // What a case leaves parked is not the next one's matter.
  await run.watch.sendAgain();
  return { ...head, passed: results.every(({ failures }) => failures.length === 0), steps: results };
}

function needsControl({ channel, booking }: PushStep): boolean {
  return channel !== undefined || booking !== undefined;
}

async function runStep(run: PushRun, step: PushStep): Promise<PushStepResult> {
  const { scene, watch, control } = run;
  const after = scene.app.nextId();
  const seq = (await control?.requests(0))?.at(-1)?.seq ?? 0;
  const problem = await carryOut(run, step, after).catch((error: unknown) => {
    if (error instanceof AppError) return error.message;
    throw error;
  });
  const messages = await watch.sentSince(after);
  const { connector, names } = scene;
  const dialect = connector.dialects.find(({ id }) => id === run.one.dialect) ?? connector.dialects[0];
  const failures = [
    ...(problem === null ? [] : [problem]),
    ...judgeMessages(run, step.expect, messages),
    ...(await judgePushed({ connector, dialect, hotel: names.hotel }, messages)),
    ...(await judgeReceived(run, { dialect, after: seq, messages })),
    ...(await judgeCells(run, step.expect)),
    ...(await judgeBooking(run, step)),
  ];
  return { messages, failures };
}

/** @returns null, or why it could not be done. */
async function carryOut(run: PushRun, step: PushStep, after: string): Promise<string | null> {
  const { scene, watch, control } = run;
  const usual = await control?.faults();
  if (step.channel !== undefined) await control?.faults(FAULTS[step.channel]);
  try {
    if (step.booking !== undefined) await book(run, step.booking);
    if (step.changes !== undefined) await scene.change(step.changes);
    if (step.full === true) await scene.app.delivery.endpoints.sync(scene.partner.code, scene.hotel);
    const fetched =
      step.booking === undefined || step.booking.waits === true ? null : await fetchAll(run, step.booking);
    if (step.channel !== undefined && step.booking === undefined) await watch.untilTrouble(after);
    if (fetched !== null && step.channel === undefined) return fetched;
  } finally {
    await control?.faults(usual);
  }
  const again =
    step.channel !== undefined && step.booking !== undefined ? await fetchAll(run, step.booking) : null;
  await watch.untilSettled();
  if (step.channel !== undefined && (await watch.sendAgain())) await watch.untilSettled();
  return again;
}

/** @returns why a round ended early. */
async function fetchAll({ scene }: PushRun, { fetches = 1 }: PushBooking): Promise<string | null> {
  for (let round = 0; round < fetches; round++) {
    const { error } = await scene.app.pullReservations.one(scene.partner.code);
    if (error !== null) return `reservations could not be fetched: ${error}`;
  }
  return null;
}

async function book({ scene, control }: PushRun, booking: PushBooking): Promise<void> {
  const { names } = scene;
  const { action, reference, from, to } = booking;
  await control?.book({
    action,
    hotel_code: names.hotel,
    reference: fillPlaceholders(reference, names),
    ...(action === 'new' ? { room_code: names.room, rate_code: names.rate, guests: 2 } : {}),
    ...(from === undefined ? {} : { check_in: addDays(names.today, from) }),
    ...(to === undefined ? {} : { check_out: addDays(names.today, to) }),
  });
}
