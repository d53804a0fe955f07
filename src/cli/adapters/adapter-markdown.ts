import type { Dialect, RequestBudget } from '../../core/model/dialect.js';
import type { AdapterDescription } from './describe-adapter.js';

/** The tables of docs/connectors.md: what every contract supports and means, straight from the profiles. */
export function adapterMarkdown(adapters: readonly AdapterDescription[]): string {
  const dialects = adapters.flatMap((adapter) => adapter.dialects);
  return [
    '### Contracts',
    table(
      ['id', 'contract', 'spoken by', 'versions', 'sends', 'a partner may override', 'cases'],
      adapters.map(contract),
    ),
    '### Messages that they read',
    adapters.map(({ id, messages }) => `- \`${id}\`: ${list(messages)}`).join('\n'),
    '### What their words mean',
    table(MEANINGS, dialects.map(meanings)),
    '### Limits',
    dialects.map((dialect) => `- \`${dialect.id}\`: ${limits(dialect)}`).join('\n'),
    '### Errors with numbers and texts of their own',
    table(['dialect', 'our code', 'type', 'code', 'text'], dialects.flatMap(errors)),
  ].join('\n\n');
}

function contract(adapter: AdapterDescription): string[] {
  const { id, title, sides, versions, sends, pulls, overridable, certification_cases } = adapter;
  return [
    `\`${id}\``,
    title,
    sides.map((side) => (side === 'pms' ? 'PMS' : 'channel')).join(', '),
    list(versions),
    list([...sends, ...(pulls ? ['fetches reservations'] : [])]),
    list(overridable),
    String(certification_cases),
  ];
}

const MEANINGS = [
  ...['dialect', 'stay limits', 'same night twice', 'restriction left out', 'count left out', 'no rate code'],
  ...['last date', 'refused', 'stock of', 'own sale'],
];

function meanings(dialect: Dialect): string[] {
  return [
    `\`${dialect.id}\``,
    dialect.los,
    dialect.duplicate_dates,
    dialect.absent_restriction,
    dialect.absent_count,
    dialect.rate_absent === 'room' ? 'room' : 'every rate',
    dialect.range_end,
    dialect.failure_unit,
    dialect.stock_level === 'room' ? 'room' : 'rate plan',
    dialect.own_decrement ? 'counted by them' : 'pushed',
  ];
}

function limits({ limits: all }: Dialect): string {
  const said = Object.entries(all)
    .map(
      ([name, value]) =>
        `${name.replaceAll('_', ' ')} ${Array.isArray(value) ? value.map(part).join('/') : String(value)}`,
    )
    .join('; ');
  return said === '' ? 'none' : said;
}

function part(value: number | RequestBudget): string {
  if (typeof value === 'number') return String(value);
  return `${value.most} ${value.counts} in ${value.seconds} s per ${value.per}`;
}

function errors({ id, errors: all }: Dialect): string[][] {
  return Object.entries(all).flatMap(([ours, error]) =>
    error === undefined
      ? []
      : [[`\`${id}\``, ours, String(error.type ?? ''), String(error.code), error.text ?? '']],
  );
}

function list(names: readonly string[]): string {
  return names.join(', ');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A bar would end the cell; nothing at all would look like a mistake. */
function cell(text: string): string {
  return text === '' ? '-' : text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
