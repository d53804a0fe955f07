import { moveBatch } from './move-batch.js';
import type { Outlet } from './outlet.js';

/** Moves events to the log of the embedded form: one lane, since the one leader gives the ids. @param moved told after each step that moved something. */
export function createLogOutlet({ moved }: { readonly moved?: () => void } = {}): Outlet {
  return {
    lanes: [
      {
        lead: { kind: 'relay', of: '' },
        condition: '1 = 1',
        move: async (held, limit) => {
          const batch = await moveBatch(held, limit);
          if (batch.moved > 0) moved?.();
          return { ...batch, more: batch.moved === limit };
        },
        // A batch under way is a transaction of the lead's own connection, and ends with it.
        release: () => Promise.resolve(),
      },
    ],
    close: () => Promise.resolve(),
  };
}
