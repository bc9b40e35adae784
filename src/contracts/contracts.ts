import type { Agreements } from '../agreements/index.ts';
import type { Products } from '../catalogue/index.ts';
import type { Clock } from '../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../kernel/outcome.ts';
import type { Organisations, Suppliers } from '../organisations/index.ts';
import type { PolicyTable } from '../platform/access/index.ts';
import type { Database } from '../platform/database/index.ts';
import { type CallOffRulesOf, loadCallOffRules } from './call-off-rules.ts';
import { type CallOffs, createCallOffs } from './call-offs/call-off-service.ts';
import { createSignedCopies, type SignedCopies } from './call-offs/signed-copy.ts';
import { createSigning, type Signing } from './call-offs/signing.ts';
import { createSpending, type Spending } from './call-offs/spending.ts';
import { type DocumentPackOf, loadDocumentPacks } from './documents/document-pack.ts';
import { progressOfOrders } from './invoices/progress-of-orders.ts';
import { createOrdering, type Ordering, type TellOfOrder } from './ordering.ts';
import { createOrders, type Orders } from './orders/order-service.ts';

/** What is read from the folders of the agreements about orders and call-offs. */
export interface ContractKnowledge {
  readonly rules: CallOffRulesOf;
  readonly documents: DocumentPackOf;
}

/** Reads it; fails with every mistake, by file and line. */
export async function loadContractKnowledge(agreements: Agreements): Promise<Outcome<ContractKnowledge>> {
  const [rules, documents] = await Promise.all([loadCallOffRules(agreements), loadDocumentPacks(agreements)]);
  if (!rules.ok || !documents.ok) {
    return fail(...(rules.ok ? [] : rules.problems), ...(documents.ok ? [] : documents.problems));
  }
  return succeed({ rules: rules.value, documents: documents.value });
}

/** Everything about orders and call-off contracts. */
export interface Contracts {
  readonly ordering: Ordering;
  readonly orders: Orders;
  readonly callOffs: CallOffs;
  readonly spending: Spending;
  readonly signing: Signing;
  readonly signedCopies: SignedCopies;
  /** The agreement's rules of call-offs; undefined for agreements that are not installed. */
  readonly rules: CallOffRulesOf;
}

export interface ContractOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly organisations: Organisations;
  readonly suppliers: Pick<Suppliers, 'get' | 'summaries'>;
  readonly products: Pick<Products, 'byIds' | 'categories'>;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly knowledge: ContractKnowledge;
  /** Told, in the transaction, of everything that happens to an order. */
  readonly tell?: TellOfOrder;
}

export function createContracts(options: ContractOptions): Contracts {
  const { organisations, knowledge } = options;
  const shared = {
    ...options,
    ...knowledge,
    agreementsOf: async (id: string) => (await organisations.organisation(id))?.agreements ?? [],
  };
  const ordering = createOrdering(shared);
  const callOffs = createCallOffs({ ...shared, ordering });
  return {
    ordering,
    orders: createOrders({ ...shared, progressOf: progressOfOrders }),
    callOffs,
    signing: createSigning({ ...options, callOffs }),
    signedCopies: createSignedCopies({ ...options, callOffs }),
    spending: createSpending(shared),
    rules: knowledge.rules,
  };
}
