import type { WireRequest } from '../model/channel-codec.js';
import type { OpenEndpoint } from './endpoint.js';
import { noAnswerText } from './no-answer.js';
import type { SendRequest } from './send-request.js';

interface Asking {
  readonly send: SendRequest;
  readonly timeoutMs: number;
}

/** One question to a channel, or one acknowledgement. */
export async function askChannel(
  { send, timeoutMs }: Asking,
  { url, dialect }: OpenEndpoint,
  request: WireRequest,
): Promise<{ readonly body: string; readonly contentType: string } | { readonly error: string }> {
  const sent = await send(url, request, (dialect.limits.timeout_seconds ?? timeoutMs / 1_000) * 1_000);
  if (sent.kind === 'unreachable') return { error: noAnswerText(sent) };
  const { status, body, headers } = sent.answer;
  if (status !== 200) return { error: `HTTP ${status} to ${request.message}` };
  return { body, contentType: headers['content-type'] ?? '' };
}
