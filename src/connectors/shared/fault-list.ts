import type { ErrorCode } from '../../core/model/errors.js';
import type { MessageFault } from '../../core/model/connector.js';

/** How many faults of one message are worth telling; a sender mends these first. */
const MAX_FAULTS = 20;

/** Where a fault is, when it is not where the reader stands. */
export interface FaultPlace {
  readonly at: string;
  readonly line?: number | undefined;
}

export interface FaultNumbers {
  readonly type: number;
  readonly code: number;
}

export interface NewFault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly ota?: FaultNumbers;
  readonly place?: FaultPlace;
}

/** Collects the faults of one message, so that one answer names them all. */
export class FaultList {
  private readonly list: MessageFault[] = [];
  private found = 0;

  /**
   * `here` tells the place being read; `full` is called at the fault that is one too many. `most`: where each item is
   * judged by itself, for the others are applied and the sender must learn which.
   */
  constructor(
    private readonly here: () => FaultPlace,
    private readonly full: () => void,
    private readonly most: number = MAX_FAULTS,
  ) {}

  get all(): readonly MessageFault[] {
    return this.list;
  }

  /** How many were found, also beyond those that are told. */
  get count(): number {
    return this.found;
  }

  get isEmpty(): boolean {
    return this.list.length === 0;
  }

  /** Gives the faults after the first `from` the sender's own number of their item. */
  nameSince(from: number, recordId: string): void {
    for (let at = from; at < this.list.length; at++) {
      const fault = this.list[at];
      if (fault !== undefined) this.list[at] = { ...fault, record_id: recordId };
    }
  }

  add(fault: NewFault): void {
    this.found++;
    if (this.list.length > this.most) return;
    const { at, line } = fault.place ?? this.here();
    const last = this.list.length === this.most;
    const message = last ? 'And more faults: mend these first, then send the message again' : fault.message;
    this.list.push({
      pointer: at,
      code: fault.code,
      message,
      ...(line === undefined ? {} : { line }),
      ...(fault.ota === undefined ? {} : { ota: fault.ota }),
    });
    if (last) this.full();
  }
}
