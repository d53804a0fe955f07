import { AppError } from '../../core/model/errors.js';
import type { CertifyScene } from './certify-scene.js';
import type { ForeignChannel } from './certify-pushes.js';

/** @throws AppError UNAUTHENTICATED without its partner and key. */
export async function anotherGateway(
  against: URL,
  flags: {
    readonly partner?: string | undefined;
    readonly key?: string | undefined;
    readonly codes?: string | undefined;
    readonly 'channel-key'?: string | undefined;
  },
): Promise<CertifyScene> {
  const { partner = '', key = '', codes = '', 'channel-key': channelKey = '' } = flags;
  if (partner === '' || key === '') {
    const message =
      '--against needs --partner and --key, and --codes; a channel that is sent to is tried with --pushes.';
    throw new AppError('UNAUTHENTICATED', message, { next: 'bellhop adapter certify --help' });
  }
  const { foreignScene } = await import('./foreign-scene.js');
  const now = new Date();
  const run = now.getTime().toString(36);
  return foreignScene({ url: against.href, partner, key, channelKey, codes, run, now });
}

export async function channelAt(
  url: URL,
  flags: {
    readonly control?: URL | undefined;
    readonly username: string;
    readonly 'password-stdin': boolean;
    readonly 'requestor-id'?: string | undefined;
    readonly 'allow-remote': boolean;
    readonly codes?: string | undefined;
  },
): Promise<ForeignChannel> {
  const { readPassword } = await import('../read-password.js');
  return {
    ...{ url, control: flags.control?.href, allowRemote: flags['allow-remote'], username: flags.username },
    ...{ requestor_id: flags['requestor-id'], codes: flags.codes },
    // A simulated channel asks nobody who he is.
    password: flags['password-stdin'] ? await readPassword() : 'certification',
  };
}
