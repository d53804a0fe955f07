import { readFileSync } from 'node:fs';
import { createOtaConnector } from '../../src/connectors/ota/ota-connector.js';
import { systemClock } from '../../src/core/model/clock.js';

/**
 * Prints by how many times its size decoding the message in a file raises the peak memory of a process that has decoded a
 * small one before. The message is read, not made here: making it would raise the peak first, and hide what decoding needs.
 */
const [path = '', smallPath = ''] = process.argv.slice(2);
const connector = createOtaConnector({ clock: systemClock });
await connector.decode(readFileSync(smallPath), { charset: null });
const body = readFileSync(path);
globalThis.gc?.();
const before = process.resourceUsage().maxRSS;
const { content } = await connector.decode(body, { charset: null });
const after = process.resourceUsage().maxRSS;
if (content?.kind !== 'ari') throw new Error('the message was refused');
process.stdout.write(String(((after - before) * 1_024) / body.length));
