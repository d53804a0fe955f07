import { describe, expect, test } from 'vitest';
import { findText } from './json-head.js';

const find = (text: string) => findText(Buffer.from(text), 'clientToken');

describe('findText', () => {
  test.each([
    ['{"clientToken":"a"}', 'a'],
    ['{ "list" : [{"clientToken":"inner"}], "clientToken" :\n "a" }', 'a'],
    ['{"note":"clientToken","x":"\\"clientToken\\":\\"b\\"","clientToken":"a\\u0062"}', 'ab'],
    ['{"clientToken":"a","list":[{"cut', 'a'],
    ['{"inner":{"clientToken":"a"}}', null],
    ['{"clientToken":7}', null],
    ['{"clientToken":"cut', null],
    [`{"clientToken":"${'x'.repeat(2_000)}"}`, null],
    ['["clientToken"]', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(find(text)).toBe(expected);
  });
});
