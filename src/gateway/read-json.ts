import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { AppError } from '../core/model/errors.js';
import { validate } from '../core/model/validation.js';
import { requireMediaType } from './media-type.js';
import { JSON_LIMIT, readBody } from './read-body.js';
import { parseStrictJson } from './strict-json.js';

export const JSON_TYPES = ['application/json'] as const;

export interface JsonBody<T> {
  readonly value: T;
  /** The parsed body before the schema touched it: what an idempotency key is bound to. */
  readonly sent: unknown;
  /** As it came, for the journal. */
  readonly bytes: Buffer;
}

export interface JsonBodyOptions {
  /** Taken for a request that has no body at all; without it a body is required. */
  readonly whenEmpty?: unknown;
}

/** Reads, parses and checks a JSON body of at most 1 MiB. @throws AppError UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, MALFORMED, VALIDATION */
export async function readJson<S extends z.ZodType>(
  request: IncomingMessage,
  schema: S,
  options: JsonBodyOptions = {},
): Promise<JsonBody<z.output<S>>> {
  if ('whenEmpty' in options && !hasBody(request)) {
    const sent = options.whenEmpty;
    return { value: validate(schema, sent, 'body'), sent, bytes: Buffer.alloc(0) };
  }
  requireMediaType(request, JSON_TYPES);
  const bytes = await readBody(request, JSON_LIMIT);
  const sent = parseStrictJson(decodeUtf8(bytes));
  return { value: validate(schema, sent, 'body'), sent, bytes };
}

function hasBody(request: IncomingMessage): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('MALFORMED', 'The body is not valid UTF-8; JSON is always UTF-8.', { cause });
  }
}
