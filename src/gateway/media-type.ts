import type { IncomingMessage } from 'node:http';
import { AppError } from '../core/model/errors.js';

export interface MediaType {
  /** Lower case, without parameters. */
  readonly type: string;
  readonly charset: string | null;
}

const CHARSET = /;\s*charset\s*=\s*"?([A-Za-z0-9_.:-]{1,40})"?/i;

export function mediaTypeOf(header: string | undefined): MediaType | null {
  if (header === undefined) return null;
  const type = (header.split(';', 1)[0] ?? '').trim().toLowerCase();
  return { type, charset: CHARSET.exec(header)?.[1] ?? null };
}

/** @throws AppError UNSUPPORTED_MEDIA_TYPE naming what is accepted, also when the header is missing. */
export function requireMediaType(request: IncomingMessage, accepted: readonly string[]): MediaType {
  const given = mediaTypeOf(request.headers['content-type']);
  if (given !== null && accepted.includes(given.type)) return given;
  const what =
    given === null
      ? 'The body has no Content-Type'
      : `Content-Type "${given.type.slice(0, 60)}" is not accepted`;
  throw new AppError('UNSUPPORTED_MEDIA_TYPE', `${what}; send ${accepted.join(' or ')}.`);
}
