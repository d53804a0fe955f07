import { addDays } from '../../core/model/local-date.js';
import type { CaseNames } from './certify-scene.js';

const PLACEHOLDER = /\{([a-z][a-z0-9_]*|day[+-]\d{1,4})\}/g;

/**
 * Puts the names of a case into a text. What is no placeholder stays as it is: JSON has braces of its own.
 * @param captured what earlier steps took from their answers
 */
export function fillPlaceholders(
  text: string,
  names: CaseNames,
  captured: ReadonlyMap<string, string> = new Map(),
): string {
  return text.replaceAll(
    PLACEHOLDER,
    (whole, name: string) => captured.get(name) ?? valueOf(name, names) ?? whole,
  );
}

function valueOf(name: string, names: CaseNames): string | undefined {
  if (/^day[+-]/.test(name)) return addDays(names.today, Number(name.slice(3)));
  switch (name) {
    case 'hotel':
    case 'room':
    case 'room2':
    case 'rate':
    case 'rate2':
    case 'partner':
    case 'key':
    case 'run':
      return names[name];
    case 'day':
      return names.today;
    case 'channel_key':
      return names.channelKey;
    case 'basic':
      return basicOf(names);
    default:
      return undefined;
  }
}

/** HTTP Basic with partner code and key. */
export function basicOf({ partner, key }: Pick<CaseNames, 'partner' | 'key'>): string {
  return Buffer.from(`${partner}:${key}`).toString('base64');
}

/** The same text with the keys as placeholders again: a key is shown to nobody. */
export function hideKeys(text: string, names: CaseNames): string {
  const secrets: [string, string][] = [
    [basicOf(names), '{basic}'],
    [names.key, '{key}'],
    [names.channelKey, '{channel_key}'],
  ];
  return secrets.reduce(
    (shown, [secret, name]) => (secret === '' ? shown : shown.replaceAll(secret, name)),
    text,
  );
}
