import type { Agreements } from '../../agreements/index.ts';
import type { Contracts } from '../../contracts/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import type { Organisations, Suppliers } from '../../organisations/index.ts';
import type { Actor, PolicyTable } from '../../platform/access/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { SigningKeys } from '../../platform/signed-bundle/index.ts';
import { createViews } from '../../platform/views/index.ts';
import type { Purchase, PurchaseRecord } from '../../purchasing/index.ts';
import type { SectionContent } from './decision-file.ts';
import { type AboutPurchase, createDecisionFiles, type DecisionFiles, type DecisionSource } from './decision-files.ts';
import type { CallOffSectionInput } from './sources/call-off-section.ts';
import { commitmentsOf } from './sources/commitments.ts';
import type { OrderRecord } from './sources/order-record.ts';
import { documentsSource } from './sources/documents-source.ts';
import { approvalsSection, offersSection, purchaseSection } from './sources/purchase-sections.ts';
import type { NameOf } from './sources/words.ts';
import { namesIn, type SourceServices, standardSources, supplierName } from './standard-sources.ts';

/** Orders under one call-off that are looked through for its commitments, at the most. */
const mostOrders = 200;

export interface DecisionFileServices extends Pick<SourceServices, 'receipts' | 'invoices'> {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly organisations: Organisations;
  readonly suppliers: Suppliers;
  readonly contracts: Pick<Contracts, 'orders' | 'callOffs' | 'signedCopies'>;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly signingKeys: SigningKeys;
  readonly address: { readonly current: string };
  /** The folder the templates are in. */
  readonly templates: string;
  /** What was asked for, compared and approved before the order. */
  readonly purchase: PurchaseRecord;
}

/** Decision files over what the modules know. */
export function openDecisionFiles(services: DecisionFileServices): DecisionFiles {
  const { contracts, organisations } = services;
  return createDecisionFiles({
    ...services,
    views: createViews({ folders: [services.templates], icon: () => '', asset: () => '' }),
    order: async (actor, id) => (await contracts.orders.get(actor, id))?.order,
    names: async (order) => ({
      buyer: (await organisations.organisation(order.organisation))?.name ?? order.organisation,
      supplier: await supplierName(services, order),
    }),
    sources: [
      ...standardSources({ ...services, callOff: (actor, id) => callOffRecord(services, actor, id) }),
      documentsSource(contracts),
      ...purchaseSources(services),
    ],
  });
}

/** The call-off with its duty to be published and everything committed under it. */
async function callOffRecord(
  { contracts, agreements }: DecisionFileServices,
  actor: Actor,
  id: string,
): Promise<CallOffSectionInput | undefined> {
  const view = await contracts.callOffs.get(actor, id);
  if (view === undefined) return undefined;
  const { callOff, duty } = view;
  const routes = agreements.find(callOff.agreement)?.routes ?? [];
  const route = routes.find((each) => each.kind === callOff.route)?.name.value ?? callOff.route;
  const { items } = await contracts.orders.list(actor, { callOff: id, limit: mostOrders });
  const orders = await Promise.all(items.map((each) => contracts.orders.get(actor, each.id)));
  return {
    callOff: { ...callOff, route },
    duty:
      duty.duty === 'later'
        ? undefined
        : {
            due: duty.duty === 'publish' ? duty.by : null,
            reason: `because ${duty.because}.`,
            source: duty.sources.map((each) => each.title).join('; '),
          },
    commitments: orders.flatMap((each) =>
      each === undefined ? [] : commitmentsOf(each.order, each.status === 'lapsed'),
    ),
  };
}

/** What was asked for, what was compared, and who approved it: of orders that came from a purchase. */
function purchaseSources(services: DecisionFileServices): readonly DecisionSource[] {
  const { organisations, suppliers, clock, purchase: recordOf } = services;
  const read =
    (section: (purchase: Purchase, order: OrderRecord, nameOf: NameOf) => Promise<SectionContent | undefined>) =>
    async ({ order }: AboutPurchase): Promise<SectionContent | undefined> => {
      const found = await recordOf(order.organisation, order.purchase);
      return found === undefined ? undefined : section(found, order, await namesIn(organisations, order));
    };
  return [
    { key: 'purchase', read: read(async (found, order, nameOf) => purchaseSection(found, order, nameOf)) },
    {
      key: 'offers',
      read: read(async (found) => {
        const names = await suppliers.summaries(
          found.answers.comparison.map((each) => each.supplier),
          today(clock),
        );
        return offersSection(found, (id) => names.get(id)?.name ?? id);
      }),
    },
    { key: 'approvals', read: read(async (found, _order, nameOf) => approvalsSection(found, nameOf)) },
  ];
}
