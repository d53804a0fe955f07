import { AppError } from '../core/model/errors.js';
import type { GatewayClient, GatewayRequest } from './gateway-client.js';
import type { KeyRole } from './resolve-gateway.js';

export interface ApiResult {
  readonly status: number;
  readonly content_type: string;
  /** Parsed where the answer is JSON, else its text. */
  readonly body: unknown;
}

/**
 * One request as the user wrote it.
 * @throws AppError VALIDATION for a path that is not one, else what the gateway's answer stands for.
 */
export async function callApi(
  client: GatewayClient,
  request: GatewayRequest,
): Promise<{ readonly text: string; readonly result: ApiResult }> {
  // A whole URL would carry the key to another host.
  if (!request.path.startsWith('/') || request.path.startsWith('//')) {
    throw new AppError(
      'VALIDATION',
      `"${request.path}" is not a path; it begins with one slash, such as /readyz.`,
    );
  }
  const answer = await client.success(request).catch((error: unknown) => {
    throw asWhoMay(error, request);
  });
  const json = /\bjson\b/.test(answer.contentType);
  const body: unknown = json && answer.body !== '' ? JSON.parse(answer.body) : answer.body;
  return { text: answer.body, result: { status: answer.status, content_type: answer.contentType, body } };
}

const ROLE_OF_KIND: Readonly<Record<string, KeyRole>> = { pms: 'pms', ota: 'ota', operator: 'admin' };

/** A refused key is answered with the demo partner whose key would do: the first kind that the gateway names. */
function asWhoMay(error: unknown, { method, path }: GatewayRequest): unknown {
  if (!(error instanceof AppError) || error.code !== 'FORBIDDEN') return error;
  const { kinds } = error.details;
  const role = Array.isArray(kinds) ? ROLE_OF_KIND[String(kinds[0])] : undefined;
  if (role === undefined) return error;
  const { faults, details } = error;
  const typed = /[?&]/.test(path) ? `"${path}"` : path;
  const next = `bellhop api ${method.toLowerCase()} ${typed} --act-as ${role}`;
  return new AppError(error.code, error.message, { faults, details, next, cause: error });
}
