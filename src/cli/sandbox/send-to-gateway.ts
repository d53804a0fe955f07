import type { GatewayReply, OutgoingMessage } from './reservations/reservation-writer.js';

const TIMEOUT_MS = 60_000;

export type SendToGateway = (message: OutgoingMessage) => Promise<GatewayReply>;

/** Status 0: no answer came, so nobody knows what became of the message. */
export const NO_ANSWER = 0;

/** Sends to the gateway; never throws. Nothing that it returns holds the key. */
export function createSendToGateway(gateway: string, stopped: AbortSignal): SendToGateway {
  const base = gateway.replace(/\/+$/, '');
  return async ({ method, path, headers, body }) => {
    try {
      const answer = await fetch(`${base}${path}`, {
        method,
        headers,
        redirect: 'manual',
        signal: AbortSignal.any([stopped, AbortSignal.timeout(TIMEOUT_MS)]),
        ...(method === 'GET' ? {} : { body: Buffer.from(body) }),
      });
      return { status: answer.status, body: await answer.text() };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { status: NO_ANSWER, body: `no answer (${cause instanceof Error ? cause.message : 'unknown'})` };
    }
  };
}
