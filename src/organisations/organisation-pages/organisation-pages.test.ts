import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import type { PersonActor } from '../../platform/access/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { engines } from '../../../test/support/databases.ts';
import { wordsOf } from '../../../test/support/page-server.ts';
import { membershipsOfPerson } from '../people/person-session-store.ts';
import { agreement, letters, organisationWorld, posted, secretIn } from './organisation-world.fixture.ts';

/** Somebody who registered and is in no organisation. */
async function newcomer({ handle }: Database, id: string, email = `${id}@kestrel.example`): Promise<PersonActor> {
  await sql`insert into person (id, email, name, demonstration, created_at, verified_at)
    values (${id}, ${email}, ${`Person ${id}`}, false, now(), now())`.execute(handle);
  return {
    kind: 'person',
    personId: id,
    sessionId: `s${id}`,
    name: `Person ${id}`,
    memberships: [],
    confirmedAt: 'now',
  };
}

/** The same person with what they are in by now. */
async function again({ handle }: Database, actor: PersonActor): Promise<PersonActor> {
  return { ...actor, memberships: await membershipsOfPerson(handle, actor.personId) };
}

const trust = {
  name: 'Kestrel Trust',
  buyerClass: 'academy-trust',
  scheme: 'GB-EDU',
  number: '100 240',
  propose: 'yes',
  'site-address': '1 Mill Lane, Leeds',
  'site-postcode': 'ls14dy',
};

