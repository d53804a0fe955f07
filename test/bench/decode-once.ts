import { createOtaConnector } from '../../src/connectors/ota/ota-connector.js';
import { systemClock } from '../../src/core/model/clock.js';
import { rateMessage } from './rate-message.js';

/** Prints by how many times its size one message of 10 MB raises the peak memory of a process that has read a small one before. */
const connector = createOtaConnector({ clock: systemClock });
const message = (nights: number) =>
  rateMessage({ hotelCode: 'HV01', rooms: 14, from: '2027-01-01', nights, variant: 1 });
await connector.decode(message(2), { charset: null });
const body = message(730);
globalThis.gc?.();
const before = process.resourceUsage().maxRSS;
const { content } = await connector.decode(body, { charset: null });
const after = process.resourceUsage().maxRSS;
if (content?.kind !== 'ari') throw new Error('the message was refused');
process.stdout.write(String(((after - before) * 1_024) / body.length));
