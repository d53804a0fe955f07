import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../core/model/errors.js';

export interface HttpCredentials {
  readonly key: string;
  /** Set where the scheme names the partner as well (HTTP Basic's user); it must then be the key's own. */
  readonly partner_code?: string;
}

const MAX_LENGTH = 512;

/**
 * The key that came with a request: `Authorization: Bearer KEY`, HTTP Basic (partner code and key), `X-Api-Key`, `User-Api-Key`
 * or `Api-Key`.
 * @returns null when none was sent. @throws AppError UNAUTHENTICATED for one that cannot be read.
 */
export function readCredentials(headers: IncomingHttpHeaders): HttpCredentials | null {
  const { authorization } = headers;
  if (authorization === undefined) {
    // The second is what PMSs of Channex send, the third what channels of Open Channel do.
    const key = headers['x-api-key'] ?? headers['user-api-key'] ?? headers['api-key'];
    return typeof key === 'string' && key !== '' ? checked({ key }) : null;
  }
  const [, scheme = '', value = ''] = /^(\S+)\s+(\S+)\s*$/.exec(authorization.slice(0, 2 * MAX_LENGTH)) ?? [];
  if (/^bearer$/i.test(scheme)) return checked({ key: value });
  if (/^basic$/i.test(scheme)) return checked(readBasic(value));
  throw unreadable();
}

function readBasic(value: string): HttpCredentials {
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw unreadable();
  return { partner_code: text.slice(0, colon), key: text.slice(colon + 1) };
}

function checked(credentials: HttpCredentials): HttpCredentials {
  const { key, partner_code } = credentials;
  if (key === '' || key.length > MAX_LENGTH || (partner_code?.length ?? 0) > MAX_LENGTH) throw unreadable();
  return credentials;
}

function unreadable(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'The credentials cannot be read; send "Authorization: Bearer KEY", HTTP Basic with partner code and key, or X-Api-Key.',
  );
}
