import type { Config } from '../../core/config.js';

export type Role = Config['roles'][number];

/** A role that works in the background, without requests. */
export interface RoleWorker {
  readonly role: Role;
  /** True while what it needs is away: it goes on trying by itself. */
  readonly failing: boolean;
  start(): void;
  /** Resolves when it has ended; what it had in hand is finished, or comes again to another process. */
  stop(): Promise<void>;
}
