import { sql } from 'kysely';
import fc from 'fast-check';
import { laptops } from '../../../test/support/contracts.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { createApprovalSettings } from '../approvals/approval-settings.ts';
import { createDelegations } from '../approvals/delegations.ts';

/** Somebody of the school, an act, and which of the things there are it is about. */
const who = fc.constantFrom('buyer', 'requester', 'buyer', 'requester', 'head', 'deputy', 'administrator');
const which = fc.nat({ max: 5 });
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put'),
      who,
      offer: fc.constantFrom('101', '106'),
      quantity: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('ask'),
      who,
      which,
      stale: fc.nat({ max: 5 }).map((each) => each === 0),
      over: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('decide'),
      who,
      which,
      approve: fc.nat({ max: 4 }).map((each) => each > 0),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('place'),
      who: fc.constantFrom('buyer', 'buyer', 'requester', 'administrator'),
      which,
      twice: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw'), who, which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('excess'), who, which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('price'),
      offer: fc.constantFrom('101', '106'),
      price: fc.constantFrom('118.00', '129.99', '395.00', '402.50'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('budget'), amount: fc.integer({ min: 0, max: 9000 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delegate'), from: who, to: who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('quote'), who, which }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('answer'), which, price: fc.constantFrom('100.00', '380.00') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('buy'), who, which }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('order'),
      who,
      which,
      does: fc.constantFrom('accept', 'decline', 'cancel', 'propose', 'acceptChange'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('callOff'), who, quantity: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), hours: fc.integer({ min: 1, max: 13 }) }) },
);
export type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
/** Every school begins with two requests and a quote asked for; what follows is anything. */
export const beginning: readonly Act[] = [
  { kind: 'put', who: 'buyer', offer: '101', quantity: 3 },
  { kind: 'quote', who: 'buyer', which: 0 },
  { kind: 'ask', who: 'buyer', which: 0, stale: false, over: false },
  { kind: 'put', who: 'requester', offer: '106', quantity: 8 },
  { kind: 'ask', who: 'requester', which: 0, stale: false, over: false },
];
export const sequences = fc.array(act, { minLength: 12, maxLength: 30, size: 'max' });

/** The services with a supplier, in which schools can be made that do one thing after another. */
export async function sequenceWorld(engine: Engine) {
  const world = await purchasingWorld(engine);
  await addOrganisation(world.database, { id: 'marrowby01', kind: 'supplier', supplier: 'marrowby-systems' });
  const roles = ['supplier-bid-manager', 'supplier-catalogue-manager'] as const;
  const seller = await addPerson(world.database, { id: 'sellerone1', organisation: 'marrowby01', roles });
  const settings = createApprovalSettings({
    ...world,
    spending: world.contracts.spending,
    categories: world.products.categories,
  });
  return { ...world, seller, settings, delegations: createDelegations(world), schools: 0 };
}

type World = Awaited<ReturnType<typeof sequenceWorld>>;

/** What became of an act that placed a purchase: what it was held to at that instant. */
export interface Placing {
  readonly purchase: string;
  /** Pounds without VAT: the budget, what it held after the order, and what was allowed on top. */
  readonly amount: number;
  readonly committed: number;
  readonly exceedBy: number;
  /** Listed price by offer when it was placed. */
  readonly listed: ReadonlyMap<string, number>;
}

const start = '2026-11-23T10:00:00Z';

