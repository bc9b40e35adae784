import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { type ContractWorld, contractWorld, laptops } from '../../../test/support/contracts.ts';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { arrived, invoiceWorld } from '../../../test/support/invoices.ts';
import { lettersOf } from '../../../test/support/letters.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { fillSmallCatalogue, priceListDesk, priceListWorld } from '../../../test/support/price-list-world.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { contractDues } from '../../contracts/index.ts';
import { type Clock, isoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import { createOrganisations, createSuppliers, type DueSource } from '../../organisations/index.ts';
import type { Database, Engine } from '../../platform/database/index.ts';
import { loadReminderRules } from './reminder-rules.ts';
import { askedThings, lapsingThings } from './reminder-sources.ts';
import { ReminderWatch } from './reminder-watch.ts';

function done<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

async function watchOf(
  database: Database,
  clock: Clock,
  sources: readonly DueSource[],
): Promise<{ remind(): Promise<number> }> {
  const rules = done(await loadReminderRules(resolve(import.meta.dirname, '../../../reference')));
  // A watch of its own each time, as after a start: what was told is known from the database alone.
  const watch = () => new ReminderWatch({ database, clock, rules, sources, logger: pino({ level: 'silent' }) });
  return { remind: () => watch().remindDue() };
}

async function allByMail(database: Database, kind: string, ...people: readonly string[]): Promise<void> {
  for (const person of people) {
    await sql`insert into notice_preference (person_id, kind, channel) values (${person}, ${kind}, 'mail')`.execute(
      database.handle,
    );
  }
}

let contracts = 0;

/** A contract that was signed on paper or waits for signatures. */
async function callOffOf(
  { database, ordering, people }: Pick<ContractWorld, 'database' | 'ordering' | 'people'>,
  formation: 'imported' | 'signatures',
  ceiling: string,
  ends = '2027-05-22',
): Promise<string> {
  contracts += 1;
  const made = await database.transact((transaction) =>
    ordering.makeCallOff(transaction, people.buyer, {
      ...{ organisation: 'northmoor1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2' },
      ...{ route: 'direct-award', title: 'Laptops', formation, ceiling },
      valueGross: exact(ceiling).mul('1.2').toFixed(2),
      ...{ starts: isoDate('2026-11-01'), ends: isoDate(ends), commencedOn: isoDate('2026-10-01') },
      ...{ sites: ['northmoors1', 'northmoors2'], prices: [laptops(1)], madeFrom: `letters:${contracts}` },
    }),
  );
  return made.id;
}

async function contractsFor(t: TestContext, engine: Engine) {
  const world = await contractWorld(engine);
  t.after(() => world.database.close());
  return world;
}

for (const { engine, skip } of engines) {
  describe(`letters of notices over SMTP (${engine})`, { skip }, () => {
    it('ask whoever is named for a signature, and again after the days of the rule', async (t) => {
      const world = await contractsFor(t, engine);
      const { database, clock, people, signing } = world;
      const letters = await lettersOf(t, database);
      const id = await callOffOf(world, 'signatures', '86000.00');
      const membership = people.buyer.memberships[0]?.id ?? '';
      done(await signing.name({ actor: people.buyer }, id, membership));
      const [asked, ...others] = await letters();
      assert.deepEqual(others, []);
      assert.match(asked?.subject ?? '', /^Your signature is asked for: C-000001, Laptops$/);
      const watch = await watchOf(database, clock, [askedThings({ clock })]);
      await sql`update notice set made_at = '2026-11-23T10:00:00Z'`.execute(database.handle);
      clock.set('2026-11-25T10:00:00Z');
      assert.equal(await watch.remind(), 0);
      clock.set('2026-11-26T10:00:00Z');
      assert.equal(await watch.remind(), 1);
      assert.equal(await watch.remind(), 0);
      assert.deepEqual(
        (await letters()).map((each) => each.subject),
        ['Still waiting: Your signature is asked for: C-000001, Laptops, asked on 23 November 2026'],
      );
    });

    it('warn of spend at 70, 90 and 100 percent of a ceiling, each once', async (t) => {
      const world = await contractsFor(t, engine);
      const { database, people, callOffs } = world;
      await allByMail(database, 'spend-70', 'buyerperson');
      const letters = await lettersOf(t, database);
      const id = await callOffOf(world, 'imported', '3950.00', '2028-10-31');
      const order = async (quantity: number, key: string) => {
        const lines = [{ number: 1, quantity }];
        const wanted = { site: 'northmoors1', lines, title: '', buyerReference: '', key };
        done(await callOffs.order({ actor: people.buyer }, id, wanted));
        const warned = (await letters()).filter((each) => each.to === 'buyerperson@example.org');
        return warned.map((each) => /\d+(\.\d)?% of its ceiling/.exec(each.subject)?.[0]);
      };
      assert.deepEqual(await order(6, 'sixoften1'), []);
      assert.deepEqual(await order(1, 'seventen1'), ['70.0% of its ceiling']);
      assert.deepEqual(await order(1, 'eightten1'), []);
      assert.deepEqual(await order(1, 'nineoften'), ['90.0% of its ceiling']);
      assert.deepEqual(await order(1, 'tenoften1'), ['100.0% of its ceiling']);
    });

    it('remind of awards to publish and contracts that end, until that is done', async (t) => {
      const world = await contractsFor(t, engine);
      const { database, clock, people, callOffs } = world;
      for (const kind of ['publication-due', 'call-off-ends']) await allByMail(database, kind, 'buyerperson');
      await sql`update organisation set buyer_class = 'nhs-trust' where id = 'northmoor1'`.execute(database.handle);
      const letters = await lettersOf(t, database);
      const id = await callOffOf(world, 'imported', '86000.00');
      const by = (await callOffs.get(people.buyer, id))?.duty.by;
      assert.ok(by);
      const watch = await watchOf(database, clock, contractDues(world));
      const subjects = async () =>
        (await letters()).flatMap((each) => (each.to.startsWith('buyerperson') ? each.subject : []));
      // 180 days before 22 May 2027.
      clock.set('2026-11-23T10:00:00Z');
      await watch.remind();
      assert.deepEqual(await subjects(), ['Call-off C-000001, Laptops, ends on 22 May 2027: in 180 days']);
      clock.set(`${Temporal.PlainDate.from(by).subtract({ days: 3 }).toString()}T10:00:00Z`);
      await watch.remind();
      const [publish, ...none] = await subjects();
      assert.deepEqual(none, []);
      assert.match(publish ?? '', /^Publish the award of C-000001, Laptops, by .*: in 3 days$/);
      const published = { place: 'Find a Tender', reference: '2026/S 000-1', publishedOn: isoDate('2026-11-23') };
      done(await callOffs.recordPublication({ actor: people.buyer }, id, published));
      const open = await sql`select 1 from notice where kind = 'publication-due' and settled_at is null`.execute(
        database.handle,
      );
      assert.equal(open.rows.length, 0);
      clock.set(`${by}T10:00:00Z`);
      await watch.remind();
      assert.deepEqual(await subjects(), []);
    });

    it('remind of an invoice before its 30 days end and once it is late, and no more once it is paid', async (t) => {
      const world = await invoiceWorld(engine);
      const { database, clock, people, invoices, receipts } = world;
      t.after(() => database.close());
      await allByMail(database, 'invoice-due', 'buyerperson');
      const letters = await lettersOf(t, database);
      const order = await world.placeAccepted(laptops(30));
      const buyer = { actor: people.buyer, requestId: 'r' };
      const receipt = { ...arrived(30), lines: arrived(30).lines.slice(0, 1) };
      done(await receipts.record(buyer, order.id, receipt, 'receipt01'));
      const line = {
        number: 1,
        orderLine: 1,
        mpn: 'NV14-5120',
        title: 'Norvik N14',
        quantity: '30',
        unitPrice: '395.00',
      };
      const document = {
        ...{ kind: 'invoice' as const, number: 'M-1', issuedOn: isoDate('2026-11-23'), orderNumber: order.number },
        ...{ credits: null, lines: [{ ...line, net: '11850.00', vatPercent: '20' }] },
        ...{ net: '11850.00', vat: '2370.00', gross: '14220.00' },
      };
      const { id } = done(await invoices.send({ actor: people.supplier, requestId: 'r' }, document, 'typed'));
      const watch = await watchOf(database, clock, contractDues(world));
      const on = async (day: string) => {
        clock.set(`${day}T10:00:00Z`);
        await watch.remind();
        return (await letters()).flatMap((each) => (each.to.startsWith('buyerperson') ? each.subject : []));
      };
      assert.deepEqual(await on('2026-12-15'), []);
      assert.deepEqual(await on('2026-12-16'), ['Invoice M-1 must be paid by 23 December 2026: in 7 days']);
      assert.deepEqual(await on('2026-12-17'), []);
      assert.deepEqual(await on('2026-12-24'), ['Invoice M-1 must be paid by 23 December 2026: overdue']);
      const seen = (await invoices.show(people.buyer, id))?.invoice.events.length ?? 0;
      const payment = { amount: '14220.00', paidOn: isoDate('2026-12-24'), reference: 'BACS', seen };
      done(await invoices.pay(buyer, id, payment));
      const open = await sql`select 1 from notice where kind = 'invoice-due' and settled_at is null`.execute(
        database.handle,
      );
      assert.equal(open.rows.length, 0);
      assert.deepEqual(await on('2026-12-28'), []);
    });

    it('remind approvers of a request and suppliers of an order that wait, as each chose to hear of it', async (t) => {
      const world = await purchasingWorld(engine);
      const { database, clock, people, baskets, purchases } = world;
      t.after(() => database.close());
      await addOrganisation(database, { id: 'marrowby01', kind: 'supplier', supplier: 'marrowby-systems' });
      for (const id of ['seller001', 'seller002']) {
        await addPerson(database, { id, organisation: 'marrowby01', roles: ['supplier-bid-manager'] });
      }
      await sql`insert into notice_preference (person_id, kind, channel) values ('seller002', 'reminder', 'inbox')`.execute(
        database.handle,
      );
      await sql`insert into approval_rule (id, organisation_id, name, from_value, made_at)
        values ('rule0001', 'northmoor1', 'Head', 0, '2026-11-01')`.execute(database.handle);
      const letters = await lettersOf(t, database);
      const ask = async (actor: typeof people.buyer, organisation: string) => {
        const by = { actor, requestId: 'r' };
        const basket = done(await baskets.put(by, { organisation, offer: '101', quantity: 3 }));
        const version = (await baskets.get(actor, basket))?.basket.version ?? 0;
        const asked = { basket, version, budget: null, reason: 'Year 6', likeOrders: '', conditions: {} };
        return done(await purchases.ask(by, asked));
      };
      done(await purchases.place({ actor: people.stranger, requestId: 'r' }, await ask(people.stranger, 'eastfield1')));
      const request = await ask(people.requester, 'northmoor1');
      await letters();
      await sql`update notice set made_at = '2026-11-23T10:00:00Z'`.execute(database.handle);
      const watch = await watchOf(database, clock, [askedThings({ clock })]);
      const on = async (instant: string) => {
        clock.set(instant);
        await watch.remind();
        return (await letters()).map((each) => each.to.split('@')[0]).toSorted();
      };
      // Not before six, nor on the day it was asked.
      assert.deepEqual(await on('2026-11-23T12:00:00Z'), []);
      assert.deepEqual(await on('2026-11-24T05:00:00Z'), []);
      assert.deepEqual(await on('2026-11-24T06:00:00Z'), ['buyerperson', 'headperson', 'seller001']);
      const inbox = await sql`select 1 from notice where person_id = 'seller002' and kind = 'reminder'`.execute(
        database.handle,
      );
      assert.equal(inbox.rows.length, 1);
      const decision = { id: request, step: 1, approve: false, reason: 'Not now' };
      done(await purchases.decide({ actor: people.head, requestId: 'r' }, decision));
      const open = await sql`select 1 from notice where kind = 'reminder' and href like '/purchases/%'
        and settled_at is null`.execute(database.handle);
      assert.equal(open.rows.length, 0);
      await letters();
      assert.ok(!(await on('2026-11-26T06:00:00Z')).includes('headperson'));
    });

    it('remind the supplier of evidence that ends, and the authority where a lot requires it', async (t) => {
      const world = await contractsFor(t, engine);
      const { database, clock, agreements } = world;
      const lot = agreements.packs[0]?.lots.flatMap((each) => each.requirements.map((one) => ({ each, one })))[0];
      assert.ok(lot, 'some lot requires evidence');
      for (const kind of ['evidence-lapsing']) await allByMail(database, kind, 'supplierman', 'manager001');
      await sql`insert into supplier_position (agreement, lot, supplier_id, starts_on)
        values ('RM6098', ${lot.each.number}, 'marrowby-systems', '2023-05-01')`.execute(database.handle);
      const scheme = lot.one.id.replaceAll('-', ' ');
      await sql`insert into supplier_evidence (supplier_id, scheme, number, starts_on, ends_on, scope, issuer)
        values ('marrowby-systems', ${scheme}, 'E-1', '2023-12-01', '2026-12-23', 'All sites', 'Assay')`.execute(
        database.handle,
      );
      const letters = await lettersOf(t, database);
      const suppliers = createSuppliers({ database });
      const organisations = createOrganisations({ database, reference: agreements.reference });
      const watch = await watchOf(database, clock, [lapsingThings({ agreements, suppliers, organisations })]);
      for (let start = 0; start < 2; start += 1) await watch.remind();
      assert.deepEqual((await letters()).map((each) => [each.to, each.subject]).toSorted(), [
        ['manager001@example.org', `marrowby-systems: ${scheme} E-1 lapses on 23 December 2026: in 30 days`],
        ['supplierman@example.org', `${scheme} E-1 lapses on 23 December 2026: in 30 days`],
      ]);
    });

    it('tell a supplier that its list was rejected, and what was decided on its rise', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const lists = await priceListWorld(database, await fillSmallCatalogue(database));
      await addOrganisation(database, { id: 'marrowby01', kind: 'supplier', supplier: 'marrowby-systems' });
      await addPerson(database, { id: 'seller001', organisation: 'marrowby01', roles: ['supplier-catalogue-manager'] });
      const letters = await lettersOf(t, database);
      const { submit, accept } = priceListDesk(lists);
      const head = 'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\n';
      await submit(`${head}N1,Norvik,NV14-5120,on request,5\n`);
      assert.deepEqual(
        (await letters()).map((each) => each.subject),
        ['Your price list for lot 8 has mistakes'],
      );
      await accept(await submit(`${head}N1,Norvik,NV14-5120,300.00,5\n`));
      const risen = await accept(await submit(`${head}N1,Norvik,NV14-5120,450.00,5\n`));
      await letters();
      const decision = { approve: false, lines: 'all' as const, reason: 'Others ask less.' };
      done(await lists.priceLists.decide(risen.id, decision, { actor: 'system' }));
      assert.deepEqual(
        (await letters()).map((each) => each.subject),
        ['1 price rise on lot 8 was refused'],
      );
    });
  });
}
