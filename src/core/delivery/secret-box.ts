import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../model/errors.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface SecretBox {
  /** `of`: what the secret belongs to; it opens for nothing else. @throws AppError CONFIG without a key */
  seal(secret: string, of: string): Buffer;
  /** @throws AppError CONFIG without the key that it was sealed with */
  open(sealed: Buffer, of: string): string;
}

/** Keeps the passwords of partners: nonce, tag and cipher text. `key` is base64 of 32 bytes; null: nothing is kept. */
export function createSecretBox(key: string | null): SecretBox {
  const bytes = key === null ? null : Buffer.from(key, 'base64');
  return {
    seal: (secret, of) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, required(bytes), nonce).setAAD(Buffer.from(of));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open: (sealed, of) => {
      const decipher = createDecipheriv(ALGORITHM, required(bytes), sealed.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(of))
        .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const text = sealed.subarray(NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
      } catch (error) {
        throw new AppError(
          'CONFIG',
          'BELLHOP_SECRET_KEY is not the key that this password was stored with; set that one, or connect the channel again.',
          { next: 'bellhop channel connect --help', cause: error },
        );
      }
    },
  };
}

function required(key: Buffer | null): Buffer {
  if (key !== null) return key;
  throw new AppError(
    'CONFIG',
    'BELLHOP_SECRET_KEY is not set: passwords of partners are stored encrypted or not at all. Make one with: openssl rand -base64 32',
    { next: 'bellhop config explain' },
  );
}
