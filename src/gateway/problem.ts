import { ERROR_TRAITS, type ErrorCode, type Fault } from '../core/model/errors.js';
import type { Answer } from './answer.js';
import { statusOf } from './status.js';

/** RFC 9457, with our own members beside the standard ones. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly errors: readonly Fault[];
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

export interface ProblemSource {
  readonly code: ErrorCode;
  readonly message: string;
  readonly faults: readonly Fault[];
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfter?: number | undefined;
}

/** Two challenges: people and JSON clients send the key alone, XML partners HTTP Basic. */
const CHALLENGES = 'Bearer realm="bellhop", Basic realm="bellhop", charset="UTF-8"';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** "SOLD_OUT" as "Sold out": the title is the same for every occurrence of a code. */
export function titleOf(code: ErrorCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function toProblem(source: ProblemSource, requestId: string): Problem {
  return {
    type: `/docs/errors#${source.code}`,
    title: titleOf(source.code),
    status: statusOf(source.code),
    code: source.code,
    detail: source.message,
    requestId,
    retryable: ERROR_TRAITS[source.code].retryable,
    errors: source.faults.map(({ pointer, code, message, line }) => ({
      pointer,
      code,
      message,
      ...(line === undefined ? {} : { line }),
    })),
    ...(Object.keys(source.details).length === 0 ? {} : { details: source.details }),
  };
}

/** Headers that go with an error whatever its body: the challenge of a 401, the pause of a retryable one. */
export function errorHeaders(source: ProblemSource): Record<string, string> {
  const headers: Record<string, string> = {};
  if (statusOf(source.code) === 401) headers['WWW-Authenticate'] = CHALLENGES;
  if (ERROR_TRAITS[source.code].retryable)
    headers['Retry-After'] = String(Math.max(1, Math.ceil(source.retryAfter ?? 1)));
  return headers;
}

export function problemAnswer(source: ProblemSource, requestId: string): Answer {
  const problem = toProblem(source, requestId);
  return {
    status: problem.status,
    contentType: PROBLEM_TYPE,
    body: JSON.stringify(problem),
    headers: errorHeaders(source),
  };
}
