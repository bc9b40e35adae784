import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { fillSmallCatalogue, priceListDesk, priceListWorld } from '../../../test/support/price-list-world.ts';
import { day as on, instant } from '../../../test/support/small-catalogue.ts';
import { createOversight } from '../../catalogue/index.ts';
import { priceListPolicies } from '../../catalogue/price-lists/index.ts';
import { contractTouches, createFigures } from '../../contracts/index.ts';
import { fixedClock } from '../../kernel/dates.ts';
import {
  authorityPolicies,
  createAnnouncements,
  createAuthorityScope,
  createOrganisations,
  createSuppliers,
  createSupplierStandings,
} from '../../organisations/index.ts';
import { type PersonActor, PolicyTable } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { purchaseTouches } from '../../purchasing/index.ts';
import { deskPages } from '../desk-pages.ts';
import { deskPolicies } from '../desk-policies.ts';
import { figurePages } from '../figures/figure-pages.ts';
import { announcementPages } from './announcement-pages.ts';
import { authorityPages } from './authority-pages.ts';
import type { AuthorityServices } from './authority-services.ts';

const clock = fixedClock(instant);
const policies = new PolicyTable([...authorityPolicies, ...deskPolicies, ...priceListPolicies]);
const head = 'Your code,Manufacturer,Manufacturer part number,Unit price,Lead time\n';
const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

async function world(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  const catalogue = await fillSmallCatalogue(database);
  const lists = await priceListWorld(database, catalogue, clock);
  const { submit, accept } = priceListDesk(lists);
  await accept(await submit(`${head}N1,Norvik,NV14-5120,300.00,5\n`));
  const list = await accept(await submit(`${head}N1,Norvik,NV14-5120,450.00,5\n`));
  await addOrganisation(database, { id: 'authority1', kind: 'authority', agreements: ['RM6098'] });
  await addOrganisation(database, { id: 'authority2', kind: 'authority', agreements: ['RM9999'] });
  await addOrganisation(database, { id: 'school001', name: 'Hill School' });
  const manager = await addPerson(database, {
    id: 'manager01',
    organisation: 'authority1',
    roles: ['category-manager'],
  });
  const auditor = await addPerson(database, { id: 'auditor01', organisation: 'authority1', roles: ['auditor'] });
  const other = await addPerson(database, { id: 'manager02', organisation: 'authority2', roles: ['category-manager'] });
  const buyer = await addPerson(database, { id: 'buyer0001', organisation: 'school001', roles: ['buyer'] });
  const suppliers = createSuppliers({ database });
  const authority = createAuthorityScope({ database, policies });
  const { agreements, categories } = catalogue;
  const services: AuthorityServices = {
    ...{ clock, agreements, categories, suppliers, policies, authority, priceLists: lists.priceLists },
    standings: createSupplierStandings({
      ...{ database, clock, authority },
      touches: [purchaseTouches({ clock }), contractTouches({ clock })],
    }),
    oversight: createOversight({ database, suppliers, agreements }),
    organisations: createOrganisations({ database, reference: agreements.reference }),
    figures: createFigures({ database, clock }),
    callOffsAfter: () => Promise.resolve(57),
    ordersByLot: () => Promise.resolve(new Map([['8', 3]])),
  };
  const announcements = createAnnouncements({ database, clock, authority, lotsOf: () => ['8'] });
  const organisations = createOrganisations({ database, reference: agreements.reference });
  const figures = {
    clock,
    agreements,
    suppliers,
    organisations,
    authority,
    policies,
    figures: createFigures({ database, clock }),
  };
  const ask = async (actor: PersonActor, url: string, body?: Readonly<Record<string, string>>) => {
    const server = await pageServer([...authorityPolicies, ...deskPolicies, ...priceListPolicies], actor);
    try {
      await server.register(authorityPages(services));
      await server.register(announcementPages({ ...services, announcements }));
      await server.register(figurePages(figures));
      await server.register(
        deskPages({
          clock,
          authority: services,
          figures,
          waiting: [],
          stands: [],
          recent: [],
          announcements: (actor) => announcements.shown(actor),
        }),
      );
      const answer =
        body === undefined
          ? await server.inject({ url, headers: { accept: 'text/html' } })
          : await server.inject({ method: 'POST', url, headers: form, payload: new URLSearchParams(body).toString() });
      return {
        status: answer.statusCode,
        location: answer.headers.location,
        words: wordsOf(answer.body),
        body: answer.body,
      };
    } finally {
      await server.close();
    }
  };
  return { database, lists, list, suppliers, manager, auditor, other, buyer, ask };
}

