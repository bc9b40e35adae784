import type { Agreements } from '../../agreements/index.ts';
import type { PriceLists, Products } from '../../catalogue/index.ts';
import {
  type Contracts,
  createContracts,
  createInvoicing,
  type Invoicing,
  loadContractKnowledge,
} from '../../contracts/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import { type Announcements, demoActor, type Organisations, type Suppliers } from '../../organisations/index.ts';
import type { PersonActor, PolicyTable } from '../../platform/access/index.ts';
import type { Database } from '../../platform/database/index.ts';
import {
  type ApprovalSettings,
  type Baskets,
  createApprovalSettings,
  createBaskets,
  createPurchases,
  type PurchaseRules,
  type Purchases,
} from '../../purchasing/index.ts';

export interface DemoOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly products: Products;
  readonly suppliers: Suppliers;
  readonly organisations: Organisations;
  readonly announcements: Announcements;
  readonly priceLists: PriceLists;
  readonly policies: PolicyTable;
  readonly rules: PurchaseRules;
}

/** The services of the modules with a clock that can be put back: what happened earlier is dated so. */
export interface DemoWorld extends DemoOptions {
  readonly agreement: string;
  /** The clock that goes on. */
  readonly present: Clock;
  readonly contracts: Contracts;
  readonly invoicing: Invoicing;
  readonly baskets: Baskets;
  readonly purchases: Purchases;
  readonly settings: ApprovalSettings;
  /** Puts the clock to a morning that many days ago and the hours after it, as `earlier` says; it stands still there. */
  back(days: number, hours?: number, since?: string): void;
  actor(id: string): Promise<PersonActor>;
}

/** What an invented person does always succeeds, or the demonstration is wrong. */
export function done<T>(what: string, outcome: Outcome<T> | undefined): T {
  if (outcome?.ok === true) return outcome.value;
  const problems = outcome?.problems.map((each) => `${each.code}: ${each.message}`) ?? ['not reached'];
  throw new Error(`The demonstration could not do ${what}: ${problems.join('; ')}`);
}

/**
 * Nine o'clock in London that many days ago and the hours after it, never before nine on the day `since` nor after now.
 * Counted from a morning, what is hours apart stays on one day whatever the time is now.
 */
export function earlier(now: Temporal.Instant, days: number, hours: number, since?: string): Temporal.Instant {
  const at = { timeZone: 'Europe/London', plainTime: '09:00' };
  const day = now.toZonedDateTimeISO('Europe/London').toPlainDate().subtract({ days });
  const wanted = day.toZonedDateTime(at).toInstant().add({ hours });
  const first = since === undefined ? wanted : Temporal.PlainDate.from(since).toZonedDateTime(at).toInstant();
  const later = Temporal.Instant.compare(wanted, first) < 0 ? first : wanted;
  return Temporal.Instant.compare(later, now) > 0 ? now : later;
}

/** With what the demonstration's acts are recorded. */
export const requestId = 'demonstration';

export async function openDemoWorld(options: DemoOptions, agreement: string): Promise<DemoWorld> {
  let instant = options.clock.now();
  const world = { ...options, clock: { now: () => instant } };
  const contracts = createContracts({
    ...world,
    knowledge: done('reading', await loadContractKnowledge(world.agreements)),
  });
  const invoicing = createInvoicing({ ...world, spending: contracts.spending, reference: world.agreements.reference });
  const baskets = createBaskets(world);
  return {
    ...world,
    ...{ agreement, contracts, invoicing, baskets, present: options.clock },
    purchases: createPurchases({ ...world, ordering: contracts.ordering, baskets }),
    settings: createApprovalSettings({
      ...world,
      spending: contracts.spending,
      categories: world.products.categories,
    }),
    back: (days, hours = 0, since) => {
      instant = earlier(options.clock.now(), days, hours, since);
    },
    actor: async (id) => {
      const found = await demoActor(options.database.handle, id, options.clock.now().toString());
      if (found === undefined) throw new Error(`The demonstration has nobody called ${id}`);
      return found;
    },
  };
}