/** A school of its own with 4,000 pounds, a call-off with a ceiling of 3,000, and a rule that asks the head. */
export async function makeSchool(world: World) {
  const { database, clock, contracts } = world;
  world.schools += 1;
  const id = `school${String(world.schools).padStart(4, '0')}`;
  clock.set(start);
  await setPrice(world, '101', '395.00');
  await setPrice(world, '106', '129.99');
  await addOrganisation(database, { id });
  const person = (name: string, roles: Parameters<typeof addPerson>[1]['roles'], approvalLimit: string | null = null) =>
    addPerson(database, { id: `${name}${id}`.slice(0, 20), organisation: id, roles, approvalLimit });
  const people: Readonly<Record<string, PersonActor>> = {
    buyer: await person('buyer', ['buyer', 'approver'], '90000.00'),
    requester: await person('reque', ['requester']),
    head: await person('headt', ['approver'], '90000.00'),
    deputy: await person('deput', ['approver'], '5000.00'),
    administrator: await person('admin', ['administrator', 'buyer']),
  };
  const budget = `budget${id}`.slice(0, 20);
  await sql`insert into cost_centre_budget (id, organisation_id, code, name, starts_on, ends_on, amount)
    values (${budget}, ${id}, 'ICT', 'ICT', '2026-09-01', '2027-08-31', 4000)`.execute(database.handle);
  await sql`insert into approval_rule (id, organisation_id, name, from_value, made_at)
    values (${`rule${id}`}, ${id}, 'Two pairs of eyes', 3000, '2026-11-01')`.execute(database.handle);
  const callOff = await database.transact((transaction) =>
    contracts.ordering.makeCallOff(transaction, people['buyer'] ?? world.seller, {
      ...{ organisation: id, supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2', route: 'direct-award' },
      ...{ title: 'Laptops', formation: 'imported', ceiling: '3000.00', valueGross: '3600.00' },
      ...{ starts: isoDate('2026-11-01'), ends: isoDate('2028-10-31'), commencedOn: isoDate('2026-10-01') },
      ...{ sites: [`${id}s`], prices: [laptops(1)], madeFrom: `award:${id}` },
    }),
  );
  return { id, people, budget, callOff: callOff.id };
}

export type School = Awaited<ReturnType<typeof makeSchool>>;

const idsOf = async (world: World, query: ReturnType<typeof sql<{ id: string }>>): Promise<readonly string[]> =>
  (await query.execute(world.database.handle)).rows.map((each) => each.id);
const pick = (ids: readonly string[], which: number): string => ids[which % Math.max(1, ids.length)] ?? 'nothing0001';

/** Does one thing as somebody would, whether or not it is allowed; gives what was placed by it. */
export async function doAct(world: World, school: School, act: Act): Promise<readonly Placing[]> {
  const { baskets, purchases, quotes, contracts, clock, seller } = world;
  const by = (name: string) => ({ actor: school.people[name] ?? seller });
  const all = (table: 'purchase' | 'quote' | 'call_off_order') =>
    idsOf(
      world,
      sql<{ id: string }>`select id from ${sql.table(table)} where organisation_id = ${school.id} order by id`,
    );
  const budget = { budget: school.budget, reason: 'Needed', likeOrders: 'Another room', conditions: {} };
  switch (act.kind) {
    case 'put':
      await baskets.put(by(act.who), { organisation: school.id, offer: act.offer, quantity: act.quantity });
      return [];
    case 'ask':
    case 'quote': {
      const open = await baskets.list(by(act.who).actor);
      const { basket } = open[act.which % Math.max(1, open.length)] ?? {};
      if (basket === undefined) return [];
      if (act.kind === 'quote') {
        await quotes.ask(by(act.who), { basket: basket.id, version: basket.version, message: '' });
        return [];
      }
      const version = basket.version - (act.stale ? 1 : 0);
      await purchases.ask(by(act.who), {
        ...{ basket: basket.id, version, ...budget, ...(act.over ? { overBudget: 'Stolen' } : {}) },
      });
      return [];
    }
    case 'answer': {
      const id = pick(await all('quote'), act.which);
      const view = await quotes.get(seller, 'supplier', id);
      await quotes.answer(
        { actor: seller },
        {
          ...{ id, seen: view?.quote.events.length ?? 0, kind: 'firm', leadTimeDays: 4, note: '' },
          prices: (view?.quote.draft.lines ?? []).map((each, index) => ({
            number: index + 1,
            unitPrice: each.kind === 'goods' ? act.price : each.unitPrice,
          })),
          validUntil: '2026-11-24T17:00:00Z',
        },
      );
      return [];
    }
    case 'buy':
      await Promise.all([0, 1].map(async () => quotes.buy(by(act.who), pick(await all('quote'), act.which), budget)));
      return [];
    case 'decide': {
      const id = pick(await all('purchase'), act.which);
      const seen = await purchases.get(by(act.who).actor, id);
      const approved = seen?.purchase.events.filter((each) => each.kind === 'approved').length ?? 0;
      await purchases.decide(by(act.who), { id, step: approved + 1, approve: act.approve, reason: 'Because' });
      return [];
    }
    case 'place': {
      const id = pick(await all('purchase'), act.which);
      const before = await placedCount(world, id);
      const done = await Promise.all(Array.from({ length: act.twice ? 3 : 1 }, () => purchases.place(by(act.who), id)));
      return before === 0 && done.some((each) => each.ok) ? [await placingOf(world, id)] : [];
    }
    case 'withdraw':
      await purchases.withdraw(by(act.who), pick(await all('purchase'), act.which));
      return [];
    case 'excess':
      await purchases.allowExcess(by(act.who), { id: pick(await all('purchase'), act.which), reason: 'Insured' });
      return [];
    case 'price':
      await setPrice(world, act.offer, act.price);
      return [];
    case 'budget': {
      const [now] = await purchases.budgets(school.id);
      await world.settings.putBudget(by('administrator'), school.id, {
        ...{ code: 'ICT', name: 'ICT', startsOn: '2026-09-01', endsOn: '2027-08-31' },
        ...{ amount: String(act.amount), version: now?.version ?? 1 },
      });
      return [];
    }
    case 'delegate':
      await world.delegations.give(by(act.from), {
        ...{ organisation: school.id, fromOn: '2026-11-23', untilOn: '2026-11-30' },
        to: school.people[act.to]?.personId ?? '',
      });
      return [];
    case 'order': {
      const id = pick(await all('call_off_order'), act.which);
      const view = await contracts.orders.get(by('buyer').actor, id);
      const seen = view?.order.events.length ?? 0;
      if (act.does === 'accept') await contracts.orders.accept({ actor: seller }, { id, seen });
      if (act.does === 'decline') await contracts.orders.decline({ actor: seller }, { id, seen, reason: 'None left' });
      if (act.does === 'cancel') await contracts.orders.cancel(by(act.who), { id, seen, reason: 'Not needed' });
      if (act.does === 'acceptChange') await contracts.orders.acceptChange(by(act.who), { id, seen });
      if (act.does === 'propose') {
        const change = { note: 'Cheaper', lines: [{ number: 1, unitPrice: '90.00' }] };
        await contracts.orders.propose({ actor: seller }, { id, seen, change });
      }
      return [];
    }
    case 'callOff': {
      const key = `k${school.id}${String(act.quantity)}${act.who.slice(0, 4)}`;
      const lines = [{ number: 1, quantity: act.quantity }];
      const wanted = { key, site: `${school.id}s`, lines, title: 'Laptops', buyerReference: '' };
      await Promise.all([0, 1].map(() => contracts.callOffs.order(by(act.who), school.callOff, wanted)));
      return [];
    }
    case 'wait': {
      const later = clock.now().add({ hours: act.hours });
      const last = Temporal.Instant.from('2026-11-25T09:00:00Z');
      clock.set((Temporal.Instant.compare(later, last) > 0 ? last : later).toString());
      return [];
    }
  }
}

function setPrice({ database }: World, offer: string, price: string) {
  return sql`update offer_interval set unit_price = ${price}::numeric, break_quantities = '{}', break_prices = '{}'
    where offer_id = ${offer}::bigint and valid_to is distinct from '2026-10-31'`.execute(database.handle);
}

async function placedCount(world: World, purchase: string): Promise<number> {
  return (await idsOf(world, sql<{ id: string }>`select id from call_off_order where purchase = ${purchase}`)).length;
}

async function placingOf(world: World, purchase: string): Promise<Placing> {
  const { handle } = world.database;
  const money = await sql<{ amount: number; committed: number; exceedBy: number }>`
    select g.amount::float8 as amount,
      (select coalesce(sum(c.amount), 0)::float8 from budget_commitment c where c.budget_id = g.id and c.released_at is null) as committed,
      (select coalesce(sum(e.amount), 0)::float8 from purchase_event e where e.purchase_id = p.id) as "exceedBy"
    from purchase p join cost_centre_budget g on g.id = p.budget_id where p.id = ${purchase}`.execute(handle);
  const listed = await sql<{ offer: string; price: number }>`select offer_id::text as offer, unit_price::float8 as price
    from offer_interval where offer_id in (101, 106) and valid_to is distinct from '2026-10-31'`.execute(handle);
  const [found] = money.rows;
  if (found === undefined) throw new Error(`The purchase ${purchase} has no budget`);
  return { purchase, ...found, listed: new Map(listed.rows.map((each) => [each.offer, each.price])) };
}
