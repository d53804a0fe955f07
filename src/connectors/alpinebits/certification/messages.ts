import type { CertificationExpectation, CertificationStep } from '../../../core/model/certification.js';

export const ROOT = 'xmlns="http://www.opentravel.org/OTA/2003/05" Version="4"';
const BOUNDARY = 'certify-boundary';

export interface Post {
  /** Empty: a client without the header. */
  readonly version?: string;
  readonly action?: string;
  readonly request?: string;
}

/** A call as a client posts it: a form with the action and, for most, a document ("AlpineBits, transport"). */
export function step(
  { version = '2022-10', action, request }: Post,
  expect: CertificationExpectation,
): CertificationStep {
  const fields = Object.entries({ action, request }).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`],
  );
  const headers = {
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'x-alpinebits-clientid': 'certify',
    ...(version === '' ? {} : { 'x-alpinebits-clientprotocolversion': version }),
  };
  const body = `${fields.join('')}--${BOUNDARY}--\r\n`;
  return { request: { method: 'POST', path: '/pms/alpinebits', headers, body }, expect };
}

/** Success, and whatever else is expected of it. */
export function success(more: CertificationExpectation = {}): CertificationExpectation {
  return {
    status: 200,
    contains: ['<Success', ...(more.contains ?? [])],
    lacks: ['<Error', ...(more.lacks ?? [])],
    ...(more.capture === undefined ? {} : { capture: more.capture }),
    ...(more.cells === undefined ? {} : { cells: more.cells }),
  };
}

export function refused(code: number): CertificationExpectation {
  return { status: 200, contains: [`<Error Type="13" Code="${code}"`], lacks: ['<Success'] };
}
