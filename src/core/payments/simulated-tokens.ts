/** What the bank of the simulated provider does with a charge, by its token alone. */
export interface Script {
  /**
   * TAKEN and DECLINED at once; PROCESSING until it is due, then `ends`; LOST: the call never reaches the bank; DOWN:
   * no call ever does.
   */
  readonly arrives: 'TAKEN' | 'DECLINED' | 'PROCESSING' | 'LOST' | 'DOWN';
  readonly ends: 'TAKEN' | 'DECLINED';
  /** Seconds from the charge on until a PROCESSING one is due; it ends when it is next looked at after that. */
  readonly dueAfter: number;
  readonly code: string;
  /** The answer to the first charge call is lost. */
  readonly timesOut: boolean;
  /** Deliveries of the webhook before the charge is answered, and after it. */
  readonly webhooksBefore: number;
  readonly webhooksAfter: number;
  readonly refunds: 'done' | 'timeout' | 'refused';
}

const OK: Script = {
  arrives: 'TAKEN',
  ends: 'TAKEN',
  dueAfter: 0,
  code: 'card_declined',
  timesOut: false,
  webhooksBefore: 0,
  webhooksAfter: 0,
  refunds: 'done',
};

const SCRIPTS: ReadonlyMap<string, Script> = new Map(
  Object.entries({
    tok_ok: OK,
    tok_decline: { ...OK, arrives: 'DECLINED' },
    tok_decline_funds: { ...OK, arrives: 'DECLINED', code: 'insufficient_funds' },
    tok_timeout: { ...OK, arrives: 'LOST', timesOut: true },
    tok_timeout_taken: { ...OK, timesOut: true },
    tok_late: { ...OK, arrives: 'PROCESSING' },
    tok_late_decline: { ...OK, arrives: 'PROCESSING', ends: 'DECLINED' },
    tok_webhook_first: { ...OK, webhooksBefore: 1 },
    tok_webhook_only: { ...OK, arrives: 'PROCESSING', webhooksAfter: 1 },
    tok_webhook_twice: { ...OK, webhooksBefore: 1, webhooksAfter: 1 },
    tok_down: { ...OK, arrives: 'DOWN', timesOut: true },
    tok_refund_timeout: { ...OK, refunds: 'timeout' },
    tok_refund_decline: { ...OK, refunds: 'refused' },
  } satisfies Record<string, Script>),
);

const LATE = /^tok_late_(\d{1,6})$/;

/** The script of a token; of one that is none of ours, the bank's refusal. */
export function scriptOf(token: string): Script {
  const late = LATE.exec(token)?.[1];
  if (late !== undefined) return { ...OK, arrives: 'PROCESSING', dueAfter: Number(late) };
  return SCRIPTS.get(token) ?? { ...OK, arrives: 'DECLINED', code: 'invalid_token' };
}
