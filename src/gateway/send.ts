import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import { servedOf } from './served.js';

/** Writes an answer; the only place that does. */
export function send(response: ServerResponse, { status, contentType, body, headers }: Answer): void {
  response.writeHead(status, {
    ...servedOf(response).headers,
    // Answers hold inventory and personal data: nothing between us and the partner may keep one.
    'Cache-Control': 'no-store',
    ...headers,
    'Content-Type': contentType,
    // Text is not made bytes here: it then leaves in one write together with the headers.
    'Content-Length': typeof body === 'string' ? Buffer.byteLength(body) : body.length,
  });
  response.end(body);
}
