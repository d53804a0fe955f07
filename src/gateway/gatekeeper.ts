import type { WireCredentials } from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import type { Authenticate, GivenCredentials } from '../core/partners/authenticate.js';
import type { Partner, PartnerKind } from '../core/partners/partner.js';
import { readCredentials } from './credentials.js';
import type { Exchange } from './exchange.js';
import { createRequestBudgets, type Budget } from './request-budget.js';

/** Guests share an address behind an office or a phone network, so this is generous; it only stops loops. */
const GUEST_REQUESTS_PER_MINUTE = 600;
/** A wrong key costs one indexed lookup, and guessing one is hopeless; this only stops loops. */
const FAILED_LOGINS_PER_MINUTE = 600;
/** Of one address under one name: a partner behind it with valid credentials never waits for what its neighbours got wrong. */
const FAILED_SENDERS_PER_MINUTE = 60;
const LONGEST_NAME = 64;

export interface Gatekeeper {
  /** @throws AppError UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED */
  admit(exchange: Exchange, kinds: readonly PartnerKind[]): Promise<Partner>;
  /** As admit for a guest, who has no key; one that is sent must be valid. */
  admitGuest(exchange: Exchange): Promise<Partner | null>;
  /** Callers on this machine that came through no proxy, or an operator. */
  admitOperations(exchange: Exchange): Promise<void>;
  /** For contracts whose credentials stand in the message; null where it has none. @throws as admit */
  admitSender(
    exchange: Exchange,
    sender: WireCredentials | null,
    kinds: readonly PartnerKind[],
  ): Promise<Partner>;
  /**
   * For a message with credentials of its own beside those of HTTP: two senders of one message are none.
   * @throws AppError UNAUTHENTICATED unless both are the same partner's
   */
  confirmSender(partner: Partner, sender: WireCredentials | null): Promise<void>;
}

export interface GatekeeperDeps {
  readonly authenticate: Authenticate;
  /** For partners without a limit of their own. */
  readonly requestsPerMinute: number;
}

/** Who may come in, and how often: authentication, then what the route is for, then the caller's budget. */
export function createGatekeeper({ authenticate, requestsPerMinute }: GatekeeperDeps): Gatekeeper {
  const budgets = createRequestBudgets();

  async function identify(exchange: Exchange, given: GivenCredentials): Promise<Partner> {
    try {
      return await authenticate(given);
    } catch (error) {
      // Only failures count, and a valid key gets in whatever its neighbours at the same address did.
      if (isUnauthenticated(error)) await budgets.take(`login:${exchange.address}`, FAILED_LOGINS_PER_MINUTE);
      throw error;
    }
  }

  async function admitWith(
    exchange: Exchange,
    given: GivenCredentials,
    kinds: readonly PartnerKind[],
  ): Promise<Partner> {
    const partner = await identify(exchange, given);
    exchange.note({ partner: partner.code });
    const limit = partner.requests_per_minute ?? requestsPerMinute;
    announce(exchange, await budgets.take(`partner:${partner.partner_id}`, limit));
    if (!kinds.includes(partner.kind)) {
      throw new AppError(
        'FORBIDDEN',
        `This is for ${kinds.join(' and ')} partners; your key is of kind ${partner.kind}.`,
        { details: { kinds } },
      );
    }
    return partner;
  }

  /*
   * Failures are counted where they happen and never before a message is looked at: its head is read for the price of a header,
   * so a sender with valid credentials is known whatever others at its address have sent. The name is part of the count, so that
   * one PMS with an old password does not use up what another behind the same proxy may get wrong; names are cheap to make up,
   * and what they may cost together is FAILED_LOGINS_PER_MINUTE.
   */
  async function countFailure({ address }: Exchange, sender: WireCredentials | null): Promise<void> {
    const claimed = sender?.username?.slice(0, LONGEST_NAME) ?? '';
    await budgets.take(`sender:${address} ${claimed}`, FAILED_SENDERS_PER_MINUTE);
  }

  const gatekeeper: Gatekeeper = {
    admitSender: async (exchange, sender, kinds) => {
      try {
        if (sender === null) throw noKey();
        const { username, password } = sender;
        const code = username === null ? {} : { partner_code: username };
        return await admitWith(exchange, { ...code, key: password }, kinds);
      } catch (error) {
        if (isUnauthenticated(error)) await countFailure(exchange, sender);
        throw error;
      }
    },
    admit: async (exchange, kinds) => {
      const given = readCredentials(exchange.request.headers);
      if (given === null) throw noKey();
      return admitWith(exchange, given, kinds);
    },
    admitGuest: async (exchange) => {
      const given = readCredentials(exchange.request.headers);
      if (given !== null) return admitWith(exchange, given, ['ota', 'pms', 'operator']);
      announce(exchange, await budgets.take(`guest:${exchange.address}`, GUEST_REQUESTS_PER_MINUTE));
      return null;
    },
    admitOperations: async (exchange) => {
      if (!isLocal(exchange)) await gatekeeper.admit(exchange, ['operator']);
    },
    confirmSender: async (partner, sender) => {
      if (sender === null) return;
      const { username, password } = sender;
      const code = username === null ? {} : { partner_code: username };
      const same = await authenticate({ ...code, key: password }).catch((error: unknown) => {
        if (isUnauthenticated(error)) return null;
        throw error;
      });
      if (same?.partner_id !== partner.partner_id) throw twoSenders();
    },
  };
  return gatekeeper;
}

function noKey(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'No API key was sent; send "Authorization: Bearer KEY", HTTP Basic with partner code and key, or X-Api-Key.',
    { next: 'bellhop key create' },
  );
}

function twoSenders(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'The credentials inside the message are not those of the partner that HTTP names; send the same in both, or one of them.',
  );
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof AppError && error.code === 'UNAUTHENTICATED';
}

function announce(exchange: Exchange, { limit, remaining, reset }: Budget): void {
  exchange.setHeader('RateLimit-Limit', String(limit));
  exchange.setHeader('RateLimit-Remaining', String(remaining));
  exchange.setHeader('RateLimit-Reset', String(reset));
}

/** A reverse proxy on this machine also comes from loopback; what it forwards is not local. */
function isLocal({ address, request }: Exchange): boolean {
  const { headers } = request;
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}
