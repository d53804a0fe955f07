import { AppError, type ErrorCode, type Fault } from '../core/model/errors.js';
import { isErrorCode } from './error-report.js';

export interface GatewayRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with its query, beginning with "/". */
  readonly path: string;
  readonly body?: Uint8Array | string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GatewayClient {
  readonly url: string;
  /** Any HTTP answer, whatever its status. @throws AppError UNAVAILABLE when none came. */
  send(request: GatewayRequest): Promise<GatewayAnswer>;
  /** A 2xx answer. @throws AppError made from the problem document otherwise. */
  success(request: GatewayRequest): Promise<GatewayAnswer>;
  /** The JSON of a 2xx answer. */
  json(request: GatewayRequest): Promise<unknown>;
}

export interface GatewayClientOptions {
  readonly url: string;
  readonly key: string;
  readonly timeoutSeconds: number;
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
};

/** A client of the gateway that acts with one partner's key. Nothing it throws holds the key or a body. */
export async function createGatewayClient(options: GatewayClientOptions): Promise<GatewayClient> {
  const { default: axios } = await import('axios');
  const base = new URL(options.url);
  const http = axios.create({
    baseURL: base.origin,
    timeout: options.timeoutSeconds * 1_000,
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    maxBodyLength: MAX_ANSWER_BYTES,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    headers: { Authorization: `Bearer ${options.key}`, 'User-Agent': 'bellhop-cli' },
    ...(LOOPBACK.has(base.hostname) ? { proxy: false as const } : {}),
  });
  const send = async (request: GatewayRequest): Promise<GatewayAnswer> => {
    const answer = await http
      .request<string>({
        method: request.method,
        url: request.path,
        // axios takes an ArrayBuffer view's whole buffer, so that a slice of a bigger one must become a Buffer.
        ...(request.body === undefined ? {} : { data: Buffer.from(request.body as Uint8Array) }),
        headers: {
          ...request.headers,
          ...(request.contentType === undefined ? {} : { 'Content-Type': request.contentType }),
        },
      })
      .catch((error: unknown) => {
        throw unreachable(base.origin, error);
      });
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    return {
      status: answer.status,
      contentType: headers['content-type'] ?? '',
      body: answer.data ?? '',
      headers,
    };
  };
  const success = async (request: GatewayRequest): Promise<GatewayAnswer> => {
    const answer = await send(request);
    if (answer.status < 200 || answer.status > 299) throw problemOf(answer);
    return answer;
  };
  const json = async (request: GatewayRequest): Promise<unknown> => parseJson(await success(request));
  return { url: base.origin, send, success, json };
}

/** The AppError that an answer outside 2xx stands for: the gateway's own code where it sent one. */
export function problemOf(answer: GatewayAnswer): AppError {
  const problem = readObject(answer.body);
  const given = textAt(problem, 'code');
  const code = given !== undefined && isErrorCode(given) ? given : codeOfStatus(answer.status);
  const said = textAt(problem, 'detail') ?? textAt(problem, 'message');
  const retryAfter = Number(answer.headers['retry-after']);
  const requestId = textAt(problem, 'requestId') ?? textAt(problem, 'request_id');
  return new AppError(
    code,
    said ?? `The gateway answered with HTTP status ${answer.status} and nothing else; is the address right?`,
    {
      faults: faultsOf(problem),
      ...(Number.isFinite(retryAfter) && retryAfter > 0 ? { retryAfter } : {}),
      details: {
        ...objectAt(problem, 'details'),
        http_status: answer.status,
        ...(requestId === undefined ? {} : { request_id: requestId }),
      },
    },
  );
}

/** For answers that are not ours: a proxy's, or another server's at a wrong address. */
function codeOfStatus(status: number): ErrorCode {
  return CODE_OF_STATUS[status] ?? (status >= 400 && status < 500 ? 'VALIDATION' : 'UNAVAILABLE');
}

function parseJson(answer: GatewayAnswer): unknown {
  try {
    return JSON.parse(answer.body) as unknown;
  } catch (cause) {
    throw new AppError(
      'UNAVAILABLE',
      'The gateway answered with something that is not JSON; is the address right?',
      { cause },
    );
  }
}

/** Without axios' own error, which carries the request with its key. */
function unreachable(url: string, error: unknown): AppError {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no answer';
  return new AppError('UNAVAILABLE', `The gateway at ${url} cannot be reached (${code}).`, {
    next: 'bellhop dev status',
  });
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // A proxy's HTML page: the status alone speaks.
    return {};
  }
}

function objectAt(
  object: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const value = object[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textAt(object: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = object[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function faultsOf(problem: Readonly<Record<string, unknown>>): Fault[] {
  const list = problem['errors'] ?? problem['faults'];
  if (!Array.isArray(list)) return [];
  return list
    .filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
    .map((entry) => ({
      pointer: textAt(entry, 'pointer') ?? '',
      code: textAt(entry, 'code') ?? 'VALIDATION',
      message: textAt(entry, 'message') ?? '',
      ...(typeof entry['line'] === 'number' ? { line: entry['line'] } : {}),
    }));
}
