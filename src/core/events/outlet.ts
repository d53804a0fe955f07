import type { HeldLead, Lead } from '../platform/leader.js';

/** What one step moved. */
export interface MovedBatch {
  readonly moved: number;
  readonly byType: readonly { readonly type: string; readonly count: number }[];
  /** Probably more waits: go on without a pause. */
  readonly more: boolean;
}

/**
 * Where the relay moves events to. The outbox is split into lanes, all events of a hotel in one; each lane has one
 * leader over all processes, so that nobody overtakes. There is one outlet for each kind of bus.
 */
export interface Outlet {
  readonly lanes: readonly OutboxLane[];
  close(): Promise<void>;
}

export interface OutboxLane {
  readonly lead: Lead;
  /** SQL condition on `outbox` for the events of this lane; a constant of ours. */
  readonly condition: string;
  /**
   * Moves the oldest committed events of the lane, some or all. An event leaves the outbox only after the other side
   * has it for good. What to move is what is there, never "everything up to N": a transaction that took its outbox_id
   * early and commits late shows up below ids that are long gone, and is moved by the next step.
   */
  move(held: HeldLead, limit: number): Promise<MovedBatch>;
  /** The lead is lost or given up: nothing that was begun under it goes on. */
  release(): Promise<void>;
}
