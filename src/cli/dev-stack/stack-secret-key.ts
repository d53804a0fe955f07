import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { keptSecret } from './secret-file.js';

/** BELLHOP_SECRET_KEY of a private stack: made with its folder and kept there, so that channels can be connected at once. */
export function stackSecretKey(dataDir: string): string {
  return createHash('sha256')
    .update(keptSecret(join(dataDir, 'secret-key')))
    .digest('base64');
}
