/**
 * `npm run bench:orders`: buyers buy at the same time by the JSON interface on PostgreSQL. From prepared baskets each asks, its head
 * approves, it places and the supplier accepts; `--from call-offs` orders from prepared call-offs and the supplier accepts. Rounds:
 * `warm`, `plain` without a pause, `paced` at a rate for all buyers together, and `kill`, in which the server is killed half-way
 * and started again and every request without an answer is sent again. One JSON line a figure.
 */
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { addOrganisation, addPerson } from '../test/support/people.ts';
import { laptops, orderDraft } from '../test/support/contracts.ts';
import type { Actor } from '../src/platform/access/index.ts';
import { hashSecret, newSecret } from '../src/platform/operator/index.ts';
import type { Services } from '../src/services.ts';
import { createBenchDatabase, fill } from './bench-database.ts';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import { quantile } from './load.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: 'baskets' },
    buyers: { type: 'string', default: '100' },
    orders: { type: 'string', default: '20' },
    pace: { type: 'string', default: '42' },
  },
});
const from = values.from === 'call-offs' ? 'call-offs' : 'baskets';
const buyers = Number(values.buyers);
const wantedEach = Number(values.orders);
const pace = Number(values.pace);
const targets = { rate: 40, p95: 400 };
const { agreement, lot } = { agreement: 'RM6098', lot: '8' };

/** What a buyer of the bench orders next: the requests of one order, each with the rights of whoever sends it. */
type Order = (round: Round) => Promise<void>;

interface Offered {
  readonly offer: string;
  readonly supplier: string;
  readonly key: string;
}

interface Buyer {
  readonly organisation: string;
  readonly site: string;
  readonly budget: string;
  readonly key: string;
  readonly actor: Actor;
  /** The cookie of its head's session. */
  readonly head: string;
}

/** One round: how requests are sent and how long each took. */
interface Round {
  readonly times: number[];
  send: (
    path: string,
    rights: Readonly<Record<string, string>>,
    body: unknown,
  ) => Promise<Readonly<Record<string, unknown>>>;
}