for (const { engine, skip } of engines) {
  describe(`making and joining an organisation on ${engine}`, { skip }, () => {
    it('goes from nothing to a confirmed organisation with colleagues', async (t) => {
      const world = await organisationWorld(engine);
      const { database } = world;
      t.after(() => database.close());
      const maker = await newcomer(database, 'dharcourt1');
      const server = await world.as(maker);

      const start = await server.inject('/organisations/start');
      assert.equal(start.statusCode, 200);
      assert.match(wordsOf(start.body), /Make your organisation/);
      const checked = await server.inject({ url: '/organisations/new', ...posted({ ...trust, step: 'check' }) });
      assert.equal(checked.statusCode, 200);
      const words = wordsOf(checked.body);
      for (const expected of ['100240', 'LS1 4DY', 'Thresholds of other authorities', 'Need not publish awards']) {
        assert.ok(words.includes(expected), `${expected} is not on: ${words}`);
      }
      assert.match(words, /because education is a sector/);
      // What they were about to do goes with them, and nowhere else.
      const asked = await server.inject('/organisations/start?next=%2Fbasket%2Fadd');
      assert.ok(asked.body.includes('href="/organisations/new?next=%2Fbasket%2Fadd"'), asked.body);
      for (const next of ['/basket/add', 'https://elsewhere.example/']) {
        const form = await server.inject(`/organisations/new?next=${encodeURIComponent(next)}`);
        assert.equal(form.body.includes('name="next" value="/basket/add"'), next === '/basket/add');
        assert.ok(!form.body.includes('elsewhere.example'));
      }
      const going = { ...trust, next: '/basket/add', step: 'check' };
      const onward = await server.inject({ url: '/organisations/new', ...posted(going) });
      assert.ok(onward.body.includes('name="next" value="/basket/add"'));
      // Clicked twice: made once.
      const made = await server.inject({ url: '/organisations/new', ...posted({ ...trust, step: 'make' }) });
      const twice = await server.inject({ url: '/organisations/new', ...posted({ ...trust, step: 'make' }) });
      assert.equal(made.statusCode, 303);
      assert.equal(twice.headers.location, made.headers.location);
      const on = await server.inject({ url: '/organisations/new', ...posted({ ...going, step: 'make' }) });
      assert.equal(on.headers.location, '/basket/add');
      const id = String(made.headers.location).split('/').at(-1) ?? '';
      const administrator = await again(database, maker);
      assert.deepEqual(
        administrator.memberships.map((each) => [each.organisation, each.roles.includes('administrator')]),
        [[id, true]],
      );
      const own = await world.as(administrator);
      assert.match(wordsOf((await own.inject(`/organisations/${id}`)).body), /Waits to be confirmed/);

      // A colleague is shown it because of the domain, and may do nothing there.
      const colleague = await newcomer(database, 'lpemberton');
      const outside = await world.as(colleague);
      assert.match(
        wordsOf((await outside.inject('/organisations/start')).body),
        /People at kestrel.example are in these Kestrel Trust/,
      );
      assert.equal((await outside.inject(`/organisations/${id}`)).statusCode, 403);
      const duplicate = await outside.inject({ url: '/organisations/new', ...posted({ ...trust, step: 'make' }) });
      assert.equal(duplicate.statusCode, 400);
      assert.match(wordsOf(duplicate.body), /Kestrel Trust has this identifier already.*Ask to join/);
      const ask = posted({ message: 'I order for Hillside Academy.' });
      for (let click = 0; click < 2; click += 1) {
        assert.equal((await outside.inject({ url: `/organisations/join/${id}`, ...ask })).statusCode, 303);
      }
      const [letter, ...more] = await letters(database, 'organisations.join-request');
      assert.deepEqual([letter?.recipient, more.length], ['dharcourt1@kestrel.example', 0]);
      const request = /\/requests\/(\w+)/.exec(letter?.body ?? '')?.[1] ?? '';

      const page = await own.inject(`/organisations/${id}/requests/${request}`);
      assert.match(wordsOf(page.body), /I order for Hillside Academy/);
      const none = await own.inject({
        url: `/organisations/${id}/requests/${request}`,
        ...posted({ verdict: 'decline' }),
      });
      assert.equal(none.statusCode, 400);
      const approve = posted({ verdict: 'approve', roles: ['requester', 'approver'], approvalLimit: '£5,000' });
      assert.equal((await own.inject({ url: `/organisations/${id}/requests/${request}`, ...approve })).statusCode, 303);
      const [answer] = await letters(database, 'organisations.join-answer');
      assert.match(answer?.body ?? '', /as Requester and Approver/);
      const [member] = await world.directory.members(id, 'approver');
      assert.deepEqual([member?.person, member?.approvalLimit], ['lpemberton', '5000.00']);

      // The authority confirms.
      await addOrganisation(database, { id: 'authority1', kind: 'authority', agreements: [agreement] });
      const manager = await addPerson(database, {
        id: 'catmanager',
        organisation: 'authority1',
        roles: ['category-manager'],
      });
      const authority = await world.as(manager);
      assert.match(wordsOf((await authority.inject('/organisations/waiting')).body), /Kestrel Trust.*kestrel.example/);
      const why = await authority.inject({ url: `/organisations/waiting/${id}`, ...posted({ verdict: 'refuse' }) });
      assert.equal(why.statusCode, 400);
      const refuse = posted({ verdict: 'refuse', reason: 'The number is of another trust.' });
      assert.equal((await authority.inject({ url: `/organisations/waiting/${id}`, ...refuse })).statusCode, 303);
      assert.match(wordsOf((await own.inject(`/organisations/${id}`)).body), /another trust/);
      world.setNow('2026-11-24T10:00:00Z');
      const confirm = posted({ verdict: 'confirm', reason: '' });
      assert.equal((await authority.inject({ url: `/organisations/waiting/${id}`, ...confirm })).statusCode, 303);
      assert.notEqual((await world.directory.organisation(id))?.confirmedAt, null);
      // Clicked twice; and nobody else decides what is decided.
      assert.equal((await authority.inject({ url: `/organisations/waiting/${id}`, ...confirm })).statusCode, 303);
      assert.equal((await authority.inject({ url: `/organisations/waiting/${id}`, ...refuse })).statusCode, 404);

      const history = wordsOf((await own.inject(`/organisations/${id}/history`)).body);
      assert.match(history, /Person dharcourt1 let Person lpemberton in as Requester, Approver/);
      assert.match(history, /Person dharcourt1 made the organisation/);
    });

    it('says everything that is wrong with a new organisation at once', async (t) => {
      const world = await organisationWorld(engine);
      t.after(() => world.database.close());
      const server = await world.as(await newcomer(world.database, 'newcomer01'));
      const sent = { name: ' ', buyerClass: 'charity', scheme: 'GB-COH', number: '123456', 'site-postcode': 'nowhere' };
      const refused = await server.inject({ url: '/organisations/new', ...posted({ ...sent, step: 'make' }) });
      assert.equal(refused.statusCode, 400);
      const words = wordsOf(refused.body);
      const expected = ['no usable name', 'no basis is given', 'leading zeros', 'no usable address', 'not a postcode'];
      for (const each of expected) assert.ok(words.includes(each), `${each} is not on: ${words}`);
      assert.match(refused.body, /href="#site-postcode"/);
    });
  });

  describe(`people of an organisation on ${engine}`, { skip }, () => {
    it('are invited by a link that works once, for 7 days, for one address', async (t) => {
      const world = await organisationWorld(engine);
      const { database } = world;
      t.after(() => database.close());
      await addOrganisation(database, { id: 'northmoor1', sites: ['northsite1', 'northsite2'] });
      const admin = await addPerson(database, {
        id: 'adminnorth',
        organisation: 'northmoor1',
        roles: ['administrator'],
      });
      const server = await world.as(admin);
      const url = '/organisations/northmoor1/people/invite';
      const bad = posted({ email: 'nobody', roles: ['administrator', 'approver'], site: 'northsite2', formKey: 'f0' });
      const refused = await server.inject({ url, ...bad });
      assert.equal(refused.statusCode, 400);
      assert.match(wordsOf(refused.body), /not an e-mail address.*not for one site.*no limit for approving/);
      const good = posted({
        email: 'Pemberton@Kestrel.example',
        roles: 'buyer',
        site: 'northsite2',
        signingLimit: '1000',
        formKey: 'f1',
      });
      for (let click = 0; click < 2; click += 1) assert.equal((await server.inject({ url, ...good })).statusCode, 303);
      const [letter, ...more] = await letters(database, 'organisations.invitation');
      assert.deepEqual([letter?.recipient, more.length], ['pemberton@kestrel.example', 0]);
      const link = `/invitations/${secretIn(letter?.body ?? '')}`;

      const public_ = await world.as({ kind: 'public' });
      assert.match(
        wordsOf((await public_.inject(link)).body),
        /Organisation northmoor1.*Buyer.*Site northsite2.*£1,000.00/,
      );
      const stranger = await world.as(await newcomer(database, 'stranger01'));
      const notTheirs = await stranger.inject({ url: link, ...posted({}) });
      assert.equal(notTheirs.statusCode, 400);
      assert.match(wordsOf(notTheirs.body), /another e-mail address/);
      const invited = await newcomer(database, 'pemberton1', 'pemberton@kestrel.example');
      const theirs = await world.as(invited);
      for (let click = 0; click < 2; click += 1) {
        const accepted = await theirs.inject({ url: link, ...posted({}) });
        assert.equal(accepted.headers.location, '/organisations/northmoor1');
      }
      const joined = await again(database, invited);
      assert.deepEqual(
        joined.memberships.map((each) => [each.organisation, each.roles, each.site]),
        [['northmoor1', ['buyer'], 'northsite2']],
      );
      assert.equal((await stranger.inject({ url: link, ...posted({}) })).statusCode, 404);
      // Somebody of one site sees the organisation and changes nothing of it.
      const limited = await world.as(joined);
      assert.equal((await limited.inject('/organisations/northmoor1')).statusCode, 200);
      assert.equal((await limited.inject({ url: '/organisations/northmoor1/sites', ...posted({}) })).statusCode, 403);

      await server.inject({ url, ...posted({ email: 'late@kestrel.example', roles: 'buyer', formKey: 'f2' }) });
      await server.inject({ url, ...posted({ email: 'gone@kestrel.example', roles: 'buyer', formKey: 'f3' }) });
      const sent = await letters(database, 'organisations.invitation');
      const [late, gone] = ['late', 'gone'].map(
        (name) => `/invitations/${secretIn(sent.find((each) => each.recipient.startsWith(name))?.body ?? '')}`,
      );
      const [waiting] =
        (await world.works.invitations.open('northmoor1', admin))?.filter((each) => each.email.startsWith('gone')) ??
        [];
      const revoke = `/organisations/northmoor1/invitations/${waiting?.id ?? ''}/revoke`;
      assert.equal((await server.inject({ url: revoke, ...posted({}) })).statusCode, 303);
      assert.equal((await public_.inject(gone ?? '')).statusCode, 404);
      assert.equal((await public_.inject(late ?? '')).statusCode, 200);
      world.setNow('2026-11-30T10:00:01Z');
      assert.equal((await public_.inject(late ?? '')).statusCode, 404);
    });

    it('are never left without an administrator', async (t) => {
      const world = await organisationWorld(engine);
      const { database } = world;
      t.after(() => database.close());
      await addOrganisation(database, { id: 'northmoor1' });
      const admin = await addPerson(database, {
        id: 'adminnorth',
        organisation: 'northmoor1',
        roles: ['administrator'],
      });
      await addPerson(database, { id: 'othernorth', organisation: 'northmoor1', roles: ['requester'] });
      const server = await world.as(admin);
      const own = '/organisations/northmoor1/people/madminnorth';
      const other = '/organisations/northmoor1/people/mothernorth';
      assert.equal((await server.inject({ url: own, ...posted({ roles: 'buyer' }) })).statusCode, 400);
      assert.match(wordsOf((await server.inject({ url: `${own}/end`, ...posted({}) })).body), /last administrator/);
      assert.equal(
        (await server.inject({ url: other, ...posted({ roles: ['administrator', 'buyer'] }) })).statusCode,
        303,
      );
      assert.equal((await server.inject({ url: `${own}/end`, ...posted({}) })).statusCode, 303);
      const left = await world.directory.members('northmoor1');
      assert.deepEqual(
        left.map((each) => [each.person, each.roles]),
        [['othernorth', ['administrator', 'buyer']]],
      );
    });

    it('ask for a second factor before deciding over people and keys', async (t) => {
      const world = await organisationWorld(engine);
      t.after(() => world.database.close());
      await addOrganisation(world.database, { id: 'northmoor1' });
      const given = {
        id: 'adminnorth',
        organisation: 'northmoor1',
        roles: ['administrator'],
        confirmed: false,
      } as const;
      const server = await world.as(await addPerson(world.database, given));
      for (const path of ['people/invite', 'keys']) {
        const refused = await server.inject({ url: `/organisations/northmoor1/${path}`, ...posted({}) });
        assert.equal(refused.statusCode, 403);
        assert.match(refused.body, /second factor/);
      }
    });
  });

  describe(`sites of an organisation on ${engine}`, { skip }, () => {
    it('are added, changed, imported all or nothing, and closed, but for the main one', async (t) => {
      const world = await organisationWorld(engine);
      const { database } = world;
      t.after(() => database.close());
      await addOrganisation(database, { id: 'northmoor1', sites: ['northmain1'] });
      const server = await world.as(
        await addPerson(database, { id: 'adminnorth', organisation: 'northmoor1', roles: ['administrator'] }),
      );
      const url = '/organisations/northmoor1/sites';
      const hill = {
        name: 'Hillside',
        address: '2 Hill Road, Leeds',
        postcode: 'LS2 7PL',
        scheme: 'GB-EDU',
        number: '100241',
      };
      assert.equal((await server.inject({ url, ...posted(hill) })).statusCode, 303);
      // Clicked twice it is added once; another one with its number is a mistake.
      assert.equal((await server.inject({ url, ...posted(hill) })).statusCode, 303);
      const twice = await server.inject({ url, ...posted({ ...hill, name: 'Hilltop' }) });
      assert.match(wordsOf(twice.body), /Hillside is there already/);
      const head = 'Name,Scheme,Number,Address,Postcode\n';
      const bad = `${head}Brook,GB-EDU,100242,9 Brook St,XX1 1XX\nTwo,GB-EDU,12,1 St,LS2 1DD\n`;
      const refused = await server.inject({ url: `${url}/import`, ...posted({ rows: bad }) });
      assert.equal(refused.statusCode, 400);
      assert.match(wordsOf(refused.body), /Row 2, Postcode.*Row 3, Number/);
      assert.equal((await world.directory.sites('northmoor1')).length, 2);
      const good = `${head}Brook,GB-EDU,100242,9 Brook St,LS2 1DD\n"Hillside Academy",GB-EDU,100241,"2 Hill Road, Leeds",LS2 7PL\n`;
      assert.match(
        wordsOf((await server.inject({ url: `${url}/import`, ...posted({ rows: good }) })).body),
        /1 added, 1 changed, 0 the same/,
      );
      assert.match(
        wordsOf((await server.inject({ url: `${url}/import`, ...posted({ rows: good }) })).body),
        /0 added, 0 changed, 2 the same/,
      );
      const sites = await world.directory.sites('northmoor1');
      assert.deepEqual(
        sites.map((each) => each.name),
        ['Site northmain1', 'Brook', 'Hillside Academy'],
      );
      assert.equal((await server.inject({ url: `${url}/northmain1/close`, ...posted({}) })).statusCode, 400);
      assert.equal((await server.inject({ url: `${url}/${sites[1]?.id ?? ''}/close`, ...posted({}) })).statusCode, 303);
      assert.equal((await world.directory.sites('northmoor1')).length, 2);
    });
  });

  describe(`authorities and suppliers on ${engine}`, { skip }, () => {
    it('begin with the invitation of an administrator', async (t) => {
      const world = await organisationWorld(engine);
      const { database } = world;
      t.after(() => database.close());
      const operator = await world.as({ kind: 'operator', sessionId: 'o' });
      const form = { name: 'Northmoor Agreements', agreement, administrator: 'boss@authority.example', formKey: 'a1' };
      const made = await operator.inject({ url: '/operator/authorities', ...posted(form) });
      assert.match(made.body, /https:\/\/calloff\.example\/invitations\//);
      await operator.inject({ url: '/operator/authorities', ...posted(form) });
      assert.equal((await letters(database, 'organisations.invitation')).length, 1);
      const boss = await newcomer(database, 'bossperson', 'boss@authority.example');
      const link = `/invitations/${secretIn(made.body)}`;
      assert.equal((await (await world.as(boss)).inject({ url: link, ...posted({}) })).statusCode, 303);
      const manager = await world.as(await again(database, boss));

      await sql`insert into supplier (id, name, name_key, legal_name, size, demonstration)
        values ('fenwick', 'Fenwick IT', 'fenwick it', 'Fenwick IT Ltd', 'small', false)`.execute(database.handle);
      await sql`insert into supplier_position (agreement, lot, supplier_id, starts_on)
        values (${agreement}, '1', 'fenwick', '2026-01-01')`.execute(database.handle);
      await sql`update supplier_register set version = version + 1`.execute(database.handle);
      assert.match(wordsOf((await manager.inject('/organisations/suppliers')).body), /Fenwick IT ?: nobody yet/);
      const invite = posted({ supplier: 'fenwick', email: 'sales@fenwick.example', formKey: 's1' });
      assert.equal((await manager.inject({ url: '/organisations/suppliers', ...invite })).statusCode, 200);
      const founded = await world.directory.ofSupplier('fenwick');
      assert.deepEqual([founded?.kind, founded?.name], ['supplier', 'Fenwick IT']);
      const sales = await newcomer(database, 'salesperso', 'sales@fenwick.example');
      const letter = (await letters(database, 'organisations.invitation')).find((each) =>
        each.recipient.startsWith('sales'),
      );
      const theirs = await world.as(sales);
      await theirs.inject({ url: `/invitations/${secretIn(letter?.body ?? '')}`, ...posted({}) });
      assert.equal((await again(database, sales)).memberships[0]?.supplier, 'fenwick');
      const later = posted({ supplier: 'fenwick', email: 'other@fenwick.example', formKey: 's2' });
      const refused = await manager.inject({ url: '/organisations/suppliers', ...later });
      assert.match(wordsOf(refused.body), /has an administrator already/);
    });
  });
}
