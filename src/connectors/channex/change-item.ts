import type { ErrorCode } from '../../core/model/errors.js';
import { isWrong, type Read, type Wrong } from './change-fields.js';
import { WARNING } from './profile.js';

/** The two endpoints by which rates and availability come. */
export type Action = 'availability' | 'restrictions';

export interface ChangeRules {
  /** The endpoint that it came by; null where it is not known and the fields tell. */
  readonly action: Action | null;
  /** What `min_stay` means here. */
  readonly min_stay: 'both' | 'arrival' | 'through';
  readonly faulty_field: 'dropped' | 'drops_item';
}

/** One thing that is wrong in a change object. */
export interface ChangeFault extends Wrong {
  readonly field: string | null;
  /** Below the object, for the pointer: `rates/1/rate`. */
  readonly path: string;
  readonly code: ErrorCode;
}

/** A change object while it is read, with what turned out to be wrong. */
export class ChangeItem {
  readonly faults: ChangeFault[] = [];
  private astray = false;

  constructor(readonly fields: Readonly<Record<string, unknown>>) {}

  /** It is not known what the change is about: nothing of it can be applied. */
  get isLost(): boolean {
    return this.astray;
  }

  has(field: string): boolean {
    return this.fields[field] !== undefined;
  }

  fault(field: string | null, wrong: Wrong, path = field ?? ''): void {
    this.faults.push({ field, path, code: 'VALIDATION', text: wrong.text, remedy: wrong.remedy });
  }

  unsupported(field: string, remedy: string): void {
    const text = this.fields[field] === null ? WARNING.null : WARNING.unsupported;
    this.faults.push({ field, path: field, code: 'UNSUPPORTED_UPDATE', text, remedy });
  }

  /** A field that sets something: where it is wrong, only it is left out. Undefined for one that is not there. */
  value<T>(field: string, read: (value: unknown) => Read<T>): T | undefined {
    if (!this.has(field)) return undefined;
    const value = read(this.fields[field]);
    if (!isWrong(value)) return value.value;
    this.fault(field, value);
    return undefined;
  }

  /** A field without which nobody knows what the change is about. */
  target<T>(field: string, read: (value: unknown) => Read<T>): T | null {
    const value = read(this.fields[field]);
    return isWrong(value) ? this.lose(field, value) : value.value;
  }

  lose(field: string, wrong: Wrong): null {
    this.astray = true;
    this.fault(field, wrong);
    return null;
  }
}
