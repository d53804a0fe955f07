import { describe, expect, it } from 'vitest';
import { describeError } from './describe-error.js';

describe('describeError', () => {
  it('leaves out what a database error quotes, in the message, the stack and the cause', () => {
    const database = Object.assign(new Error("Duplicate entry 'Rossi' for key 'x'"), {
      code: 'ER_DUP_ENTRY',
      sql: "INSERT INTO t VALUES ('Rossi')",
      sqlMessage: "Duplicate entry 'Rossi' for key 'x'",
    });
    const described = describeError(new Error('booking failed', { cause: database }));

    expect(JSON.stringify(described)).not.toContain('Rossi');
    expect(described).toMatchObject({
      name: 'Error',
      message: 'booking failed',
      cause: { code: 'ER_DUP_ENTRY' },
    });
    expect(described.frames[0]).toMatch(/^at /);
  });

  it('describes what is not an error, and ends with a chain that does not', () => {
    const loop = new Error('loop');
    loop.cause = loop;

    expect(describeError('text')).toEqual({ name: 'string', frames: [] });
    expect(JSON.stringify(describeError(loop)).match(/loop/g)?.length).toBeLessThan(20);
  });
});
