import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectors } from '../../src/connectors/index.js';
import { toCalendar, type CalendarCell } from '../../src/connectors/shared/calendar.js';
import type { AriMessage, AriUpdate } from '../../src/core/model/ari.js';
import type { EncodedAnswer } from '../../src/core/model/connector.js';

export interface ReceivedPush {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly updates: readonly AriUpdate[];
  readonly at: number;
  /** Whether it was taken. */
  taken: boolean;
}

/** What the channel answers instead of taking a push; `taken`: it keeps what it got all the same (a dropped answer). */
export interface Trouble {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly taken?: boolean;
  readonly drop?: boolean;
  readonly delayMs?: number;
  /** Answers with what it makes of the request. */
  readonly answer?: (body: string) => string;
  /** Before it answers. */
  readonly meanwhile?: () => Promise<unknown>;
}

export interface TestChannel {
  readonly url: string;
  readonly received: ReceivedPush[];
  /** Next pushes meet these, in order. */
  readonly troubles: Trouble[];
  /** Every push meets this while it is set. */
  always: Trouble | null;
  /** Requests at the same time, at most. */
  readonly mostAtOnce: () => number;
  readonly calendar: () => CalendarCell[];
  readonly cell: (
    room: string,
    rate: string | null,
    date: string,
  ) => Partial<Omit<CalendarCell, 'room_code' | 'rate_code' | 'date'>>;
  close(): Promise<void>;
}

/** A channel that speaks a contract over real HTTP and keeps the calendar that it was told. */
export async function aChannel(connectorId: string): Promise<TestChannel> {
  const connector = connectors.find(({ id }) => id === connectorId);
  if (connector === undefined) throw new Error(`no connector ${connectorId}`);
  const received: ReceivedPush[] = [];
  const troubles: Trouble[] = [];
  const kept: AriUpdate[] = [];
  let rateAbsent: AriMessage['rate_absent'] = 'room';
  let atOnce = 0;
  let most = 0;
  const channel = { always: null as Trouble | null };

  async function take(path: string, body: Buffer, headers: ReceivedPush['headers']) {
    const action = path.split('/').at(-1) ?? '';
    const message = await connector?.decode(body, { charset: null, ...(action === '' ? {} : { action }) });
    if (connector === undefined || message?.content?.kind !== 'ari')
      throw new Error(`not understood: ${body.toString()}`);
    const { updates, rate_absent } = message.content.ari;
    rateAbsent = rate_absent;
    const trouble = channel.always ?? troubles.shift();
    const push = { path, body: body.toString(), headers, updates, at: Date.now(), taken: false };
    received.push(push);
    await new Promise((resolve) => setTimeout(resolve, trouble?.delayMs ?? 0));
    await trouble?.meanwhile?.();
    const ok = trouble === undefined || (trouble.status === undefined && trouble.answer === undefined);
    if (trouble?.taken === true || ok) {
      kept.push(...updates);
      push.taken = true;
    }
    if (trouble?.drop === true) return null;
    const told = trouble?.answer?.(push.body) ?? trouble?.body;
    if (trouble?.status !== undefined || told !== undefined)
      return { status: trouble?.status ?? 200, headers: trouble?.headers ?? {}, body: told ?? '' };
    return toAnswer(connector.encode(message.envelope, { kind: 'applied' }));
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      take(request.url ?? '', Buffer.concat(chunks), request.headers)
        .then((answer) => {
          if (answer === null) request.socket.destroy();
          else response.writeHead(answer.status, answer.headers).end(answer.body);
        })
        .catch((error: unknown) => response.writeHead(500).end(String(error)))
        .finally(() => (atOnce -= 1));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const calendar = () => toCalendar({ updates: kept, rate_absent: rateAbsent });
  return Object.assign(channel, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    troubles,
    mostAtOnce: () => most,
    calendar,
    cell: (room: string, rate: string | null, date: string) => {
      const found = calendar().find(
        (cell) => cell.room_code === room && cell.rate_code === rate && cell.date === date,
      );
      const { room_code: _room, rate_code: _rate, date: _date, ...values } = found ?? { date };
      return values;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function toAnswer({ status, contentType, headers, body }: EncodedAnswer) {
  return { status, headers: { 'content-type': contentType, ...headers }, body };
}
