import { z } from 'zod';

/** An environment variable, its meaning, and the schema of its text with its default. */
export interface Setting {
  readonly env: string;
  readonly about: string;
  readonly schema: z.ZodType;
  /** Never printed; `login`: a URL, printed without its user and password. */
  readonly secret?: true | 'login';
}

export type Settings = Readonly<Record<string, Setting>>;

export const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** `host:port, host:port`; not set means the embedded form. */
export const hosts = list
  .pipe(z.array(z.string().regex(/^[^\s:]+:\d{1,5}$/, 'must be host:port')).min(1))
  .nullable()
  .default(null);

export const name = (fallback: string) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,47}$/, 'must be lower case letters, digits and _')
    .default(fallback);
