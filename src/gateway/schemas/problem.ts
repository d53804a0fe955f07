import type { ZodContentObject } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ERROR_TRAITS, type ErrorCode } from '../../core/model/errors.js';
import { statusOf } from '../status.js';

const CODES = Object.keys(ERROR_TRAITS) as ErrorCode[];

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(CODES),
    detail: z.string(),
    requestId: z.string(),
    retryable: z.boolean().meta({ description: 'the very same request may succeed later; see Retry-After' }),
    errors: z.array(
      z.strictObject({
        pointer: z.string().meta({ description: 'JSON pointer into the body or the query' }),
        code: z.string(),
        message: z.string(),
        line: z.int().optional(),
      }),
    ),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

interface DocumentedResponse {
  readonly description: string;
  readonly content: ZodContentObject;
}

/** The error answers of a route, by status, each naming its codes. */
export function problems(...codes: readonly ErrorCode[]): Record<string, DocumentedResponse> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  const content = { 'application/problem+json': { schema: problemSchema } };
  const entries = [...byStatus].map(([status, list]) => [
    String(status),
    { description: list.join(', '), content },
  ]);
  return Object.fromEntries(entries) as Record<string, DocumentedResponse>;
}

/** What every route with a key may answer. */
export const KEY_ERRORS = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
/** What every route with a JSON body may answer besides. */
export const BODY_ERRORS = ['VALIDATION', 'MALFORMED', 'TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;

export function jsonContent(schema: z.ZodType): ZodContentObject {
  return { 'application/json': { schema } };
}
