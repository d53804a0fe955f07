import { afterAll, beforeAll } from 'vitest';
import type { TestGateway } from '../gateway/a-gateway.js';
import { aPartnerCli, type PartnerCli } from './a-partner-cli.js';
import { runJson } from './run-command.js';

interface ListedMessage {
  readonly message_id: string;
  readonly outcome: string;
  readonly next: string | null;
  readonly cause: string | null;
}

/** An operator at the journal of a gateway, and a PMS that pushes to it; opened and closed with the tests of a file. */
export class MessageDesk {
  #cli: PartnerCli | undefined;

  constructor() {
    beforeAll(async () => {
      this.#cli = await aPartnerCli();
    });
    afterAll(() => this.#cli?.close());
  }

  get cli(): PartnerCli {
    if (this.#cli === undefined) throw new Error('the desk is not open yet');
    return this.#cli;
  }

  get gateway(): TestGateway {
    return this.cli.gateway;
  }

  readonly operator = () => this.cli.as('pms-1');

  /** `message list` with these flags. */
  readonly list = async (...args: string[]): Promise<ListedMessage[]> => {
    const { document } = await runJson('message list', args, this.operator());
    return document.data['messages'] as ListedMessage[];
  };

  readonly push = async (body: unknown, requestId: string): Promise<{ status: number; text: string }> => {
    const headers = { 'x-request-id': requestId };
    const response = await this.gateway.call('POST', '/api/ari', { as: 'pms-1', body, headers });
    return { status: response.status, text: await response.text() };
  };

  /** So many rooms from day to day, both inclusive. */
  readonly count = (available_rooms: number, from = 30, to = from) => ({
    hotel_code: 'HV01',
    updates: [{ room_code: 'DBL', ...this.#nights(from, to), available_rooms }],
  });

  readonly price = (amount: string, from = 0, to = 60) => ({
    hotel_code: 'HV01',
    updates: [
      {
        ...{ room_code: 'DBL', rate_code: 'BAR', ...this.#nights(from, to) },
        amounts: [{ guests: 2, amount, currency: 'EUR' }],
      },
    ],
  });

  #nights(from: number, to: number): { from: string; to: string } {
    return { from: this.gateway.day(from), to: this.gateway.day(to) };
  }
}
