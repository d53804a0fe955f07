import type { PushCaseResult, PushStepResult } from './push-result.js';
import type { CaseResult, StepResult } from './run-cases.js';

/** One case for people: a line when it passes, with its messages when it does not. */
export function renderCase(
  { id, title, passed, skipped, steps }: CaseResult | PushCaseResult,
  messages: boolean,
): string {
  if (skipped !== undefined) return `skip  ${id}  ${title}\n      ${skipped}`;
  const head = `${passed ? 'pass' : 'FAIL'}  ${id}  ${title}`;
  if (passed && !messages) return head;
  const shown = messages ? steps : steps.slice(-1);
  return [head, ...shown.map((step) => ('messages' in step ? renderPush(step) : renderStep(step)))].join(
    '\n',
  );
}

function renderPush({ messages, failures }: PushStepResult): string {
  return [
    ...failures.map((failure) => `      ${failure}`),
    ...messages.flatMap(({ message, outcome, cause, request, answer }) => [
      `      > ${message}`,
      ...indented(request, '      > '),
      `      < ${cause ?? outcome}`,
      ...indented(answer ?? '', '      < '),
    ]),
  ].join('\n');
}

function renderStep({ request, answer, failures }: StepResult): string {
  return [
    ...failures.map((failure) => `      ${failure}`),
    `      > ${request.method} ${request.path}`,
    ...indented(request.body ?? '', '      > '),
    `      < HTTP ${answer.status}`,
    ...indented(answer.body, '      < '),
  ].join('\n');
}

/** Long messages are cut for people; the JSON document has them whole. */
const MOST_LINES = 40;

function indented(text: string, prefix: string): string[] {
  if (text === '') return [];
  const lines = text.split(/\r\n|\r|\n/);
  const shown = lines.slice(0, MOST_LINES).map((line) => `${prefix}${line}`);
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...shown, `${prefix}(${more} more lines; --json shows all)`] : shown;
}
