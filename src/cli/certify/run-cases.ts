import { setTimeout as sleep } from 'node:timers/promises';
import type { CertificationCase, CertificationStep } from '../../core/model/certification.js';
import type { CaseNames, CertifyScene } from './certify-scene.js';
import { hideKeys } from './fill-placeholders.js';
import { captureFrom, judgeAnswer, judgeCells, type ReadNights } from './judge-step.js';
import { fillRequest, sendRequest, type SentRequest, type StepAnswer } from './send-step.js';

export interface StepResult {
  readonly request: SentRequest;
  readonly answer: StepAnswer;
  /** What was not as expected; none: passed. */
  readonly failures: readonly string[];
}

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Nothing of it was tried, for the reason that is named; it neither passed nor failed. */
  readonly skipped?: string;
  readonly passed: boolean;
  readonly steps: readonly StepResult[];
}

/** Runs a contract's list over HTTP, one case after the other. @throws AppError UNAVAILABLE without a gateway. */
export async function runCases(
  scene: CertifyScene,
  cases: readonly { readonly place: number; readonly one: CertificationCase }[],
  options: {
    readonly timeoutSeconds: number;
    readonly done: (result: CaseResult) => void;
    /** Ends it before the next case. */
    readonly stopped?: AbortSignal | undefined;
  },
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const { place, one } of cases) {
    if (options.stopped?.aborted === true) break;
    const names = await scene.names(place);
    if (needsChannel(one) && names.channelKey === '') {
      const { id, title, source } = one;
      const skipped = 'needs the key of a booking channel at the same hotel: --channel-key';
      const result = { id, title, source, skipped, passed: false, steps: [] };
      options.done(result);
      results.push(result);
      continue;
    }
    if (one.on_sale !== undefined) await scene.putOnSale?.(names, one.on_sale);
    const result = await runCase(scene.gateway, { one, names, timeoutSeconds: options.timeoutSeconds });
    options.done(result);
    results.push(result);
  }
  return results;
}

/** A case that books through a channel has nothing to try without one. */
function needsChannel({ steps }: CertificationCase): boolean {
  return JSON.stringify(steps).includes('{channel_key}');
}

interface Run {
  readonly one: CertificationCase;
  readonly names: CaseNames;
  readonly timeoutSeconds: number;
}

/** A step after one that failed would only tell the same again. */
async function runCase(gateway: string, run: Run): Promise<CaseResult> {
  const { id, title, source, steps } = run.one;
  const captured = new Map<string, string>();
  const results: StepResult[] = [];
  for (const step of steps) {
    const result = await runStep(gateway, run, { step, captured });
    results.push(result);
    if (result.failures.length > 0) break;
  }
  const passed = results.every(({ failures }) => failures.length === 0);
  return { id, title, source, passed, steps: results };
}

async function runStep(
  gateway: string,
  { names, timeoutSeconds }: Run,
  { step, captured }: { readonly step: CertificationStep; readonly captured: Map<string, string> },
): Promise<StepResult> {
  const request = fillRequest(step, names, captured);
  const { expect } = step;
  const first = await sendRequest(gateway, request, timeoutSeconds);
  const answer = isBusy(first, expect) ? await sendLater(gateway, { request, first, timeoutSeconds }) : first;
  const said = { expect, answer, names, captured };
  const { found, failures } = captureFrom(said);
  const judged = [...judgeAnswer(said), ...failures];
  for (const [name, value] of found) captured.set(name, value);
  const cells = await judgeCells(said, nightReader(gateway, { names, timeoutSeconds }));
  return { ...shown({ request, answer }, names), failures: [...judged, ...cells] };
}

const TOO_MANY = 429;
const LONGEST_WAIT_SECONDS = 90;

/** A budget by the minute that an earlier run has used up says nothing about the case, unless the case is about it. */
function isBusy({ status }: StepAnswer, { status: expected }: CertificationStep['expect']): boolean {
  return status === TOO_MANY && expected !== TOO_MANY;
}

async function sendLater(
  gateway: string,
  work: { readonly request: SentRequest; readonly first: StepAnswer; readonly timeoutSeconds: number },
): Promise<StepAnswer> {
  const { request, first, timeoutSeconds } = work;
  await sleep(1_000 * Math.min(first.retry_after ?? LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS));
  return sendRequest(gateway, request, timeoutSeconds);
}

function nightReader(gateway: string, { names, timeoutSeconds }: Omit<Run, 'one'>): ReadNights {
  return async (room, date) => {
    const query = new URLSearchParams({ hotel_id: names.hotel, room_code: room, from: date, to: date });
    const request = {
      method: 'GET',
      path: `/api/ari?${query.toString()}`,
      headers: { authorization: `Bearer ${names.key}` },
      body: null,
    };
    const { status, body } = await sendRequest(gateway, request, timeoutSeconds);
    if (status !== 200) return null;
    const { nights } = JSON.parse(body) as { nights: Readonly<Record<string, unknown>>[] };
    return nights[0] ?? null;
  };
}

function shown(
  { request, answer }: Pick<StepResult, 'request' | 'answer'>,
  names: CaseNames,
): Pick<StepResult, 'request' | 'answer'> {
  const hide = (text: string) => hideKeys(text, names);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, hide(value)]),
  );
  return {
    request: {
      ...request,
      path: hide(request.path),
      headers,
      body: request.body === null ? null : hide(request.body),
    },
    answer: { ...answer, body: hide(answer.body) },
  };
}
