import { expect, test } from 'vitest';
import { foldText, wordsOf } from './fold-text.js';

test.each([
  ['São João', 'sao joao'],
  ['HÔTEL  de l’Étoile', 'hotel de l etoile'],
  ['Straße 7', 'strasse 7'],
  ['Ærøskøbing, Łódź, Đà Nẵng', 'aeroskobing lodz da nang'],
  ['İstanbul ISTANBUL ıstanbul', 'istanbul istanbul istanbul'],
  ['Ｆｕｌｌ　ｗｉｄｔｈ', 'full width'],
  ['e\u0301 = é', 'e e'],
  ['100% _under_score', '100 under score'],
  ['東京 ホテル', '東京 ホテル'],
  ['  — ', ''],
])('%s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

test('folding twice changes nothing, and no word is a pattern', () => {
  const folded = foldText('Ünï%cödé _ Straße \\ "x"');

  expect(foldText(folded)).toBe(folded);
  expect(folded).toMatch(/^[\p{L}\p{N} ]*$/u);
});

test('a word beyond reason is cut', () => {
  expect(wordsOf('x'.repeat(500))).toEqual(['x'.repeat(64)]);
});

test('cutting leaves whole characters', () => {
  expect(wordsOf('𝒜'.repeat(200))).toEqual(['a'.repeat(64)]);
  expect(wordsOf('𠀀'.repeat(200))).toEqual(['𠀀'.repeat(64)]);
  expect([...foldText('ﷺ'.repeat(200))].length).toBeLessThanOrEqual(400);
});
