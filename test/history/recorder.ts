import { AppError } from '../../src/core/model/errors.js';
import type { Operation, OperationAnswer, OperationRequest } from './history.js';

/** Collects what clients do, with the times on the one clock of the test process. */
export class History {
  readonly operations: Operation[] = [];
  #started = 0;

  /** @param name keeps the request ids of several histories on one database apart. */
  constructor(readonly name: string) {}

  /**
   * Runs one operation under a request id of its own. An AppError is an answer: nothing happened. Any other failure is
   * none: the operation may have happened, or may still happen.
   */
  async record(
    request: OperationRequest,
    work: (requestId: string) => Promise<OperationAnswer>,
  ): Promise<Operation> {
    const id = `${this.name}-${(this.#started += 1)}`;
    const invoked = moment();
    const answer = await work(id).catch((error: unknown): OperationAnswer => {
      if (error instanceof AppError) return { kind: 'refused', code: error.code, text: null };
      return { kind: 'unknown' };
    });
    const returned = answer.kind === 'unknown' ? Infinity : moment();
    const operation = { id, invoked, returned, request, answer };
    this.operations.push(operation);
    return operation;
  }
}

function moment(): number {
  return performance.timeOrigin + performance.now();
}
