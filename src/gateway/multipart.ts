import { AppError } from '../core/model/errors.js';
import { mediaTypeOf } from './media-type.js';

/** One field of a form. */
export interface FormPart {
  readonly body: Buffer;
  /** Of its own Content-Type; null where it names none. */
  readonly charset: string | null;
}

const MOST_PARTS = 16;
const LONGEST_HEAD = 4_096;
const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"\r\n]{1,70})"|([\w'()+,./:=?-]{1,70}))/i;
const NAME = /;\s*name\s*=\s*(?:"([^"\r\n]{1,64})"|([\w.-]{1,64}))/i;
/** Encodings that leave the bytes as they are; browsers and clients of today send none at all. */
const PLAIN: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary']);
const LINE_END = '\r\n';

/**
 * The fields of a multipart/form-data body (RFC 7578) that was read whole, by name.
 * @throws AppError MALFORMED for a body that is not one: no boundary, a part that does not end, a name twice.
 */
export function parseMultipart(body: Buffer, contentType: string): ReadonlyMap<string, FormPart> {
  const parts = new Map<string, FormPart>();
  for (const part of split(body, boundaryOf(contentType))) {
    const { name, ...field } = readPart(part);
    if (parts.has(name)) throw malformed(`the field "${name}" stands twice`);
    parts.set(name, field);
  }
  return parts;
}

function boundaryOf(contentType: string): string {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw malformed('Content-Type names no boundary');
  return boundary;
}

/** What stands between the boundaries; what stands before the first and behind the last means nothing. */
function split(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`${LINE_END}--${boundary}`);
  const first = delimiter.subarray(LINE_END.length);
  const parts: Buffer[] = [];
  let at = body.subarray(0, first.length).equals(first) ? first.length : endOf(body, delimiter, 0);
  for (;;) {
    const after = body.subarray(at, at + 2).toString('latin1');
    if (after === '--') return parts;
    if (after !== LINE_END) throw malformed('a boundary is not followed by a line end');
    if (parts.length === MOST_PARTS) throw malformed(`it has more than ${MOST_PARTS} fields`);
    const end = endOf(body, delimiter, at);
    // The line end behind the boundary stays in front of the head, which may be empty.
    parts.push(body.subarray(at, end - delimiter.length));
    at = end;
  }
}

/** Where the next delimiter ends. */
function endOf(body: Buffer, delimiter: Buffer, from: number): number {
  const at = body.indexOf(delimiter, from);
  if (at < 0) throw malformed('the last boundary is missing, so it is not complete');
  return at + delimiter.length;
}

function readPart(part: Buffer): FormPart & { readonly name: string } {
  const headEnd = part.subarray(0, LONGEST_HEAD).indexOf(LINE_END + LINE_END);
  if (headEnd < 0) throw malformed('a field has no Content-Disposition');
  const headers = readHeaders(part.subarray(0, headEnd).toString('latin1'));
  const disposition = headers.get('content-disposition') ?? '';
  const [, quoted, plain] = NAME.exec(disposition) ?? [];
  const name = quoted ?? plain;
  if (!/^form-data\s*;/i.test(disposition) || name === undefined)
    throw malformed('a field has no Content-Disposition with a name');
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? 'binary';
  if (!PLAIN.has(encoding)) throw malformed('a field is not sent as it is (Content-Transfer-Encoding)');
  const body = part.subarray(headEnd + 2 * LINE_END.length);
  return { name, body, charset: mediaTypeOf(headers.get('content-type'))?.charset ?? null };
}

function readHeaders(head: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of head.split(LINE_END)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function malformed(why: string): AppError {
  return new AppError('MALFORMED', `The body is not multipart/form-data: ${why}.`);
}
