import { AppError } from '../../core/model/errors.js';
import type { LocalDate } from '../../core/model/local-date.js';
import { createSandbox } from '../sandbox/create-sandbox.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import { startServer } from '../sandbox/sandbox-server.js';
import type { Stage } from './stage.js';

/** The hotel, the room type and the rate plan that channels get, by our codes. */
export const SOLD = { hotel: 'LIS01', room: 'STE', rate: 'BAR' } as const;

export interface ChannelCodes {
  readonly connector: string;
  readonly hotel: string;
  readonly room: string;
  readonly rate: string;
}

/** A simulated channel with a port of its own, which is told what we have. */
export interface DemoChannel {
  readonly code: string;
  readonly codes: ChannelCodes;
  readonly sandbox: Sandbox;
  /** What it has stored of one night. */
  night(date: LocalDate): { readonly count: number | undefined; readonly price: string | undefined };
  close(): Promise<void>;
}

const PASSWORD = 'the password of the demo';

/** Makes the partner with its mappings and its key, and connects it: from then on it is told everything. */
export async function openChannel(stage: Stage, codes: ChannelCodes): Promise<DemoChannel> {
  const { app, profile } = stage;
  const connector = app.connectors.get(codes.connector);
  if (connector === undefined) throw new AppError('INTERNAL', `There is no contract ${codes.connector}.`);
  const code = `demo-${codes.connector}`;
  await app.partners.create({ code, name: connector.title, kind: 'ota', connector: connector.id });
  const { key } = await app.keys.create(code, { mode: 'test' });
  for (const [kind, our_code] of [
    ['hotel', SOLD.hotel],
    ['room', SOLD.room],
    ['rate', SOLD.rate],
  ] as const) {
    const mapping = { partner_code: code, hotel_code: SOLD.hotel, kind, our_code, their_code: codes[kind] };
    await app.mappings.set(mapping);
  }
  const stopping = new AbortController();
  const gateway = { url: profile.gateway, partner: code, key };
  const sandbox = createSandbox({ connector, kind: 'ota', seed: 1, gateway, stopped: stopping.signal });
  const server = await startServer(sandbox, { host: '127.0.0.1', port: 0 });
  const close = async (): Promise<void> => {
    stopping.abort();
    await server.close();
  };
  try {
    await app.delivery.endpoints.connect({
      ...{ partner: code, url: server.url, username: 'bellhop', password: PASSWORD },
      ...{ requestor_id: null, dialect: null, pricing: null, los: null },
    });
    const partner = await app.partners.get(code);
    await app.reconcile.copies.set(partner, { calendar_url: `${server.control}/calendar` });
  } catch (error) {
    await close();
    throw error;
  }
  return { code, codes, sandbox, night: (date) => nightAt(sandbox, codes, date), close };
}

function nightAt(
  { calendar }: Sandbox,
  { hotel, room: room_code, rate: rate_code }: ChannelCodes,
  date: LocalDate,
) {
  const room = calendar.cell(hotel, { room_code, rate_code: null, date });
  const rate = calendar.cell(hotel, { room_code, rate_code, date });
  const base = rate.amounts?.find(
    ({ guests, extra }) => extra === undefined && (guests === 2 || guests === null),
  );
  return { count: room.available ?? rate.available, price: base?.amount };
}
