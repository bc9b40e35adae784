import type { Database } from '../../platform/database/index.ts';
import type { Purchase } from './purchase.ts';
import { findPurchase } from './purchase-store.ts';

/**
 * What stands behind a placed order, for those who may see the order and are to account for it. Whoever asks has found that the
 * actor may see the order of this organisation; a purchase of another organisation is not there.
 */
export type PurchaseRecord = (organisation: string, purchase: string) => Promise<Purchase | undefined>;

export function createPurchaseRecord({ database }: { readonly database: Database }): PurchaseRecord {
  return (organisation, purchase) =>
    findPurchase(database.handle, { organisations: [organisation], sites: [] }, purchase);
}
