import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { type App, createApp } from '../../src/app.ts';
import type { InvoiceDocument } from '../../src/contracts/invoices/rules/invoice.ts';
import { isoDate, systemClock, today } from '../../src/kernel/dates.ts';
import { exact } from '../../src/kernel/money.ts';
import type { Outcome } from '../../src/kernel/outcome.ts';
import { type Role, rolesOf } from '../../src/organisations/index.ts';
import type { OrganisationKind, PersonActor } from '../../src/platform/access/index.ts';
import { readConfig } from '../../src/platform/config/index.ts';
import type { Database, Engine } from '../../src/platform/database/index.ts';
import { laptops, orderDraft } from './contracts.ts';
import { freshPostgresAddress } from './databases.ts';
import { arrived } from './invoices.ts';
import { addOrganisation, addPerson } from './people.ts';
import { submission } from './price-list-world.ts';
import { fillSmallCatalogue } from './small-catalogue.ts';

/** Somebody of another organisation, as their requests show it: a person's cookie, or the key of a program. */
export interface Stranger {
  readonly who: string;
  readonly kind: OrganisationKind;
  readonly organisation: string;
  /** Of that organisation: what a form may rightly name. */
  readonly site: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The whole application with an organisation of each kind that has one of everything, and another of each that has nothing. */
export interface IsolationWorld {
  readonly app: App;
  readonly database: Database;
  /** Identifiers of the organisations that have everything, by what they are of. */
  readonly owned: Readonly<Record<string, string>>;
  readonly strangers: readonly Stranger[];
  /** Somebody of the buyer itself, with every role at a site that none of its orders is for. */
  readonly otherSite: Stranger;
  /** What a person with every role of the organisation that has everything sends along. */
  readonly owners: Readonly<Record<OrganisationKind, Readonly<Record<string, string>>>>;
  /** Signs the owners in anew, after a test that may have ended their sessions. */
  readonly again: () => Promise<IsolationWorld['owners']>;
  readonly close: () => Promise<void>;
}

/** What came of it; a problem is a mistake of the test. */
function done<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

export async function isolationWorld(engine: Engine = 'pglite'): Promise<IsolationWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-isolation-'));
  const { url, drop } = engine === 'pglite' ? embedded : await freshPostgresAddress();
  const settings = { CALLOFF_DATA_DIR: folder, CALLOFF_DEMO: 'off', CALLOFF_RATE_LIMIT: '0', DATABASE_URL: url };
  const app = await createApp(readConfig(settings), { logger: pino({ level: 'silent' }), clock: systemClock });
  await app.server.ready();
  const { database } = app.services;
  await fillSmallCatalogue(database);
  for (const [kind, owner, other] of pairs) {
    await addOrganisation(database, organisationOf(kind, owner, true));
    await addOrganisation(database, organisationOf(kind, other, false));
  }
  const owners = {
    buyer: await everyRole(database, 'buyer', 'northmoor1', 'ownerbuyer'),
    supplier: await everyRole(database, 'supplier', 'marrowby01', 'ownerseller'),
    authority: await everyRole(database, 'authority', 'authority1', 'ownermanager'),
  };
  const strangers: Stranger[] = [];
  const strangersBasket: string[] = [];
  for (const [kind, , other] of pairs) {
    const person = await everyRole(database, kind, other, `stranger${kind}`);
    if (kind === 'buyer') {
      const own = { organisation: other, offer: '101', quantity: 5 };
      const { baskets } = app.services;
      const basket = done(await baskets.put({ actor: person, requestId: 'r' }, own));
      strangersBasket.push(basket, String((await baskets.get(person, basket))?.basket.version ?? ''));
    }
    strangers.push(...(await waysIn(app, kind, other, person)));
  }
  const owned: Readonly<Record<string, string>> = {
    strangersBasket: strangersBasket[0] ?? '',
    basketVersion: strangersBasket[1] ?? '',
    ...(await buyersThings(app, owners.buyer, owners.supplier)),
    ...(await suppliersThings(app)),
    ...(await peoplesThings(app, owners.buyer, owners.authority)),
  };
  const close = async () => {
    await app.close();
    await drop();
    await rm(folder, { recursive: true, force: true });
  };
  for (const [name, id] of Object.entries(owned)) if (id === '') throw new Error(`There is no ${name}`);
  const again = async () => ({
    buyer: await cookieOf(app, owners.buyer),
    supplier: await cookieOf(app, owners.supplier),
    authority: await cookieOf(app, owners.authority),
  });
  const limited = await addPerson(database, {
    ...{ id: 'othersite1', organisation: 'northmoor1', site: 'northmoors2', signingLimit: '900000.00' },
    roles: rolesOf('buyer').filter((each) => each !== 'administrator'),
  });
  const otherSite: Stranger = {
    ...{ who: 'every role at another site', kind: 'buyer', organisation: 'northmoor1', site: 'northmoors2' },
    headers: await cookieOf(app, limited),
  };
  return { app, database, owned, strangers, otherSite, owners: await again(), again, close };
}

