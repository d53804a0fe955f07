import type { CellField } from './calendar-fields.js';

/** A value that was not stored as it was sent, though the answer said so. */
export interface SilentFault {
  readonly fault: 'silent_drop' | 'wrong_count';
  readonly hotel_code: string;
  readonly room_code: string | null;
  readonly rate_code: string | null;
  readonly date: string;
  readonly field: CellField;
}

export interface LoggedRequest {
  readonly seq: number;
  /** ISO 8601, when it was received. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly message: string | null;
  readonly hotel_code: string | null;
  /** Without the passwords in it. */
  readonly body: string;
  /** Null: no answer was given. */
  readonly status: number | null;
  /** The faults that struck it. */
  readonly faults: readonly string[];
  readonly silent: readonly SilentFault[];
  /** Requests under way when it came, itself among them. */
  readonly at_once: number;
}

const MOST_REQUESTS = 50_000;
const MOST_BYTES = 64 * 1024 * 1024;
const BODY_CHARACTERS = 200_000;

/** What a partner received, in the order in which it came; the oldest are forgotten where memory would run out. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private bytes = 0;
  private seq = 0;

  add(entry: Omit<LoggedRequest, 'seq'>): LoggedRequest {
    const logged = { ...entry, seq: ++this.seq, body: withoutSecrets(entry.body.slice(0, BODY_CHARACTERS)) };
    this.entries.push(logged);
    this.bytes += logged.body.length;
    while (this.entries.length > MOST_REQUESTS || this.bytes > MOST_BYTES)
      this.bytes -= this.entries.shift()?.body.length ?? 0;
    return logged;
  }

  /** @param after those with a greater number alone. */
  list({ after, limit }: { readonly after: number; readonly limit: number }): LoggedRequest[] {
    return this.entries.filter(({ seq }) => seq > after).slice(0, limit);
  }
}

/** Passwords of the contracts: WS-Security, attributes, and the tokens of JSON bodies. */
function withoutSecrets(body: string): string {
  return body
    .replaceAll(/(<(?:\w+:)?Password\b[^>]*>)[^<]*/gi, '$1***')
    .replaceAll(/(\bpassword=")[^"]*/gi, '$1***')
    .replaceAll(/("clientToken"\s*:\s*")[^"]*/g, '$1***');
}
