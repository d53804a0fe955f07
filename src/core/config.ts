import type { z } from 'zod';
import { AppError } from './model/errors.js';
import type { Setting } from './settings/setting.js';
import { SETTINGS } from './settings/settings.js';

type Settings = typeof SETTINGS;
export type Config = { readonly [K in keyof Settings]: z.output<Settings[K]['schema']> };

/**
 * Reads the configuration from environment variables.
 * @throws AppError CONFIG with every fault at once, each naming its variable.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const values: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const raw = env[setting.env];
    const result = setting.schema.safeParse(raw === '' ? undefined : raw);
    if (result.success) values[name] = result.data;
    else
      faults.push(
        `${setting.env}: ${raw === undefined ? 'is not set' : (result.error.issues[0]?.message ?? 'is not valid')} (${setting.about})`,
      );
  }
  if (faults.length > 0) throw new AppError('CONFIG', faults.join('\n'), { next: 'bellhop config explain' });
  return Object.freeze(values) as Config;
}

/** The configuration for people: every setting with its variable, without what nobody else may see. */
export function describeConfig(config: Config): { env: string; value: string; about: string }[] {
  return Object.entries(SETTINGS).map(([name, setting]) => ({
    env: setting.env,
    value: describeValue(config[name as keyof Config], 'secret' in setting ? setting.secret : undefined),
    about: setting.about,
  }));
}

function describeValue(value: Config[keyof Config], secret: Setting['secret']): string {
  if (value === null) return '(not set)';
  if (secret === 'login') return withoutLogin(String(value));
  return secret === true ? '(set, hidden)' : String(value);
}

/** Where a URL leads, which is what a wrong one is looked at for; of its parameters only the names of nodes. */
function withoutLogin(text: string): string {
  const { protocol, username, password, host, pathname, searchParams } = new URL(text);
  const login = username === '' && password === '' ? '' : '***@';
  const nodes = searchParams.get('nodes');
  return `${protocol}//${login}${host}${pathname}${nodes === null ? '' : `?nodes=${nodes}`}`;
}