for (const { engine, skip } of engines) {
  describe(`The desk of the authority (${engine})`, { skip }, () => {
    it('names a waiting rise and shows it beside what others ask', async (t) => {
      const { ask, manager, list } = await world(t, engine);
      const desk = await ask(manager, '/desk');
      assert.equal(desk.status, 200);
      assert.match(desk.words, /RM6098, Monday 23 November 2026 \d+ decisions wait/);
      assert.match(desk.words, /Price rise of 50% from Marrowby Systems, 1 line/);
      assert.match(desk.words, /341 days left\. 57 call-offs end after it\. Successor planned for July 2027\./);
      const page = await ask(manager, `/desk/price-rises/${list.id}`);
      assert.match(page.words, /£300\.00 £450\.00 \+50\.0% £\d+\.\d\d of \d/);
    });

    it('takes a decision on a rise once, however often it is sent, with its reason', async (t) => {
      const { ask, manager, list, lists } = await world(t, engine);
      const url = `/desk/price-rises/${list.id}`;
      const empty = await ask(manager, url, { which: 'all' });
      assert.equal(empty.status, 400);
      assert.match(empty.words, /There is no reason\./);
      for (let click = 0; click < 2; click += 1) {
        const done = await ask(manager, url, { which: 'all', verdict: 'refuse', reason: 'Others ask less.' });
        assert.equal(done.status, 303);
      }
      const after = await lists.priceLists.get(list.id);
      assert.deepEqual([after?.held.refused, after?.held.waiting], [1, 0]);
      assert.equal(after?.events.filter((each) => each.kind === 'decided').length, 1);
      assert.match((await ask(manager, url)).words, /1 line refused: Others ask less\./);
    });

    it('lets the auditor read and decide nothing, and shows other authorities and buyers none of it', async (t) => {
      const { ask, auditor, other, buyer, list } = await world(t, engine);
      const url = `/desk/price-rises/${list.id}`;
      const decision = { which: 'all', verdict: 'approve', reason: 'Agreed.' };
      const read = await ask(auditor, url);
      assert.equal(read.status, 200);
      assert.doesNotMatch(read.words, /Record the decision/);
      assert.equal((await ask(auditor, url, decision)).status, 403);
      assert.equal((await ask(other, url)).status, 404);
      assert.equal((await ask(other, url, decision)).status, 404);
      assert.equal((await ask(other, '/desk/standing/marrowby-systems/suspend')).status, 404);
      assert.equal((await ask(other, '/desk/evidence/marrowby-systems/record')).status, 404);
      for (const closed of [url, '/desk/standing', '/desk/evidence', '/desk/supply', '/desk/prices']) {
        assert.equal((await ask(buyer, closed)).status, 403, closed);
      }
      assert.equal((await ask(buyer, '/desk/figures/lot?organisation=authority1')).status, 404);
      const desk = await ask(buyer, '/desk');
      assert.match(desk.words, /Hill School, Monday 23 November 2026 Nothing waits for you/);
    });

    it('shows what a suspension does before it is made, and changes nothing until then', async (t) => {
      const { ask, manager, buyer, suppliers, database } = await world(t, engine);
      await sql`insert into basket (id, organisation_id, owner, site_id, supplier_id, agreement, lot, made_at)
        values ('basket0001', 'school001', 'person:buyer0001', 'school001s', 'marrowby-systems', 'RM6098', '8', ${instant})`.execute(
        database.handle,
      );
      await sql`insert into basket_line (basket_id, offer_id, title, quantity, seen_price, added_at)
        values ('basket0001', 101, 'Norvik N14', 30, 300, ${instant})`.execute(database.handle);
      const url = '/desk/standing/marrowby-systems/suspend';
      const day = { 'from-day': '23', 'from-month': '11', 'from-year': '2026' };
      const wanted = { scope: 'RM6098 8', ...day, reason: 'Returns are missing.' };
      const check = await ask(manager, url, { ...wanted, step: 'check' });
      assert.match(check.words, /1 basket of 1 buyer Stopped/);
      assert.doesNotMatch(check.words, /call-off/i);
      assert.match(check.words, /Suspend Marrowby Systems and hide \d+ offers?/);
      const trades = () => suppliers.mayTrade('marrowby-systems', 'RM6098', '8', on);
      assert.equal(await trades(), true);
      assert.equal((await ask(manager, url, { ...wanted, step: 'done' })).status, 303);
      assert.equal(await trades(), false);
      const told = await sql<{ person: string; title: string; body: string }>`select person_id as person, title, body
        from notice where kind = 'standing' order by id`.execute(database.handle);
      assert.deepEqual(
        told.rows.map((each) => [each.person, each.title]),
        [['buyer0001', 'Marrowby Systems, from whom you buy, is suspended from lot 8 of RM6098']],
      );
      assert.match(
        told.rows[0]?.body ?? '',
        /Returns are missing\.\n\nYour basket with Norvik N14: it cannot be bought/,
      );
      const effects = await ask(
        manager,
        '/api/v1/suppliers/marrowby-systems/suspension-effects?agreement=RM6098&lot=8',
      );
      assert.match(effects.body, /"kind":"baskets","count":1,"buyers":1/);
      assert.equal((await ask(buyer, '/api/v1/suppliers/marrowby-systems/suspension-effects')).status, 403);
      assert.match(
        (await ask(manager, '/desk')).words,
        /Lift or keep the suspension of Marrowby Systems on lot 8.* 1 basket stopped\./,
      );
      const lift = '/desk/standing/marrowby-systems/reinstate?agreement=RM6098&lot=8';
      assert.match((await ask(manager, lift)).words, /Lift the suspension and show \d+ offers?/);
      assert.equal((await ask(manager, lift, { ...day, reason: 'They came.' })).status, 303);
      assert.equal(await trades(), true);
      const events = await sql<{ kind: string }>`select kind from supplier_standing_event
        where supplier_id = 'marrowby-systems' order by id`.execute(database.handle);
      assert.deepEqual(
        events.rows.map((each) => each.kind),
        ['suspended', 'reinstated'],
      );
    });

    it('announces once, to those it is for, until it is withdrawn', async (t) => {
      const { ask, manager, buyer, other, auditor, database } = await world(t, engine);
      const url = '/desk/announcements/new';
      const written = {
        ...{ key: 'form1', agreement: 'RM6098', title: 'Returns are due', text: 'File by Friday.' },
        ...{
          'from-day': '23',
          'from-month': '11',
          'from-year': '2026',
          'to-day': '30',
          'to-month': '11',
          'to-year': '2026',
        },
      };
      assert.match((await ask(manager, url, written)).words, /It is not said whom it is for\./);
      for (let click = 0; click < 2; click += 1) {
        assert.equal((await ask(manager, url, { ...written, audience: 'buyers' })).status, 303);
      }
      assert.equal((await ask(auditor, url, { ...written, audience: 'buyers' })).status, 403);
      const found = await sql<{ id: string }>`select id from announcement`.execute(database.handle);
      assert.equal(found.rows.length, 1);
      const told = await sql`select 1 from notice where kind = 'announcement'`.execute(database.handle);
      assert.equal(told.rows.length, 1);
      assert.match((await ask(buyer, '/desk')).words, /Returns are due File by Friday\./);
      const withdraw = `/desk/announcements/${found.rows[0]?.id ?? ''}/withdraw`;
      assert.equal((await ask(other, withdraw, {})).status, 404);
      assert.equal((await ask(manager, withdraw, {})).status, 303);
      assert.doesNotMatch((await ask(buyer, '/desk')).words, /Returns are due/);
    });

    it('asks for a second factor before a suspension', async (t) => {
      const { ask, manager } = await world(t, engine);
      const unconfirmed = { ...manager, confirmedAt: null };
      const answer = await ask(unconfirmed, '/desk/standing/marrowby-systems/suspend', { step: 'done' });
      assert.equal(answer.status, 403);
    });

    it('opens every page, and gives figures as page, CSV and JSON alike', async (t) => {
      const { ask, manager } = await world(t, engine);
      for (const url of ['/desk/standing', '/desk/evidence', '/desk/supply', '/desk/prices', '/desk/term/RM6098']) {
        assert.equal((await ask(manager, url)).status, 200, url);
      }
      assert.match((await ask(manager, '/desk/supply')).words, /single supplier/);
      for (const by of ['month', 'lot', 'sector', 'supplier']) {
        assert.match((await ask(manager, `/desk/figures/${by}`)).words, /£0\.00 in 0 orders/);
      }
      const csv = await ask(manager, '/desk/figures/month.csv?from=2026-10-01&to=2026-11-23');
      assert.deepEqual(csv.body.trim().split('\r\n').slice(1), [
        '2026-10,October 2026,0,0,0.00,0.00,,0.00,0.00,',
        '2026-11,November 2026,0,0,0.00,0.00,,0.00,0.00,',
      ]);
      assert.equal((await ask(manager, '/desk/figures/month?from=2026-13-01')).status, 400);
    });
  });
}
