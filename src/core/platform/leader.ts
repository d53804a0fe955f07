import type { Queryable, SqlParameter } from './database.js';

/** What only one process may do at a time. `of` tells leads of one kind apart; '' where there is but one. */
export interface Lead {
  readonly kind: 'relay' | 'lane' | 'consumer' | 'scheduler';
  readonly of: string;
}

/**
 * Seconds without a statement after which the server ends a leader's connection, and the lead with it. A process that
 * is paused for longer finds out when it wakes up: its next statement fails.
 */
const IDLE_SECONDS = 10;
/** A leader that works on something else for long says this often that it is alive. */
const SIGN_OF_LIFE_MS = 2_000;
/** Counted from the sending of a statement that was answered, which is before the server begins to count. */
const LEASE_MS = 6_000;

// Named locks belong to the whole server, so the name carries the database; hashed, for names end at 64 characters.
const NAME = "CONCAT('bellhop:', ?, ':', SHA1(CONCAT(DATABASE(), ?)))";

/**
 * Takes a lead for this connection, at once or not at all; undefined when another connection holds it. It goes when
 * the connection does, so what only the leader may do is best done on this very connection.
 */
export async function takeLead(session: Queryable, lead: Lead): Promise<HeldLead | undefined> {
  const asked = performance.now();
  const [row] = await session.rows<{ held: string | number | null }>(`SELECT GET_LOCK(${NAME}, 0) AS held`, [
    lead.kind,
    lead.of,
  ]);
  if (Number(row?.held) !== 1) return undefined;
  await session.run(`SET SESSION wait_timeout = ${IDLE_SECONDS}`);
  return new HeldLead(session, lead, asked);
}

/** A lead and its connection: every statement that is answered shows that it is still ours. */
export class HeldLead implements Queryable {
  #answered: number;

  constructor(
    private readonly session: Queryable,
    private readonly lead: Lead,
    since: number,
  ) {
    this.#answered = since;
  }

  rows<T>(sql: string, parameters?: readonly SqlParameter[]): Promise<T[]> {
    return this.#noting(() => this.session.rows<T>(sql, parameters));
  }

  run(
    sql: string,
    parameters?: readonly SqlParameter[],
  ): Promise<{ affectedRows: number; insertId: string }> {
    return this.#noting(() => this.session.run(sql, parameters));
  }

  /**
   * True while nobody else can lead. For what the leader does elsewhere than on its connection: a process that was
   * paused must not do it before another statement was answered. The clock goes on during a pause.
   */
  get isCertain(): boolean {
    return performance.now() - this.#answered < LEASE_MS;
  }

  /** Keeps the lead during `work` that leaves the connection idle. A lead lost is told by the next statement. */
  async keepDuring<T>(work: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => {
      this.rows('SELECT 1').catch(() => undefined);
    }, SIGN_OF_LIFE_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  /** Hands the lead to whoever asks next, sooner than the server would notice that the connection was closed. */
  async free(): Promise<void> {
    await this.session.rows(`SELECT RELEASE_LOCK(${NAME}) AS freed`, [this.lead.kind, this.lead.of]);
  }

  async #noting<T>(statement: () => Promise<T>): Promise<T> {
    const asked = performance.now();
    const answer = await statement();
    this.#answered = Math.max(this.#answered, asked);
    return answer;
  }
}