const embedded = { url: '', drop: async () => {} };

const pairs = [
  ['buyer', 'northmoor1', 'eastfield1'],
  ['supplier', 'marrowby01', 'harbour001'],
  ['authority', 'authority1', 'authority2'],
] as const;

function organisationOf(kind: OrganisationKind, id: string, owner: boolean) {
  switch (kind) {
    case 'buyer':
      return { id, kind, name: `Organisation ${id}`, ...(owner ? { sites: ['northmoors1', 'northmoors2'] } : {}) };
    case 'supplier':
      return { id, kind, supplier: owner ? 'marrowby-systems' : 'second-harbour' };
    case 'authority':
      // The other one runs an agreement of its own.
      return { id, kind, agreements: [owner ? 'RM6098' : 'RM0000'] };
  }
}

function everyRole(database: Database, kind: OrganisationKind, organisation: string, id: string) {
  const limits = kind === 'authority' ? {} : { approvalLimit: '900000.00', signingLimit: '900000.00' };
  // An auditor beside everything else takes nothing away: rights add up.
  const roles: readonly Role[] = rolesOf(kind);
  return addPerson(database, { id, organisation, roles, ...limits });
}

async function waysIn(app: App, kind: OrganisationKind, organisation: string, person: PersonActor) {
  const { keys } = app.services;
  const owner = { organisation, roles: rolesOf(kind) };
  const scopes = keys.scopes(owner).map((each) => each.scope);
  const key = done(await keys.create({ name: 'Everything', scopes, lastDay: '' }, person, 'r', owner));
  const common = { kind, organisation, site: kind === 'buyer' ? `${organisation}s` : '' };
  return [
    { ...common, who: `every role of another ${kind}`, headers: await cookieOf(app, person) },
    { ...common, who: `a key of another ${kind}`, headers: { authorization: `Bearer ${key.key}` } },
  ];
}

async function cookieOf({ services }: App, { personId }: PersonActor): Promise<Readonly<Record<string, string>>> {
  const start = { personId, method: 'passkey', confirmed: true, browser: 'Test', requestId: 'r' } as const;
  const { secret } = await services.database.transact((transaction) =>
    services.personSessions.start(transaction, start),
  );
  return { cookie: `calloff-session=${secret}`, 'sec-fetch-site': 'same-origin' };
}

/** A basket, a purchase, orders, a call-off, a receipt and an invoice of the buyer. */
async function buyersThings({ services }: App, buyer: PersonActor, supplier: PersonActor) {
  const { database, contracts, invoicing, baskets, purchases } = services;
  const by = { actor: buyer, requestId: 'r' };
  await sql`insert into cost_centre_budget (id, organisation_id, code, name, starts_on, ends_on, amount)
    values ('budget0001', 'northmoor1', 'ICT', 'ICT', '2026-09-01', '2027-08-31', 90000)`.execute(database.handle);
  await sql`insert into approval_rule (id, organisation_id, name, from_value, made_at)
    values ('rulerule01', 'northmoor1', 'All', 0, '2026-11-01')`.execute(database.handle);
  const basket = done(await baskets.put(by, { organisation: 'northmoor1', offer: '101', quantity: 25 }));
  const version = (await baskets.get(buyer, basket))?.basket.version ?? 0;
  const question = { basket, version, budget: 'budget0001', reason: '', likeOrders: '', conditions: {} };
  const purchase = done(await purchases.ask(by, question));
  const other = done(await baskets.put(by, { organisation: 'northmoor1', offer: '103', quantity: 5 }));
  const seen = (await baskets.get(buyer, other))?.basket.version ?? 0;
  const need = done(await services.needs.keep(by, { basket: other, version: seen, reason: 'To be competed' }));
  const placed = done(
    await database.transact((transaction) =>
      contracts.ordering.placeOrder(transaction, buyer, orderDraft([laptops(30)])),
    ),
  );
  done(await contracts.orders.accept({ actor: supplier }, { id: placed.id, seen: 1 }));
  // The day on which it is placed: the application runs by the real clock.
  const on = today(systemClock);
  const partly = { ...arrived(10), receivedOn: on, lines: arrived(10).lines.slice(0, 1) };
  const receipt = done(await invoicing.receipts.record(by, placed.id, partly, 'receipt-form'));
  const open = done(
    await database.transact((transaction) =>
      contracts.ordering.placeOrder(transaction, buyer, orderDraft([laptops(3)])),
    ),
  );
  const running = await database.transact((transaction) =>
    contracts.ordering.makeCallOff(transaction, buyer, {
      ...{ organisation: 'northmoor1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2' },
      ...{ route: 'direct-award', title: 'Laptops for two years', formation: 'imported', ceiling: '90000.00' },
      valueGross: exact('90000.00').mul('1.2').toFixed(2),
      ...{ starts: isoDate('2026-11-01'), ends: isoDate('2028-10-31'), commencedOn: isoDate('2026-10-01') },
      ...{ sites: ['northmoors1', 'northmoors2'], prices: [laptops(1)], madeFrom: 'award:1' },
    }),
  );
  const line = {
    ...{ number: 1, orderLine: 1, mpn: '', title: 'Norvik N14', quantity: '30', unitPrice: '420' },
    ...{ net: '12600.00', vatPercent: '20' },
  };
  const document: InvoiceDocument = {
    kind: 'invoice',
    ...{ number: '40172', issuedOn: on, orderNumber: placed.number, credits: null },
    ...{ number: '40172', issuedOn: today(systemClock), orderNumber: placed.number, credits: null },
    ...{ lines: [line], net: '12600.00', vat: '2520.00', gross: '15120.00' },
  };
  const sender = { actor: supplier, requestId: 'r' };
  const invoice = done(await invoicing.invoices.send(sender, document, 'typed'));
  return {
    ...{
      basket,
      purchase,
      need,
      order: placed.id,
      openOrder: open.id,
      orderNumber: placed.number,
      receipt: receipt.id,
    },
    ...{ callOff: running.id, invoice: invoice.id, budget: 'budget0001', rule: 'rulerule01' },
  };
}