function print(figure: string, facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ figure, from, buyers, ...facts })}\n`);
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** An organisation's key with the scopes programs need to buy and to answer. */
async function keyFor({ database }: Services, organisation: string): Promise<string> {
  const secret = `calloff_${newSecret()}`;
  const scopes = ['baskets:write', 'purchases:read', 'purchases:write', 'orders:read', 'orders:write', 'orders:answer'];
  await sql`insert into api_key (id, name, key_hash, scopes, made_at, organisation_id)
    values (${`key${organisation}`}, 'bench', ${hashSecret(secret)}, ${[...scopes, 'call-offs:read']}::text[], now(),
      ${organisation})`.execute(database.handle);
  return secret;
}

async function keyActor(services: Services, secret: string): Promise<Actor> {
  const key = await services.keys.find(secret);
  if (typeof key === 'string') throw new Error(`The key is ${key}`);
  const membership = await services.organisations.ofKey(key.organisation ?? '', key.id);
  return { kind: 'key', keyId: key.id, scopes: key.scopes, ...(membership === undefined ? {} : { membership }) };
}

/** One offer each of suppliers of the lot, with somebody who answers orders. */
async function prepareSuppliers(services: Services): Promise<readonly Offered[]> {
  const { handle } = services.database;
  const found = await sql<{ offer: string; supplier: string }>`
    select distinct on (o.supplier_id) o.id::text as offer, o.supplier_id as supplier from offer o
      join offer_interval i on i.offer_id = o.id and i.valid_from <= current_date - 1
        and (i.valid_to is null or i.valid_to > current_date + 1)
    where o.agreement = ${agreement} and o.lot = ${lot} and o.unit = 'each' and o.condition = 'new'
      and i.minimum_quantity = 1 and i.pack_size = 1 and i.unit_price < 2000
      and not exists (select 1 from supplier_standing_event s where s.supplier_id = o.supplier_id)
      and not exists (select 1 from organisation g where g.supplier_id = o.supplier_id)
    order by o.supplier_id, o.id limit ${wantedEach}`.execute(handle);
  const made: Offered[] = [];
  for (const [at, each] of found.rows.entries()) {
    const organisation = `benchseller${String(at).padStart(3, '0')}`;
    await addOrganisation(services.database, { id: organisation, kind: 'supplier', supplier: each.supplier });
    made.push({ ...each, key: await keyFor(services, organisation) });
  }
  return made;
}

/** Buyers, each with a budget, a rule that everything is approved, and a head who is signed in. */
async function prepareBuyers(services: Services): Promise<readonly Buyer[]> {
  const { database } = services;
  const made: Buyer[] = [];
  for (let at = 0; at < buyers; at += 1) {
    const organisation = `benchbuyer${String(at).padStart(3, '0')}`;
    const site = `${organisation}s`;
    const budget = `budget${organisation}`;
    await addOrganisation(database, { id: organisation, sites: [site] });
    const head = await addPerson(database, {
      ...{ id: `head${organisation}`, organisation, roles: ['approver'], approvalLimit: '9000000.00' },
    });
    await sql`insert into cost_centre_budget (id, organisation_id, code, name, starts_on, ends_on, amount)
      values (${budget}, ${organisation}, 'ICT', 'ICT', current_date - 100, current_date + 200, 9000000)`.execute(
      database.handle,
    );
    await sql`insert into approval_rule (id, organisation_id, name, from_value, made_at)
      values (${`rule${organisation}`}, ${organisation}, 'Two pairs of eyes', 0, now())`.execute(database.handle);
    const secret = `p.${newSecret()}`;
    await sql`insert into person_session (id, token_hash, person_id, started_at, last_seen_at, ends_at, method, confirmed_at)
      values (${`session${organisation}`}, ${hashSecret(secret)}, ${head.personId}, now(), now(), now() + interval '6 hours',
        'password', now())`.execute(database.handle);
    const key = await keyFor(services, organisation);
    made.push({ organisation, site, budget, key, actor: await keyActor(services, key), head: secret });
  }
  return made;
}

/** A basket of each buyer for each supplier, as buyers would fill it: what the orders of a round begin with. */
async function fillBaskets(
  { baskets }: Services,
  offered: readonly Offered[],
  who: readonly Buyer[],
): Promise<readonly (readonly Order[])[]> {
  const ofBuyers: Order[][] = [];
  for (const [at, buyer] of who.entries()) {
    const orders: Order[] = [];
    for (const [index, { offer, key }] of offered.entries()) {
      const wanted = { organisation: buyer.organisation, offer, quantity: 1 + ((at + index) % 9) };
      const put = await baskets.put({ actor: buyer.actor }, wanted);
      if (!put.ok) throw new Error(JSON.stringify(put.problems));
      const view = await baskets.get(buyer.actor, put.value);
      const version = view?.basket.version ?? 0;
      orders.push(buyBasket(buyer, { basket: put.value, version }, key));
    }
    ofBuyers.push(orders);
  }
  return ofBuyers;
}

function buyBasket(
  { key, head, budget }: Buyer,
  basket: { readonly basket: string; readonly version: number },
  supplierKey: string,
): Order {
  return async ({ send }) => {
    const asked = { ...basket, budget, reason: 'A room is equipped', likeOrders: 'Each room decides for itself' };
    const purchase = await send('/api/v1/purchases', bearer(key), { ...asked, conditions: {} });
    const path = `/api/v1/purchases/${String(purchase['id'])}`;
    await send(`${path}/decide`, { cookie: `calloff-session=${head}` }, { step: 1, approve: true });
    const placed = await send(`${path}/place`, bearer(key), {});
    await send(`/api/v1/orders/${String(placed['order'])}/accept`, bearer(supplierKey), { seen: 1 });
  };
}

/** A call-off of each buyer that is long enough for all it orders; that makes one order each beforehand. */
async function prepareCallOffs(
  { database, contracts }: Services,
  [seller]: readonly Offered[],
  who: readonly Buyer[],
): Promise<(round: string, count: number) => readonly (readonly Order[])[]> {
  if (seller === undefined) throw new Error('There is no supplier');
  const callOffs: string[] = [];
  for (const { organisation, site, actor } of who) {
    const draft = orderDraft([laptops(1)], {
      ...{ organisation, site, supplier: seller.supplier, purchase: `bench-${organisation}` },
      ...{ commitmentNet: '900000.00', commitmentGross: '1080000.00' },
    });
    const placed = await database.transact((transaction) => contracts.ordering.placeOrder(transaction, actor, draft));
    if (!placed.ok) throw new Error(JSON.stringify(placed.problems));
    await sql`update call_off set ceiling = 99000000, formation = 'imported' where id = ${placed.value.callOff}`.execute(
      database.handle,
    );
    callOffs.push(placed.value.callOff);
  }
  return (round, count) =>
    who.map(({ site, key }, buyer) =>
      Array.from({ length: count }, (_, at): Order => async ({ send }) => {
        const mine = `${round}${String(buyer).padStart(4, '0')}${String(at).padStart(6, '0')}`;
        const wanted = { key: mine, site, lines: [{ number: 1, quantity: 1 }] };
        const order = await send(`/api/v1/call-offs/${callOffs[buyer] ?? ''}/orders`, bearer(key), wanted);
        await send(`/api/v1/orders/${String(order['id'])}/accept`, bearer(seller.key), { seen: 1 });
      }),
    );
}

/** Sends until there is an answer: what came while the server was away is sent again, the same. */
function roundAgainst(origin: () => string): Round {
  const times: number[] = [];
  return {
    times,
    send: async (path, rights, body) => {
      for (;;) {
        const began = performance.now();
        try {
          const answer = await fetch(`${origin()}${path}`, {
            method: 'POST',
            headers: { ...rights, origin: origin(), 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          const text = await answer.text();
          // 409: accepted before the answer was lost.
          if (!answer.ok && !(answer.status === 409 && path.endsWith('/accept')))
            throw new Error(`${String(answer.status)} from ${path}: ${text}`);
          times.push(performance.now() - began);
          return JSON.parse(text) as Readonly<Record<string, unknown>>;
        } catch (error) {
          if (!(error instanceof TypeError)) throw error;
          await setTimeout(100);
        }
      }
    },
  };
}

/** All buyers at the same time, each one order after another; paced, each begins its orders at their times. Gives seconds. */
async function runRound(round: Round, work: readonly (readonly Order[])[], ordersASecond?: number): Promise<number> {
  const began = performance.now();
  await Promise.all(
    work.map(async (orders, buyer) => {
      for (const [at, order] of orders.entries()) {
        if (ordersASecond !== undefined) {
          const due = ((at * work.length + buyer) / ordersASecond) * 1000;
          await setTimeout(Math.max(0, due - (performance.now() - began)));
        }
        await order(round);
      }
    }),
  );
  return (performance.now() - began) / 1000;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

const database = await createBenchDatabase('postgres');
try {
  let services = await database.open();
  await fill(services, 1_500, 1);
  const offered = await prepareSuppliers(services);
  const who = await prepareBuyers(services);
  const callOffs = from === 'call-offs' ? await prepareCallOffs(services, offered, who) : undefined;
  const each = callOffs === undefined ? offered.length : wantedEach;
  /** The orders of a round; the server does not run meanwhile. */
  const prepare = async (round: string): Promise<readonly (readonly Order[])[]> => {
    const work = callOffs?.(round, each) ?? (await fillBaskets(services, offered, who));
    await sql`vacuum analyze`.execute(services.database.handle);
    return work;
  };
  let server: BenchServer | undefined;
  const origin = (): string => server?.origin ?? '';
  const used = async () => ({ server: server?.cpuSeconds() ?? 0, database: (await database.cpuSeconds()) ?? 0 });
  const count = buyers * each;
  let done = 0;
  for (const name of ['warm', 'plain', 'paced', 'kill'] as const) {
    const work = await prepare(name);
    server ??= await startBenchServer(database.env);
    const round = roundAgainst(origin);
    const before = await used();
    const running = runRound(round, work, name === 'paced' || name === 'kill' ? pace : undefined);
    if (name === 'kill') {
      await setTimeout((count / pace / 2) * 1000);
      await server.kill();
      server = await startBenchServer(database.env);
    }
    const seconds = await running;
    done += count;
    const after = await used();
    const p95 = quantile(round.times, 0.95);
    const rate = count / seconds;
    if (name === 'plain' || name === 'paced') {
      print(name, {
        ...{ orders: count, requests: round.times.length, unit: 'orders a second', rate: tenth(rate) },
        ...{ requestP50Ms: Math.round(quantile(round.times, 0.5)), requestP95Ms: Math.round(p95) },
        // Processor time an order: stable in spite of what else the machine does.
        serverMsEach: tenth(((after.server - before.server) / count) * 1000),
        databaseMsEach: tenth(((after.database - before.database) / count) * 1000),
        ...{ targetRate: targets.rate, targetP95Ms: targets.p95 },
        met: rate >= targets.rate && p95 <= targets.p95,
      });
    }
  }
  await server?.stop();
  await services.close();
  services = await database.open();
  const beforehand = callOffs === undefined ? 0 : buyers;
  const found = await sql<{ orders: string; numbers: string; highest: string; accepted: string; purchases: string }>`
    select count(*)::text as orders, count(distinct o.number)::text as numbers,
      (select last::text from contract_number_series where series = 'order') as highest,
      (select count(*)::text from call_off_order_event where kind = 'accepted') as accepted,
      count(distinct o.purchase)::text as purchases
    from call_off_order o`.execute(services.database.handle);
  await services.close();
  const [row] = found.rows;
  const wanted = done + beforehand;
  print('killed-half-way', {
    ...{ ...row, wanted, lostOrDoubled: Number(row?.orders) - wanted },
    met:
      [row?.orders, row?.numbers, row?.highest].every((each) => Number(each) === wanted) &&
      Number(row?.accepted) === done,
  });
} finally {
  await database.drop();
}
