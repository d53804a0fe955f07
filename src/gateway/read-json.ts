import { isUtf8 } from 'node:buffer';
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
  /** Parsed, before the schema touched it: what an idempotency key is bound to. */
  readonly sent: unknown;
}

/**
 * The bytes of a JSON body of at most 1 MiB, not yet looked into. A request without any body needs no Content-Type.
 * @throws AppError UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, MALFORMED
 */
export async function readJsonBytes(request: IncomingMessage): Promise<Buffer> {
  if (!hasBody(request)) return Buffer.alloc(0);
  requireMediaType(request, JSON_TYPES);
  return readBody(request, JSON_LIMIT);
}

/** Parses and checks a body. @throws AppError MALFORMED, VALIDATION */
export function parseJson<S extends z.ZodType>(bytes: Buffer, schema: S): JsonBody<z.output<S>> {
  if (bytes.length === 0) throw new AppError('MALFORMED', 'The request needs a JSON body; it has none.');
  const sent = parseStrictJson(decodeUtf8(bytes));
  return { value: validate(schema, sent, 'body'), sent };
}

/** As parseJson where the body may be left out, which means the same as {}. */
export function parseOptionalJson<S extends z.ZodType>(bytes: Buffer, schema: S): JsonBody<z.output<S>> {
  return parseJson(bytes.length === 0 ? Buffer.from('{}') : bytes, schema);
}

function hasBody(request: IncomingMessage): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  );
}

/** A byte order mark is not part of the text. */
function decodeUtf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new AppError('MALFORMED', 'The body is not valid UTF-8; JSON is always UTF-8.');
  const text = bytes.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
