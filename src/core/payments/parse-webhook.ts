import { AppError } from '../model/errors.js';

/** The JSON of a webhook whose signature is right. @throws AppError MALFORMED */
export function parseWebhook(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (error) {
    throw new AppError('MALFORMED', 'The webhook is not JSON.', { cause: error });
  }
}
