import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { aGateway, type TestGateway } from '../gateway/a-gateway.js';
import { runJson } from './run-command.js';

/** A gateway with 5 rooms of every open night, and what a command line that acts as one of its partners needs. */
export interface PartnerCli {
  readonly gateway: TestGateway;
  /** The environment of somebody who acts as this partner. */
  readonly as: (partner: keyof TestGateway['keys']) => Record<string, string>;
  /** Writes a file and gives its path; anything but text as JSON. */
  readonly file: (name: string, content: unknown) => string;
  /** An OTA message with this count for HV01, from one of its days to the 41st. */
  readonly availability: (options: { room?: string; limit: number; from?: string }) => string;
  /** What is stored for the double rooms of HV01. */
  readonly availableOn: (date: string) => Promise<unknown>;
  close(): Promise<void>;
}

export async function aPartnerCli(): Promise<PartnerCli> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-cli-test-'));
  const gateway = await aGateway();
  await gateway.load(5);
  const as: PartnerCli['as'] = (partner) => ({
    BELLHOP_GATEWAY: gateway.url,
    BELLHOP_KEY: gateway.keys[partner],
    BELLHOP_MYSQL_URL: gateway.db.url,
    BELLHOP_REDIS_URL: inject('redisUrl'),
    BELLHOP_DATA: join(folder, 'none'),
  });
  return {
    gateway,
    as,
    file: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    },
    availability: ({ room = 'DBL', limit, from = gateway.day(40) }) =>
      `<OTA_HotelAvailNotifRQ xmlns="http://www.opentravel.org/OTA/2003/05" EchoToken="e-1" Version="1.0">
        <AvailStatusMessages HotelCode="HV01"><AvailStatusMessage BookingLimit="${limit}">
          <StatusApplicationControl Start="${from}" End="${gateway.day(41)}" InvTypeCode="${room}"/>
        </AvailStatusMessage></AvailStatusMessages></OTA_HotelAvailNotifRQ>`,
    availableOn: async (date) => {
      const night = ['--hotel', 'HV01', '--room', 'DBL', '--from', date, '--to', date];
      const { document } = await runJson('ari show', night, as('pms-1'));
      return (document.data['nights'] as Record<string, unknown>[])[0]?.['available_rooms'];
    },
    close: async () => {
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
