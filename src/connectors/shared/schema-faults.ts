import type { z } from 'zod';
import type { ErrorCode } from '../../core/model/errors.js';
import { WrittenNumber } from './json-scanner.js';

export type AddFault = (pointer: string, message: string, code?: ErrorCode) => void;

const SHOWN = 40;

/**
 * A schema's issues as faults below `at`, each naming field and value. An unknown field is named as well, so that a
 * typing error does not pass for "leave as it is".
 */
export function addSchemaFaults(
  error: z.ZodError,
  { document, at }: { readonly document: unknown; readonly at: string },
  add: AddFault,
): void {
  for (const issue of error.issues) {
    const pointer = at + issue.path.map((step) => `/${escape(String(step))}`).join('');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        add(
          `${pointer}/${escape(key.slice(0, SHOWN))}`,
          `${shown(key)} is not a field here; check its spelling`,
        );
      }
    } else if (issue.path.length === 0)
      add(pointer, 'An item of the list is an object with the fields of its contract');
    else add(pointer, `${nameOf(issue.path)} ${valueAt(document, issue.path)}${issue.message}`);
  }
}

/** The innermost field name: an index alone tells nothing. */
function nameOf(path: readonly PropertyKey[]): string {
  return String(path.findLast((step) => typeof step === 'string') ?? '');
}

function valueAt(document: unknown, path: readonly PropertyKey[]): string {
  let value: unknown = document;
  for (const step of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  }
  if (typeof value === 'string') return `${shown(value)} `;
  if (value instanceof WrittenNumber) return `${value.text.slice(0, SHOWN)} `;
  return typeof value === 'number' || typeof value === 'boolean' ? `${value} ` : '';
}

function shown(text: string): string {
  return text.length > SHOWN ? `"${text.slice(0, SHOWN)}..."` : `"${text}"`;
}

/** A step of a JSON pointer (RFC 6901). */
function escape(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
