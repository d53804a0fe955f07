import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.js';

/** Writes an answer; the only place that does. */
export function send(response: ServerResponse, answer: Answer): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body, 'utf8') : answer.body;
  response.writeHead(answer.status, {
    // Answers hold inventory and personal data: nothing between us and the partner may keep one.
    'Cache-Control': 'no-store',
    ...answer.headers,
    'Content-Type': answer.contentType,
    'Content-Length': body.length,
  });
  response.end(body);
}
