import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines, freshPostgresAddress } from '../../test/support/databases.ts';
import { addOrganisation, addPerson } from '../../test/support/people.ts';
import { createProducts } from '../catalogue/index.ts';
import {
  contractPolicies,
  createContracts,
  createInvoicing,
  invoicePolicies,
  loadContractKnowledge,
} from '../contracts/index.ts';
import { fixedClock } from '../kernel/dates.ts';
import { createOrganisations, createSuppliers } from '../organisations/index.ts';
import { PolicyTable } from '../platform/access/index.ts';
import { type Database, openDatabase } from '../platform/database/index.ts';
import { fillSmallCatalogue } from '../../test/support/small-catalogue.ts';

/** Orders of others, and how many of one's own. */
const others = 20_000;
const own = 12;

async function manyOrders({ handle }: Database): Promise<void> {
  const made = (count: number, buyer: string, from: number) =>
    sql`insert into call_off (id, number, organisation_id, supplier_id,
      agreement, lot, route, title, formation, ceiling, value_gross, starts_on, commenced_on, made_at, made_from)
    select 'order' || lpad((n + ${from}::int)::text, 8, '0'), 'C-' || n + ${from}::int, ${buyer}, 'marrowby-systems', 'RM6098', '8', 'catalogue', 'T',
      'purchase-order', 10, 12, '2026-11-01', '2026-11-01', timestamptz '2026-11-01' + n * interval '1 second', 'm' || n + ${from}::int
    from generate_series(1, ${count}::int) n`.execute(handle);
  await made(others, 'bigbuyer01', 0);
  await made(own, 'school0001', others);
  await sql`insert into call_off_order (id, number, call_off_id, organisation_id, site_id, supplier_id, agreement, lot, title,
      buyer_reference, deliver_name, deliver_address, deliver_postcode, invoice_to, placed_at, purchase)
    select id, 'O' || number, id, organisation_id, organisation_id || 's', supplier_id, agreement, lot, title, '', 'N', 'A', 'P', 'I',
      made_at, id from call_off`.execute(handle);
  await sql`insert into call_off_order_version (order_id, version, expected_by, net, vat, gross, commitment_net, commitment_gross, made_at)
    select id, 1, '2026-11-10', 10, 2, 12, 10, 12, placed_at from call_off_order`.execute(handle);
  await sql`insert into call_off_order_line (order_id, version, number, kind, mpn, title, unit, quantity, unit_price, net, vat_category, vat, gross)
    select id, 1, 1, 'goods', 'M', 'T', 'each', 1, 10, 10, 'standard', 2, 12 from call_off_order`.execute(handle);
  await sql`insert into call_off_order_event (order_id, position, kind, version, actor, at)
    select id, 1, 'placed', 1, 'system', placed_at from call_off_order
    union all select id, 2, 'accepted', 1, 'system', placed_at from call_off_order`.execute(handle);
  for (const table of [
    'call_off',
    'call_off_order',
    'call_off_order_event',
    'call_off_order_version',
    'call_off_order_line',
  ]) {
    await sql`analyze ${sql.table(table)}`.execute(handle);
  }
}

/** Rows of the orders’ tables that were read meanwhile, by index or one after another. */
async function rowsRead({ handle }: Database): Promise<number> {
  await sql`select pg_stat_force_next_flush()`.execute(handle);
  const found = await sql<{
    rows: string;
  }>`select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::text as rows
    from pg_stat_user_tables where relname like 'call_off%'`.execute(handle);
  return Number(found.rows[0]?.rows ?? '0');
}

const postgres = engines.find((each) => each.engine === 'postgres');

describe('the desk of a small buyer beside a large one', { skip: postgres?.skip }, () => {
  it('reads its own orders and call-offs, and none of the others', async (t) => {
    // One connection, whose counts of rows are told when they are asked for.
    const { url, drop } = await freshPostgresAddress();
    const database = await openDatabase({ url, dataDir: '', poolSize: 1 });
    t.after(async () => {
      await database.close();
      await drop();
    });
    const { agreements, categories } = await fillSmallCatalogue(database);
    await addOrganisation(database, { id: 'bigbuyer01', sites: ['bigbuyer01s'] });
    await addOrganisation(database, { id: 'school0001', sites: ['school0001s'] });
    const buyer = await addPerson(database, { id: 'buyer0001', organisation: 'school0001', roles: ['buyer'] });
    await manyOrders(database);
    const clock = fixedClock('2026-11-23T10:00:00Z');
    const policies = new PolicyTable([...contractPolicies, ...invoicePolicies]);
    const organisations = createOrganisations({ database, reference: agreements.reference });
    const knowledge = await loadContractKnowledge(agreements);
    assert.ok(knowledge.ok);
    const options = { database, clock, agreements, organisations, policies };
    const suppliers = createSuppliers({ database });
    const products = createProducts({ database, categories, agreements, suppliers });
    const contracts = createContracts({ ...options, suppliers, products, knowledge: knowledge.value });
    const invoicing = createInvoicing({ ...options, spending: contracts.spending, reference: agreements.reference });
    const before = await rowsRead(database);
    assert.equal((await contracts.orders.list(buyer, { party: 'buyer', limit: 200 })).items.length, own);
    assert.equal((await contracts.callOffs.list(buyer, { limit: 200 })).items.length, own);
    assert.equal((await invoicing.receipts.missing(buyer)).length, own);
    assert.equal((await invoicing.invoices.list(buyer, { kind: 'buyer', limit: 100 })).items.length, 0);
    const read = (await rowsRead(database)) - before;
    assert.ok(read < others / 4, `${read} rows were read for ${own} orders beside ${others}`);
  });
});
