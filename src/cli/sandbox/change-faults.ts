import { AppError } from '../../core/model/errors.js';
import { validate } from '../../core/model/validation.js';
import { faultInput, NO_FAULTS, type FaultSettings } from './fault-settings.js';

const TIMEOUT_MS = 10_000;

export interface FaultWish {
  readonly clear: boolean;
  /** By name of the flag; undefined: not said. */
  readonly named: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** Changes the faults of a running sandbox, or only reads them. @throws AppError VALIDATION, UNAVAILABLE */
export async function changeFaults(control: string, { clear, named }: FaultWish): Promise<FaultSettings> {
  const said = Object.entries(named).flatMap(([flag, value]) =>
    value === undefined ? [] : [[flag.replaceAll('-', '_'), toNumber(flag, value)] as const],
  );
  const wish = validate(faultInput, Object.fromEntries(said), 'set of faults');
  const body = { ...(clear ? NO_FAULTS : {}), ...wish };
  const url = `${control.replace(/\/+$/, '')}/faults`;
  const changes = Object.keys(body).length > 0;
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: changes ? 'PUT' : 'GET',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(changes ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
  } catch (cause) {
    const message = `No sandbox answers at ${control}.`;
    throw new AppError('UNAVAILABLE', message, { cause, next: 'bellhop sandbox start --help' });
  }
  const settings = settingsOf(await answer.text());
  if (answer.status === 200 && settings !== null) return settings;
  const message = `HTTP ${answer.status} from ${url}: this is no control address of a sandbox ("sandbox start" says it; it ends with /control).`;
  throw new AppError('UNAVAILABLE', message, {
    next: control.endsWith('/control')
      ? 'bellhop sandbox start --help'
      : `bellhop sandbox fault --control ${control.replace(/\/+$/, '')}/control`,
  });
}

function toNumber(flag: string, value: string | number | boolean): number {
  const number = value === '' ? Number.NaN : Number(value);
  if (Number.isFinite(number)) return number;
  throw new AppError('VALIDATION', `--${flag} "${String(value).slice(0, 40)}" is not a number.`);
}

function settingsOf(text: string): FaultSettings | null {
  try {
    const parsed = faultInput.safeParse(JSON.parse(text));
    return parsed.success ? { ...NO_FAULTS, ...(parsed.data as FaultSettings) } : null;
  } catch {
    return null;
  }
}
