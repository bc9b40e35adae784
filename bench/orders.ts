/**
 * `npm run bench:orders`: buyers order at the same time from prepared call-offs by the JSON interface and their suppliers accept,
 * on PostgreSQL; half-way the server is killed and started again, and every request without an answer is sent again. One JSON line a figure.
 */
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { addOrganisation } from '../test/support/people.ts';
import { orderDraft, laptops } from '../test/support/contracts.ts';
import { hashSecret, newSecret } from '../src/platform/operator/index.ts';
import type { Services } from '../src/services.ts';
import { createBenchDatabase } from './bench-database.ts';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import { quantile } from './load.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'postgres' },
    buyers: { type: 'string', default: '100' },
    orders: { type: 'string', default: '20' },
  },
});
const engine = values.engine === 'pglite' ? 'pglite' : 'postgres';
const buyers = Number(values.buyers);
const each = Number(values.orders);
const targets = { rate: 40, p95: 400 };

interface Buyer {
  readonly site: string;
  readonly callOff: string;
  readonly key: string;
}

function print(figure: string, facts: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify({ figure, engine, buyers, ordersEach: each, ...facts })}\n`);
}

/** An organisation's key with the scopes programs need to order and to answer. */
async function keyFor({ database }: Services, organisation: string): Promise<string> {
  const secret = `calloff_${newSecret()}`;
  const scopes = ['orders:read', 'orders:write', 'orders:answer', 'call-offs:read'];
  await sql`insert into api_key (id, name, key_hash, scopes, made_at, organisation_id)
    values (${`key${organisation}`}, 'bench', ${hashSecret(secret)}, ${scopes}::text[], now(), ${organisation})`.execute(
    database.handle,
  );
  return secret;
}

/** A supplier, and buyers with a call-off each that is long enough for all they order. */
async function prepare(
  services: Services,
): Promise<{ readonly buyers: readonly Buyer[]; readonly supplierKey: string }> {
  const { database, contracts } = services;
  await sql`insert into supplier (id, name, name_key, legal_name, size, demonstration)
    values ('bench-seller', 'Bench seller', 'bench seller', 'Bench seller Limited', 'small', true)`.execute(
    database.handle,
  );
  await addOrganisation(database, { id: 'benchseller', kind: 'supplier', supplier: 'bench-seller' });
  const supplierKey = await keyFor(services, 'benchseller');
  const made: Buyer[] = [];
  for (let at = 0; at < buyers; at += 1) {
    const organisation = `benchbuyer${String(at).padStart(3, '0')}`;
    const site = `${organisation}s`;
    await addOrganisation(database, { id: organisation, sites: [site] });
    const seller = await keyActor(services, supplierKey);
    const placed = await database.transact((transaction) =>
      contracts.ordering.placeOrder(
        transaction,
        seller,
        orderDraft([laptops(1)], {
          ...{ organisation, site, supplier: 'bench-seller', purchase: `bench-${organisation}` },
          ...{ commitmentNet: '900000.00', commitmentGross: '1080000.00' },
        }),
      ),
    );
    if (!placed.ok) throw new Error(JSON.stringify(placed.problems));
    // What is ordered below comes on top of the first order: a long call-off that both signed before.
    await sql`update call_off set ceiling = 99000000, formation = 'imported' where id = ${placed.value.callOff}`.execute(
      database.handle,
    );
    made.push({ site, callOff: placed.value.callOff, key: await keyFor(services, organisation) });
  }
  return { buyers: made, supplierKey };
}

async function keyActor(services: Services, secret: string) {
  const key = await services.keys.find(secret);
  if (typeof key === 'string') throw new Error(`The key is ${key}`);
  return { kind: 'key', keyId: key.id, scopes: key.scopes } as const;
}

const times: number[] = [];

/** Sends until there is an answer: what came while the server was away is sent again, the same. */
async function send(origin: () => string, path: string, key: string, body: unknown): Promise<{ readonly id?: string }> {
  for (;;) {
    const began = performance.now();
    try {
      const answer = await fetch(`${origin()}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      // Accepted before the answer was lost.
      if (!answer.ok && answer.status !== 409) throw new Error(`${String(answer.status)} from ${path}: ${text}`);
      times.push(performance.now() - began);
      return JSON.parse(text) as { readonly id?: string };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await new Promise((wait) => setTimeout(wait, 100));
    }
  }
}

const database = await createBenchDatabase(engine);
try {
  const services = await database.open();
  const prepared = await prepare(services);
  await sql`vacuum analyze`.execute(services.database.handle);
  await services.close();
  let server: BenchServer = await startBenchServer(database.env);
  const run = async (round: string): Promise<number> => {
    const began = performance.now();
    await Promise.all(
      prepared.buyers.map(async ({ site, callOff, key }, buyer) => {
        for (let at = 0; at < each; at += 1) {
          const mine = `${round}${String(buyer).padStart(4, '0')}${String(at).padStart(6, '0')}`;
          const wanted = { key: mine, site, lines: [{ number: 1, quantity: 1 }] };
          const order = await send(() => server.origin, `/api/v1/call-offs/${callOff}/orders`, key, wanted);
          if (order.id === undefined) throw new Error(`No order for ${mine}`);
          await send(() => server.origin, `/api/v1/orders/${order.id}/accept`, prepared.supplierKey, { seen: 1 });
        }
      }),
    );
    return (performance.now() - began) / 1000;
  };
  const used = async () => ({ server: server.cpuSeconds() ?? 0, database: (await database.cpuSeconds()) ?? 0 });
  const before = await used();
  const seconds = await run('plain');
  const after = await used();
  const msEach = (what: keyof typeof before) =>
    Math.round(((after[what] - before[what]) / (buyers * each)) * 10_000) / 10;
  const rate = (buyers * each) / seconds;
  const p95 = quantile(times, 0.95);
  print('place-accept', {
    ...{
      unit: 'orders a second',
      rate: Math.round(rate * 10) / 10,
      target: targets.rate,
      requestP95Ms: Math.round(p95),
    },
    // Processor time an order: stable in spite of what else the machine does.
    ...{ serverMsEach: msEach('server'), databaseMsEach: msEach('database') },
    met: rate >= targets.rate && p95 <= targets.p95,
  });
  const killed = run('kill');
  await new Promise((wait) => setTimeout(wait, (seconds * 1000) / 2));
  await server.kill();
  server = await startBenchServer(database.env);
  await killed;
  await server.stop();
  const opened = await database.open();
  const found = await sql<{ orders: string; numbers: string; accepted: string; highest: string }>`
    select count(*)::text as orders, count(distinct o.number)::text as numbers,
      (select count(*)::text from call_off_order_event where kind = 'accepted') as accepted,
      (select last::text from contract_number_series where series = 'order') as highest
    from call_off_order o`.execute(opened.database.handle);
  await opened.close();
  const row = found.rows[0];
  const wanted = buyers * each * 2 + buyers;
  print('killed-half-way', {
    ...{ ...row, wanted, lostOrDoubled: Number(row?.orders) - wanted },
    met:
      [row?.orders, row?.numbers, row?.highest].every((count) => Number(count) === wanted) &&
      Number(row?.accepted) === buyers * each * 2,
  });
} finally {
  await database.drop();
}
