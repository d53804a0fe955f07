import { addDays } from '../../src/core/model/local-date.js';
import { connectors } from '../../src/connectors/index.js';
import type { PushCell, PushOutcome } from '../../src/core/model/channel-codec.js';
import type { Connector } from '../../src/core/model/connector.js';
import { createSandbox, type SandboxOptions } from '../../src/cli/sandbox/create-sandbox.js';
import { startServer } from '../../src/cli/sandbox/sandbox-server.js';
import type { StoredBooking } from '../../src/cli/sandbox/bookings.js';
import type { CalendarCell } from '../../src/connectors/shared/calendar.js';
import type { LoggedRequest } from '../../src/cli/sandbox/request-log.js';

export interface ControlAnswer<T> {
  readonly status: number;
  readonly document: T;
}

export interface TestSandbox {
  readonly url: string;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<ControlAnswer<T>>;
  cells(hotel?: string): Promise<CalendarCell[]>;
  bookings(): Promise<StoredBooking[]>;
  requests(): Promise<LoggedRequest[]>;
  /** Pushes as Bellhop would, each request after the one before was answered. */
  push(cells: readonly PushCell[]): Promise<PushOutcome[]>;
  close(): Promise<void>;
}

export function connectorOf(id: string): Connector {
  const found = connectors.find((connector) => connector.id === id);
  if (found === undefined) throw new Error(`no connector ${id}`);
  return found;
}

type Options = Partial<Omit<SandboxOptions, 'connector' | 'stopped'>>;

/** A simulated partner on a free port of this machine. */
export async function aSandbox(id: string, options: Options = {}): Promise<TestSandbox> {
  const stopping = new AbortController();
  const connector = connectorOf(id);
  const sandbox = createSandbox({ kind: 'ota', seed: 1, ...options, connector, stopped: stopping.signal });
  const server = await startServer(sandbox, { host: '127.0.0.1', port: 0 });
  const control: TestSandbox['control'] = async (method, path, body) => {
    const answer = await fetch(`${server.control}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.status, document: JSON.parse(await answer.text()) as never };
  };
  return {
    url: server.url,
    control,
    push: (cells) => pushTo(connector, server.url, cells),
    cells: async (hotel = 'H1') =>
      (await control<{ cells: CalendarCell[] }>('GET', `calendar?hotel=${hotel}`)).document.cells,
    bookings: async () => (await control<{ bookings: StoredBooking[] }>('GET', 'bookings')).document.bookings,
    requests: async () => (await control<{ requests: LoggedRequest[] }>('GET', 'requests')).document.requests,
    close: async () => {
      stopping.abort();
      await server.close();
    },
  };
}

async function pushTo(
  { channel }: Connector,
  url: string,
  cells: readonly PushCell[],
): Promise<PushOutcome[]> {
  if (channel === undefined) throw new Error('the connector pushes nothing');
  const requests = channel.encodeAri(
    { hotel_code: 'H1', cells, full: false, products: [{ room_code: '10', rate_code: '7' }] },
    { username: 'bellhop', password: 'secret-word', now: new Date().toISOString(), nextId: () => 'id-1' },
  );
  const outcomes: PushOutcome[] = [];
  for (const request of requests) {
    const { method, headers, body } = request;
    const answer = await fetch(`${url}${request.path}`, { method, headers, body });
    const said = {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    };
    outcomes.push(channel.readAnswer(request, said));
  }
  return outcomes;
}

/** The tenth of a month ahead, so that a few nights are in one month. */
const FIRST = addDays(new Date().toISOString().slice(0, 10), 40).replace(/-\d\d$/, '-10');

export function sandboxDay(offset: number): string {
  return addDays(FIRST, offset);
}

/** Room 10 under rate plan 7, the second night closed. */
export function sandboxNights(count: number, available: number): PushCell[] {
  const amounts = [{ guests: 2, amount: '120.50', currency: 'EUR', tax: 'after' }] as const;
  return Array.from({ length: count }, (_, offset) => [
    { room_code: '10', rate_code: null, date: sandboxDay(offset), available },
    { room_code: '10', rate_code: '7', date: sandboxDay(offset), closed: offset === 1, amounts },
  ]).flat();
}

/** The counts of three nights; each contract has its own place for them. */
export async function sandboxCounts(sandbox: TestSandbox): Promise<(number | undefined)[]> {
  const cells = await sandbox.cells();
  return [0, 1, 2].map(
    (offset) =>
      cells.find((cell) => cell.date === sandboxDay(offset) && cell.available !== undefined)?.available,
  );
}
