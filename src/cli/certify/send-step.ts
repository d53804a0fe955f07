import type { CertificationStep } from '../../core/model/certification.js';
import { AppError } from '../../core/model/errors.js';
import type { CaseNames } from './certify-scene.js';
import { basicOf, fillPlaceholders } from './fill-placeholders.js';

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface StepAnswer {
  readonly status: number;
  readonly body: string;
  /** Seconds, where the answer says when to come again. */
  readonly retry_after: number | null;
}

/** The request of a step with everything filled in, and the credentials that it leaves to us. */
export function fillRequest(
  { request }: CertificationStep,
  names: CaseNames,
  captured: ReadonlyMap<string, string>,
): SentRequest {
  const fill = (text: string) => fillPlaceholders(text, names, captured);
  const given = Object.entries(request.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    fill(value),
  ]);
  const headers = new Map(given as [string, string][]);
  const texts = [request.path, request.body ?? '', ...Object.values(request.headers ?? {})];
  const signed = texts.some((text) => /\{(key|basic|channel_key|partner)\}/.test(text));
  if (!signed && !headers.has('authorization')) headers.set('authorization', `Basic ${basicOf(names)}`);
  // An empty one says: without credentials.
  if (headers.get('authorization') === '') headers.delete('authorization');
  const body = request.body === undefined ? null : fill(request.body);
  if (body !== null && !headers.has('content-type')) headers.set('content-type', typeOf(body));
  return { method: request.method, path: fill(request.path), headers: Object.fromEntries(headers), body };
}

function typeOf(body: string): string {
  return body.trimStart().startsWith('<') ? 'text/xml; charset=utf-8' : 'application/json';
}

/** @throws AppError UNAVAILABLE when no answer came. */
export async function sendRequest(
  gateway: string,
  { method, path, headers, body }: SentRequest,
  timeoutSeconds: number,
): Promise<StepAnswer> {
  try {
    const answer = await fetch(new URL(path, gateway), {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1_000),
      ...(body === null ? {} : { body: Buffer.from(body) }),
    });
    const wait = Number(answer.headers.get('retry-after') ?? Number.NaN);
    const retry_after = Number.isFinite(wait) ? wait : null;
    return { status: answer.status, body: await answer.text(), retry_after };
  } catch (cause) {
    throw new AppError('UNAVAILABLE', `The gateway at ${gateway} gave no answer.`, {
      cause,
      next: 'bellhop dev status',
    });
  }
}
