import { describe, expect, it } from 'vitest';
import { createNotary, showFigures, timeFigures, type Claim } from './claim.js';

describe('createNotary', () => {
  it('notes a claim as held only when what was found equals what was expected', () => {
    const claims: Claim[] = [];
    const notary = createNotary('a step', claims);
    notary.equal('five sold', { found: { sold: 5 }, expected: { sold: 5 } }, { value: 2, unit: 's' });
    notary.equal('none lost', { found: [1, null], expected: [0, null] });
    expect(claims).toEqual([
      { step: 'a step', claim: 'five sold', held: true, figures: [{ value: 2, unit: 's' }] },
      { step: 'a step', claim: 'none lost', held: false, figures: [], found: '[1,null] instead of [0,null]' },
    ]);
  });

  it('does not take a value that is missing for one that is zero', () => {
    const claims: Claim[] = [];
    createNotary('a step', claims).equal('none left', { found: [undefined], expected: [0] });
    expect(claims[0]?.held).toBe(false);
  });
});

describe('figures', () => {
  it('are shown with the digits that they are worth', () => {
    const figures = [
      { value: 10_220.4, unit: 'nights/s' },
      { value: 12.345, unit: 's' },
      { value: 0.3141, unit: 's' },
    ];
    expect(showFigures(figures)).toBe('10,220 nights/s, 12.3 s, 0.31 s');
  });

  it('tell median and 99th percentile', () => {
    const times = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(timeFigures(times)).toEqual([
      { value: 101, unit: 'ms p50' },
      { value: 199, unit: 'ms p99' },
    ]);
  });
});
