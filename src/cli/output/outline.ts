import type { JsonValue } from '../../core/model/connector.js';
import { printable } from './display-width.js';

/** An outline is for a glance; whoever needs all of it takes --json. */
const MOST_ITEMS = 20;
const MOST_LINES = 80;
const LONGEST_TEXT = 120;
const INDENT = '  ';

/** Any JSON as indented lines of names and values: without nulls and empty lists, long lists and texts cut short. */
export function renderOutline(value: JsonValue): string {
  const lines = linesOf(value);
  if (lines.length <= MOST_LINES) return lines.join('\n');
  return [...lines.slice(0, MOST_LINES), `... and ${lines.length - MOST_LINES} more lines`].join('\n');
}

function linesOf(value: JsonValue): string[] {
  if (isList(value)) return listLines(value);
  if (value === null || typeof value !== 'object') return [textOf(value)];
  return Object.entries(value).flatMap(([name, member]) => {
    if (isNothing(member)) return [];
    if (isShort(member)) return [`${printable(name)}: ${textOf(member)}`];
    return [`${printable(name)}:`, ...linesOf(member).map((line) => INDENT + line)];
  });
}

function listLines(items: readonly JsonValue[]): string[] {
  const lines = items.slice(0, MOST_ITEMS).flatMap((item) => {
    const [first = '', ...rest] = linesOf(item);
    return [`- ${first}`, ...rest.map((line) => INDENT + line)];
  });
  const more = items.length - MOST_ITEMS;
  return more > 0 ? [...lines, `... and ${more} more`] : lines;
}

function isNothing(value: JsonValue | undefined): value is null | undefined {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** What stands on the line of its name: a single value, or a short list of such. */
function isShort(value: JsonValue): boolean {
  if (isList(value))
    return value.every((item) => typeof item !== 'object') && textOf(value).length <= LONGEST_TEXT;
  return typeof value !== 'object';
}

function textOf(value: JsonValue): string {
  if (isList(value)) return value.map((item) => textOf(item)).join(', ');
  const text = printable(typeof value === 'string' ? value : JSON.stringify(value));
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}...` : text;
}

/** Array.isArray does not see that a list may be readonly. */
function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
