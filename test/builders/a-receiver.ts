import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  readonly id: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: Record<string, unknown>;
  };
  readonly at: number;
  status: number;
}

/** What the receiver does instead of answering 204. */
export interface ReceiverTrouble {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: number;
  /** Only for messages that it says so of. */
  readonly when?: (webhook: ReceivedWebhook) => boolean;
}

export interface TestReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** Next messages meet these, in order. */
  readonly troubles: ReceiverTrouble[];
  /** Every message meets this while it is set. */
  always: ReceiverTrouble | null;
  readonly mostAtOnce: () => number;
  close(): Promise<void>;
}

/** Takes webhooks over real HTTP, and remembers them. */
export async function aReceiver(): Promise<TestReceiver> {
  const received: ReceivedWebhook[] = [];
  const troubles: ReceiverTrouble[] = [];
  let atOnce = 0;
  let most = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      const body = Buffer.concat(chunks).toString();
      const { headers } = request;
      const webhook: ReceivedWebhook = {
        ...{ id: String(headers['webhook-id']), path: request.url ?? '', headers, body, at: Date.now() },
        ...{ json: JSON.parse(body) as ReceivedWebhook['json'], status: 0 },
      };
      received.push(webhook);
      const chosen = receiver.always ?? troubles.shift();
      const trouble = chosen?.when?.(webhook) === false ? undefined : chosen;
      webhook.status = trouble?.status ?? 204;
      setTimeout(() => {
        atOnce -= 1;
        response.writeHead(webhook.status, trouble?.headers).end(trouble?.body);
      }, trouble?.delayMs ?? 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: TestReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    troubles,
    always: null,
    mostAtOnce: () => most,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** As a receiver verifies, from what the page docs/webhooks.md says and not with our own code. */
export function verifies({ headers, body }: ReceivedWebhook, secret: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  return String(headers['webhook-signature']).split(' ').includes(expected);
}
