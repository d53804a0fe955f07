import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError } from '../core/model/errors.js';

export const JSON_LIMIT = 1_048_576;

/** What is kept of a body that says beforehand that it is too large: enough to see which message it was. */
const HEAD_BYTES = 4_096;

/** Over its limit a body is only drained, so that the client gets to read the answer; over this it is cut off. */
const DRAIN_LIMIT = 67_108_864;

export interface ReceivedBody {
  /** What was read, inflated; at most `limit` bytes. */
  readonly bytes: Buffer;
  /** There was more: `bytes` is only its beginning. */
  readonly tooLarge: boolean;
}

/** Asked once a body turns out to be larger than `bytes`, with its beginning: nothing more is taken in before it agrees. */
export interface BodyGate {
  readonly bytes: number;
  admit(head: Buffer): Promise<unknown>;
}

/**
 * Reads a body up to `limit` bytes after inflating.
 * @throws AppError UNSUPPORTED_MEDIA_TYPE, MALFORMED, and what the gate throws
 */
export function receiveBody(
  request: IncomingMessage,
  limit: number,
  gate: BodyGate | null = null,
): Promise<ReceivedBody> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') {
    const announced = Number(request.headers['content-length'] ?? 0);
    return collect(request, request, {
      limit: announced > limit ? Math.min(limit, HEAD_BYTES) : limit,
      gate,
    });
  }
  if (encoding === 'gzip') return collect(request, request.pipe(createGunzip()), { limit, gate });
  return Promise.reject(
    new AppError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Content-Encoding "${encoding.slice(0, 32)}" is not supported; send the body plain or with gzip.`,
    ),
  );
}

/** As receiveBody. @throws AppError TOO_LARGE as well */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const { bytes, tooLarge } = await receiveBody(request, limit);
  if (tooLarge) throw bodyTooLarge(limit);
  return bytes;
}

export function bodyTooLarge(limit: number): AppError {
  return new AppError('TOO_LARGE', `The body is larger than ${limit} bytes; split it into several requests.`);
}

interface Taking {
  readonly limit: number;
  readonly gate: BodyGate | null;
}

function collect(request: IncomingMessage, source: Readable, { limit, gate }: Taking): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  let room = limit;
  let closed = gate;
  return new Promise((resolve, reject) => {
    const finish = (tooLarge: boolean): void => resolve({ bytes: Buffer.concat(chunks), tooLarge });
    const take = (chunk: Buffer): void => {
      if (chunk.length > 0) chunks.push(chunk.subarray(0, room));
      if (chunk.length > room) {
        source.off('data', take);
        drain(request, source);
        finish(true);
        return;
      }
      room -= Math.min(room, chunk.length);
      if (closed !== null && limit - room > closed.bytes) ask(closed);
    };
    const ask = (asked: BodyGate): void => {
      closed = null;
      source.pause();
      asked.admit(Buffer.concat(chunks).subarray(0, asked.bytes)).then(
        () => source.resume(),
        (refusal: unknown) => {
          source.off('data', take);
          drain(request, source);
          reject(refusal instanceof Error ? refusal : new Error(String(refusal)));
        },
      );
    };
    source.on('data', take);
    source.once('end', () => finish(false));
    source.on('error', (error) => reject(unreadable(error)));
    request.once('close', () => {
      if (!request.complete) reject(unreadable(null));
    });
  });
}

/** Lets what still comes pass by. A gzip stream is stopped first: a bomb is never inflated beyond its limit. */
function drain(request: IncomingMessage, source: Readable): void {
  let drained = 0;
  if (source !== request) {
    request.unpipe();
    source.destroy();
  }
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > DRAIN_LIMIT) request.destroy();
  });
  request.resume();
}

function unreadable(error: unknown): AppError {
  const zlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
  const message = zlib
    ? 'The body is not complete, valid gzip although Content-Encoding says so.'
    : 'The connection ended before the whole body had arrived.';
  return new AppError('MALFORMED', message, { cause: error ?? undefined });
}
