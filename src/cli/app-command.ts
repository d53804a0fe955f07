import { Command, Flags } from '@oclif/core';
import type { App } from '../core/app.js';
import type { Config } from '../core/config.js';
import { AppError } from '../core/model/errors.js';
import type { Connector } from '../core/model/connector.js';
import type { Database } from '../core/platform/database.js';
import { EXIT, renderError, reportError } from './error-report.js';
import { envOf } from './flags.js';
import type { GatewayClient } from './gateway-client.js';
import { confirm } from './output/confirm.js';
import { renderFacts, renderTable, type CellValue, type Column } from './output/table.js';
import type { GatewayOptions } from './resolve-gateway.js';

/**
 * What every command shares. `T` is the `data` of its JSON document; a command that writes JSON Lines itself returns
 * undefined. A command parses, calls one use case and renders; the outcome that is not an error but not success
 * either ("refused", "differs") sets `exitWith`.
 */
export abstract class AppCommand<T extends object | undefined> extends Command {
  static override enableJsonFlag = true;

  static override baseFlags = {
    data: Flags.directory({
      summary:
        'Folder of the private stack whose stores are used; BELLHOP_MYSQL_URL and BELLHOP_REDIS_URL go before.',
      helpValue: 'DIR',
      env: envOf('data'),
      default: '.bellhop',
      helpGroup: 'GLOBAL',
    }),
  };

  private readonly startedAt = performance.now();
  private readonly warnings: string[] = [];
  private readonly onSigint = () => this.interrupted();

  abstract override run(): Promise<T>;

  /** Words of the command as typed: "hotel list". */
  protected get words(): string {
    return (this.id ?? '').replaceAll(':', ' ');
  }

  /** Columns of the terminal; endless off a terminal, where nothing may be cut. */
  protected get width(): number {
    return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
  }

  /** Exit code of a run that came to its end without an error. */
  protected exitWith(code: number): void {
    process.exitCode = code;
  }

  /** What was asked for, on standard output; with --json the document says it. */
  override log(text = ''): void {
    if (!this.jsonEnabled()) process.stdout.write(`${text}\n`);
  }

  /** For people, on standard error; silent with --json. */
  protected talk(text: string): void {
    if (!this.jsonEnabled()) process.stderr.write(`${text}\n`);
  }

  /** Something the user should know though it worked; with --json it stands in `warnings`. */
  override warn(input: string | Error): string | Error {
    const text = typeof input === 'string' ? input : input.message;
    this.warnings.push(text);
    this.talk(`Warning: ${text}`);
    return input;
  }

  protected showTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): void {
    const bold = process.stdout.isTTY && !process.env['NO_COLOR'];
    this.log(renderTable(rows, columns, { width: this.width, bold }));
  }

  protected showFacts(facts: readonly (readonly [name: string, value: CellValue])[]): void {
    this.log(renderFacts(facts));
  }

  /** @throws AppError VALIDATION when the user says no, or cannot be asked and has not said --yes. */
  protected async confirm(question: string, options: { readonly yes: boolean }): Promise<void> {
    if (options.yes) return;
    if (this.jsonEnabled() || !process.stdin.isTTY) {
      throw new AppError('VALIDATION', `${question} Say so with --yes; nothing was done.`, {
        next: this.sayingYes(),
      });
    }
    if (!(await confirm(question))) throw new AppError('VALIDATION', 'Not confirmed; nothing was done.');
  }

  /** The command as it was typed and --yes; where something in it would have to be quoted, its help. */
  private sayingYes(): string {
    const plain = this.argv.filter((word) => word !== '--json');
    return plain.every((word) => /^[\w.:,=@/+-]+$/.test(word)) &&
      !plain.some((word) => word.startsWith('--key'))
      ? ['bellhop', this.words, ...plain, '--yes'].join(' ')
      : `bellhop ${this.words} --help`;
  }

  /** The wire contracts by id, without opening anything. */
  protected async connectors(): Promise<ReadonlyMap<string, Connector>> {
    const { connectors } = await import('../connectors/index.js');
    return new Map(connectors.map((connector) => [connector.id, connector]));
  }

  /** @throws AppError VALIDATION naming those that there are. */
  protected async requireConnector(id: string): Promise<Connector> {
    const known = await this.connectors();
    const connector = known.get(id);
    if (connector !== undefined) return connector;
    const message = `There is no connector "${id}"; there are ${[...known.keys()].join(', ')}.`;
    throw new AppError('VALIDATION', message, { next: 'bellhop adapter list' });
  }

  /** @throws AppError UNAVAILABLE without a running stack, CONFIG for settings that do not parse. */
  protected async settings(data: string): Promise<Config> {
    const { resolveConfig } = await import('./stores.js');
    return resolveConfig(data);
  }

  /** Runs `work` with the application on the stores and closes it. @throws AppError MIGRATIONS_PENDING */
  protected async withApp<R>(data: string, work: (app: App) => Promise<R>): Promise<R> {
    const [{ resolveConfig, withStores }, { connectors }] = await Promise.all([
      import('./stores.js'),
      import('../connectors/index.js'),
    ]);
    return withStores(resolveConfig(data), connectors, work);
  }

  /** Runs `work` with the database alone, whatever its schema. */
  protected async withDatabase<R>(
    data: string,
    work: (database: Database, config: Config) => Promise<R>,
  ): Promise<R> {
    const { withDatabase } = await import('./stores.js');
    return withDatabase(data, work);
  }

  /** A client that acts as a partner. @throws AppError UNAVAILABLE without gateway, UNAUTHENTICATED without key. */
  protected async openGateway(options: GatewayOptions): Promise<GatewayClient> {
    const { resolveGateway } = await import('./resolve-gateway.js');
    return resolveGateway(options);
  }

  protected override async catch(error: unknown): Promise<void> {
    const { exit, report } = reportError(error, this.words);
    process.exitCode = exit;
    if (this.jsonEnabled()) this.logJson({ ok: false, error: report });
    else process.stderr.write(`${renderError(report)}\n`);
    if (process.env['BELLHOP_LOG_LEVEL'] === 'debug') process.stderr.write(`${stackOf(error)}\n`);
    return Promise.resolve();
  }

  protected override toErrorJson(error: unknown): object {
    return { ok: false, error: reportError(error, this.words).report };
  }

  protected override toSuccessJson(data: unknown): object {
    return {
      ok: true,
      data,
      warnings: this.warnings,
      meta: { command: this.words, took_ms: Math.round(performance.now() - this.startedAt) },
    };
  }

  /** On one line, so that documents and streams are read the same way. */
  protected override logJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json)}\n`);
  }

  protected override async init(): Promise<void> {
    await super.init();
    // What is piped is a file or the rest of a script's list, never the name of something to act on.
    for (const arg of Object.values(this.ctor.args)) arg.ignoreStdin = true;
    process.on('SIGINT', this.onSigint);
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    process.off('SIGINT', this.onSigint);
    await super.finally(error);
  }

  /** Ctrl-C. A command with something to put away overrides it; the stores undo what was not committed. */
  protected interrupted(): void {
    process.exit(EXIT.interrupted);
  }
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
