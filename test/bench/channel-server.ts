import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChannelServer {
  readonly url: string;
  readonly requests: () => number;
  /** Bodies of the first requests, for whoever sends the same without us. */
  readonly bodies: readonly string[];
  /** Resolves when so many channels (by path) were told that a night of a hotel is sold out. */
  closedAt(hotel: string, date: string, channels: number): Promise<number>;
  /** Resolves with the time when any request that names this text has come. */
  seen(text: string): Promise<number>;
  close(): Promise<void>;
}

interface Told {
  readonly data: readonly {
    readonly attributes: {
      readonly hotel_code: string;
      readonly changes: readonly {
        readonly attributes: {
          readonly date_from: string;
          readonly date_to: string;
          readonly availability?: number;
        };
      }[];
    };
  }[];
}

interface Watch {
  readonly isIt: (body: string, channel: string) => boolean;
  readonly channels: Set<string>;
  readonly wanted: number;
  readonly done: (at: number) => void;
}

/** Channels that speak open-channel, each under a path of its own, and take everything after `delayMs`. */
export async function openChannelServer(delayMs: number): Promise<ChannelServer> {
  let requests = 0;
  const bodies: string[] = [];
  const watches = new Set<Watch>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests += 1;
      const body = Buffer.concat(chunks).toString();
      if (bodies.length < 1_000) bodies.push(body);
      const answer = (): void => {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"success":true,"unique_id":"1"}', () => note(body, request.url?.split('/')[1] ?? ''));
      };
      if (delayMs === 0) answer();
      else setTimeout(answer, delayMs);
    });
  });

  function note(body: string, channel: string): void {
    for (const watch of watches) {
      if (!watch.isIt(body, channel)) continue;
      watch.channels.add(channel);
      if (watch.channels.size < watch.wanted) continue;
      watches.delete(watch);
      watch.done(performance.now());
    }
  }

  const wait = (isIt: Watch['isIt'], wanted: number) =>
    new Promise<number>((done) => watches.add({ isIt, channels: new Set(), wanted, done }));

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    bodies,
    closedAt: (hotel, date, channels) => wait((body) => closes(body, hotel, date), channels),
    seen: (text) => wait((body) => body.includes(text), 1),
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

function closes(body: string, hotel: string, date: string): boolean {
  if (!body.includes('"availability":0') || !body.includes(`"${hotel}"`)) return false;
  return (JSON.parse(body) as Told).data.some(({ attributes }) =>
    attributes.changes.some(
      (change) =>
        change.attributes.availability === 0 &&
        change.attributes.date_from <= date &&
        change.attributes.date_to >= date,
    ),
  );
}
