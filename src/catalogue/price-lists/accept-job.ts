import { type Static, Type } from 'typebox';
import type { Problem } from '../../kernel/outcome.ts';
import type { SupplierOnDate } from '../../organisations/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { defineJob, type JobDefinition, type JobStepResult } from '../../platform/jobs/index.ts';
import { applyList, compareList } from './accept-list-store.ts';
import {
  linesAtATime,
  listInHand,
  type LongStep,
  type PriceListOptions,
  supplierOf,
  wholeProblems,
} from './list-work.ts';
import { countChanges, countClashes } from './price-list-changes-store.ts';
import { lastRowOf } from './price-list-lines-store.ts';
import { comparedWith } from './price-list-compare-store.ts';
import { addEvent, lockLot, readComparedWith } from './price-list-store.ts';

export const acceptJobKind = 'catalogue.price-list.accept';

export const AcceptInput = Type.Object({ list: Type.String() }, { additionalProperties: false });
const Checkpoint = Type.Null();

type Step = JobStepResult<Static<typeof Checkpoint>>;

/** What the accepted list met that its check had not seen. */
function movedOn(lines: number): Problem {
  return {
    code: 'catalogue-moved',
    message: `Since the list was checked the catalogue has changed: ${String(lines)} of its lines no longer fit.`,
    remedy: 'Submit the file again to see which.',
  };
}

/**
 * Puts a checked list into force in one transaction: all of it or nothing. Two lists of a supplier for one lot take turns.
 * It is compared anew when what it was compared with has changed: the second list meets what the first left. Stopped or
 * killed, nothing is changed.
 */
export function acceptJob(options: PriceListOptions, long: LongStep): JobDefinition {
  const { engine } = options.database;
  const asked = new Map<string, SupplierOnDate | undefined>();
  return defineJob({
    kind: acceptJobKind,
    title: 'Put a price list into force',
    input: AcceptInput,
    checkpoint: Checkpoint,
    before: async ({ jobId, input }) => {
      asked.set(jobId, await supplierOf(options, input.list));
    },
    step: async ({ transaction, jobId, input, actor, stopping }): Promise<Step> => {
      const hand = await listInHand(options, transaction, input.list);
      const { list, scope } = hand;
      const supplier = asked.get(jobId);
      asked.delete(jobId);
      await lockLot(transaction, list);
      const last = await lastRowOf(transaction, list.id);
      return long.run({ jobId, stopping }, linesAtATime[engine], last, async (pace) => {
        const same = (await readComparedWith(transaction, list.id)) === (await comparedWith(transaction, scope));
        if (!same) await compareList(transaction, scope, last, pace);
        const clashes = await countClashes(transaction, list.id);
        const problems = [
          ...(await wholeProblems(options, transaction, hand, supplier)),
          ...(clashes === 0 ? [] : [movedOn(clashes)]),
        ];
        if (problems.length > 0) {
          await addEvent(transaction, list.id, { kind: 'refused', actor, facts: { problems } });
          return { done: true, result: { state: 'refused' } };
        }
        await applyList(transaction, { ...scope, demonstration: list.demonstration }, last, pace);
        return finish(transaction, { actor, listId: list.id, last, target: list });
      });
    },
    cancelled: async ({ transaction, input, actor }) => {
      // The transaction that was under way is gone: the list waits as it did before.
      await addEvent(transaction, input.list, { kind: 'checked', actor, facts: { stopped: true } });
    },
  });
}

async function finish(
  transaction: Handle,
  of: {
    readonly actor: string;
    readonly listId: string;
    readonly last: number;
    readonly target: {
      readonly supplierId: string;
      readonly agreement: string;
      readonly lot: string;
      readonly validFrom: string;
    };
  },
): Promise<Step> {
  const { supplierId, agreement, lot, validFrom } = of.target;
  const totals = await countChanges(transaction, of.listId);
  await addEvent(transaction, of.listId, { kind: 'accepted', actor: of.actor, facts: { ...totals } });
  await recordAudit(transaction, 'system', {
    action: 'price-list.accepted',
    subject: `price-list:${of.listId}`,
    detail: { by: of.actor, supplierId, agreement, lot, validFrom, ...totals },
  });
  return {
    done: true,
    result: { state: 'accepted', ...totals },
    progress: { done: of.last, total: of.last, message: 'In force' },
  };
}
