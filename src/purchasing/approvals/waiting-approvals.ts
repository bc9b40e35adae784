import { type Clock, today } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import { nextStep, purchaseStatus } from '../purchase/purchase.ts';
import { approvalKey } from '../purchase/purchase-notices.ts';
import { purchasesById } from '../purchase/purchase-store.ts';

/** Of the notices that asked for an approval, by their keys, those whose step still waits for somebody. */
export async function waitingApprovals(
  { clock }: { readonly clock: Clock },
  handle: Handle,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(keys.flatMap((each) => each.split(':')[1] ?? []))];
  const waiting = (await purchasesById(handle, ids)).flatMap((each) => {
    const step = nextStep(each);
    return step !== undefined && purchaseStatus(each, today(clock)) === 'waiting-for-approval'
      ? [approvalKey(each.id, step)]
      : [];
  });
  return new Set(waiting);
}