/** A price list with its file, as it was checked. */
async function suppliersThings({ services }: App) {
  const { priceLists, jobs } = services;
  const text = 'Manufacturer,MPN,Unit price (ex VAT)\nNorvik,NV14-5120,400.00\n';
  const list = done(await priceLists.submit(submission(text), { actor: 'system' }));
  if (list.job !== null) await jobs.complete(list.job.id);
  return { priceList: list.id, supplier: 'marrowby-systems' };
}

/** What stands in the organisation itself, and in somebody's account. */
async function peoplesThings({ services }: App, buyer: PersonActor, manager: PersonActor) {
  const { database, keys, organisationWorks, personSessions } = services;
  const by = { actor: buyer, requestId: 'r' };
  const grant = { roles: ['buyer'], site: '', approvalLimit: '', signingLimit: '' };
  done(await organisationWorks.invitations.invite('northmoor1', { ...grant, email: 'a@b.example', formKey: 'f' }, by));
  const [invitation] = (await organisationWorks.invitations.open('northmoor1', buyer)) ?? [];
  await addPerson(database, { id: 'somebody01', organisation: 'eastfield1', roles: ['requester'] });
  await sql`insert into organisation_join_request (id, organisation_id, person_id, message, asked_at)
    values ('joinasked1', 'northmoor1', 'somebody01', 'Please', now())`.execute(database.handle);
  const owner = { organisation: 'northmoor1', roles: rolesOf('buyer') };
  const key = done(await keys.create({ name: 'k', scopes: ['organisations:read'], lastDay: '' }, buyer, 'r', owner));
  const notices = await sql<{ id: string }>`insert into notice (person_id, kind, title, body, href, unique_key, channel)
    values (${buyer.personId}, 'orders.placed', 'T', 'B', '/orders', 'k', 'inbox') returning id::text as id`.execute(
    database.handle,
  );
  await sql`insert into announcement
      (id, organisation_id, agreement, title, text, audience, lots, starts_on, ends_on, written_at, actor, form_key)
    values ('announce01', 'authority1', 'RM6098', 'T', 'T', 'buyers', '{}', '2026-11-01', '2026-12-31', now(),
      ${`person:${manager.personId}`}, 'k')`.execute(database.handle);
  const start = { personId: buyer.personId, method: 'passkey', confirmed: true, browser: '', requestId: 'r' } as const;
  const session = await database.transact((transaction) => personSessions.start(transaction, start));
  await sql`insert into person_passkey (id, person_id, name, public_key, counter, transports, made_at)
    values ('passkey001', ${buyer.personId}, 'Laptop', 'AA', 0, '{}', now())`.execute(database.handle);
  return {
    ...{ organisation: 'northmoor1', site: 'northmoors2', membership: `m${buyer.personId}`.slice(0, 20) },
    ...{ supplierOrganisation: 'marrowby01', authorityOrganisation: 'authority1', invitation: invitation?.id ?? '' },
    ...{ request: 'joinasked1', key: key.id, notice: notices.rows[0]?.id ?? '', announcement: 'announce01' },
    ...{ session: session.sessionId, passkey: 'passkey001' },
  };
}
