import type { PushCase } from '../../core/model/push-certification.js';

/** One message that a delivery sent, as the journal has it: passwords are out of it. */
export interface PushedMessage {
  readonly message: string;
  /** What the answer was taken for: accepted, partial, rejected, retry. */
  readonly outcome: string;
  readonly cause: string | null;
  readonly bytes: number;
  readonly request: string;
  /** null: none came. */
  readonly answer: string | null;
}

export interface PushStepResult {
  readonly messages: readonly PushedMessage[];
  /** What was not as expected; none: passed. */
  readonly failures: readonly string[];
}

export interface PushCaseResult extends Pick<PushCase, 'id' | 'title' | 'source'> {
  /** Nothing of it was tried, for the reason that is named. */
  readonly skipped?: string;
  readonly passed: boolean;
  readonly steps: readonly PushStepResult[];
}
