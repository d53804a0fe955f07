import type { PoolConnection, ResultSetHeader } from 'mysql2/promise';
import type { SqlParameter, Statement, Transaction } from './database.js';

/** Characters of waiting statements that are sent at once: far below any server's packet limit, more than a full group. */
const WAITING_LIMIT = 500_000;

/**
 * The statements of one transaction on its connection. START TRANSACTION itself waits for the first statement that
 * needs an answer: round trips are what a short transaction costs.
 */
export class OpenTransaction implements Transaction {
  readonly open = true;
  private waiting: string[] = ['START TRANSACTION'];
  private waitingSize = 0;
  private begun = false;
  announced = false;

  constructor(private readonly connection: PoolConnection) {}

  async rows<T>(sql: string, parameters: readonly SqlParameter[] = []): Promise<T[]> {
    return (await this.send(this.format(sql, parameters))).at(-1) as T[];
  }

  async run(
    sql: string,
    parameters: readonly SqlParameter[] = [],
  ): Promise<{ affectedRows: number; insertId: string }> {
    const result = (await this.send(this.format(sql, parameters))).at(-1) as ResultSetHeader;
    return { affectedRows: result.affectedRows, insertId: String(result.insertId) };
  }

  async later(sql: string, parameters: readonly SqlParameter[] = []): Promise<void> {
    const text = this.format(sql, parameters);
    this.waitingSize += text.length;
    if (this.waitingSize > WAITING_LIMIT) await this.send(text);
    else this.waiting.push(text);
  }

  async laterExactly(rows: number, sql: string, parameters: readonly SqlParameter[] = []): Promise<void> {
    await this.later(sql, parameters);
    // Neither server has a conditional error outside stored programs; the greatest BIGINT plus 1 is one. DO would hide it.
    await this.later('SET @exactly = 9223372036854775807 + IF(ROW_COUNT() = ?, 0, 1)', [rows]);
  }

  announce(): void {
    this.announced = true;
  }

  async runAndRead<T>(write: Statement, read: Statement): Promise<{ affectedRows: number; rows: T[] }> {
    const results = await this.send(
      this.format(write.sql, write.parameters),
      this.format(read.sql, read.parameters),
    );
    const [written, rows] = results.slice(-2) as [ResultSetHeader, T[]];
    return { affectedRows: written.affectedRows, rows };
  }

  async readAll(statements: readonly Statement[]): Promise<unknown[][]> {
    const results = await this.send(...statements.map(({ sql, parameters }) => this.format(sql, parameters)));
    return results.slice(-statements.length) as unknown[][];
  }

  async commit(): Promise<void> {
    if (this.begun || this.waitingSize > 0) await this.send('COMMIT');
  }

  async rollback(): Promise<void> {
    this.waiting = [];
    if (this.begun) await this.connection.query('ROLLBACK');
  }

  private format(sql: string, parameters: readonly SqlParameter[]): string {
    return this.connection.format(sql, parameters);
  }

  /**
   * Sends what waits and then `statements`, all in one round trip; the server stops at the first that fails.
   * @returns the result of each, in order.
   */
  private async send(...statements: readonly string[]): Promise<unknown[]> {
    const all = [...this.waiting, ...statements];
    this.waiting = [];
    this.waitingSize = 0;
    this.begun = true;
    // null: without it the driver searches the whole text for placeholders once more.
    const [result] = await this.connection.query(all.join(';\n'), null);
    // The driver answers several statements with the list of their results, a single one with its own.
    return all.length === 1 ? [result] : (result as unknown[]);
  }
}
