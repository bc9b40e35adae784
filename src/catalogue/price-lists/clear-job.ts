import { Type } from 'typebox';
import { defineJob, type JobDefinition } from '../../platform/jobs/index.ts';
import { clearJobKind, clearSome, holdListToClear } from './clear-staging-store.ts';
import type { PriceListOptions } from './list-work.ts';

/** Lines a step: others use the tables meanwhile. */
const linesAStep = { pglite: 500, postgres: 5000 } as const;

/**
 * Forgets the staged lines of lists that are over, some at a time, this list's and those that others overtook. The file,
 * its messages and repairs, and what an accepted list changed, stay.
 */
export function clearJob({ database }: Pick<PriceListOptions, 'database'>): JobDefinition {
  return defineJob({
    kind: clearJobKind,
    title: 'Clear the staged lines of price lists that are over',
    input: Type.Object({ list: Type.String() }, { additionalProperties: false }),
    checkpoint: Type.Object({ steps: Type.Integer(), lists: Type.Integer() }),
    step: async ({ transaction, checkpoint }) => {
      const { steps, lists } = checkpoint ?? { steps: 0, lists: 0 };
      const list = await holdListToClear(transaction);
      if (list === undefined) return { done: true, result: { lists } };
      const whole = await clearSome(transaction, list, linesAStep[database.engine]);
      return {
        done: false,
        checkpoint: { steps: steps + 1, lists: lists + (whole ? 1 : 0) },
        progress: { done: steps + 1, total: 0, message: 'Clearing' },
      };
    },
  });
}
