import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { isoDate } from '../../kernel/dates.ts';
import { engines } from '../../../test/support/databases.ts';
import { wordsOf } from '../../../test/support/page-server.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { agreement, letters, organisationWorld, posted } from '../organisation-pages/organisation-world.fixture.ts';

const url = '/organisations/northmoor1/change';
const trust = {
  name: 'Organisation northmoor1',
  buyerClass: 'academy-trust',
  scheme: 'GB-EDU',
  number: '100240',
  authorityBasis: '',
  note: '',
};

/** A confirmed trust with its administrator, and who decides for the authority. */
async function trustWorld(engine: (typeof engines)[number]['engine']) {
  const world = await organisationWorld(engine);
  const { database } = world;
  await addOrganisation(database, { id: 'northmoor1', sites: ['northmain1', 'northsite2'] });
  await sql`update organisation set identifier_scheme = 'GB-EDU', identifier_number = '100240'
    where id = 'northmoor1'`.execute(database.handle);
  await addOrganisation(database, { id: 'authority1', kind: 'authority', agreements: [agreement] });
  const admin = await addPerson(database, { id: 'adminnorth', organisation: 'northmoor1', roles: ['administrator'] });
  const manager = await addPerson(database, {
    id: 'catmanager',
    organisation: 'authority1',
    roles: ['category-manager'],
  });
  return {
    world,
    admin,
    own: await world.as(admin),
    authority: await world.as(manager),
    found: async () => {
      const found = await world.directory.organisation('northmoor1');
      assert.ok(found !== undefined);
      return found;
    },
  };
}

for (const { engine, skip } of engines) {
  describe(`changing an organisation on ${engine}`, { skip }, () => {
    it('counts at once where it touches nothing the authority confirmed, and stands in the history', async (t) => {
      const { world, own, found } = await trustWorld(engine);
      t.after(() => world.database.close());
      const form = { ...trust, name: 'Kestrel Trust', noticeToImprove: 'yes', version: '1' };
      const checked = await own.inject({ url, ...posted({ ...form, step: 'check' }) });
      assert.match(wordsOf(checked.body), /Organisation northmoor1 Kestrel Trust .*Notice to improve No Yes/);
      assert.equal((await found()).name, 'Organisation northmoor1');
      for (let click = 0; click < 2; click += 1) {
        assert.equal((await own.inject({ url, ...posted({ ...form, step: 'save' }) })).statusCode, 303);
      }
      const { name, noticeToImprove, confirmedAt, version } = await found();
      assert.deepEqual([name, noticeToImprove, version], ['Kestrel Trust', true, 2]);
      assert.notEqual(confirmedAt, null);
      const history = wordsOf((await own.inject('/organisations/northmoor1/history')).body);
      assert.match(
        history,
        /changed Name from “Organisation northmoor1” to “Kestrel Trust”; Notice to improve from “No”/,
      );
      // A form that was open meanwhile does not undo it.
      const late = await own.inject({ url, ...posted({ ...trust, version: '1', step: 'save' }) });
      assert.equal(late.statusCode, 400);
      assert.match(wordsOf(late.body), /was changed since this form was opened/);
    });

    it('goes back to the authority where it changes what was confirmed, after saying what that stops', async (t) => {
      const { world, own, authority, found } = await trustWorld(engine);
      t.after(() => world.database.close());
      world.setOpenWork({ purchases: 2, orders: 1 });
      const form = { ...trust, buyerClass: 'local-authority', version: '1', note: 'We became a council.' };
      const checked = wordsOf((await own.inject({ url, ...posted({ ...form, step: 'check' }) })).body);
      assert.match(checked, /2 purchases wait\. None can be placed before the authority has confirmed/);
      assert.match(checked, /1 order is open\. Delivery, receipt and payment go on/);
      assert.match(checked, /Save and ask the authority again/);
      assert.notEqual((await found()).confirmedAt, null);
      await own.inject({ url, ...posted({ ...form, step: 'save' }) });
      assert.deepEqual([(await found()).buyerClass, (await found()).confirmedAt], ['local-authority', null]);
      const facts = await world.directory.buyerFacts('northmoor1', isoDate('2026-11-23'));
      assert.equal(facts?.confirmed, false);
      const [letter] = await letters(world.database, 'organisations.kept');
      assert.match(letter?.body ?? '', /Nothing can be bought until the authority has confirmed it again/);
      const waiting = wordsOf((await authority.inject('/organisations/waiting')).body);
      assert.match(waiting, /It was confirmed before\..*Changed: Kind .*Before: .*It says We became a council\./);
      const confirm = posted({ verdict: 'confirm', reason: '' });
      await authority.inject({ url: '/organisations/waiting/northmoor1', ...confirm });
      assert.notEqual((await found()).confirmedAt, null);
    });

    it('lets a refused organisation put right what was wrong, or say why it is right, and ask anew', async (t) => {
      const { world, own, authority, found } = await trustWorld(engine);
      t.after(() => world.database.close());
      await sql`update organisation set confirmed_at = null where id = 'northmoor1'`.execute(world.database.handle);
      const decide = { url: '/organisations/waiting/northmoor1' };
      const refuse = posted({ verdict: 'refuse', reason: 'The number is of another trust.' });
      await authority.inject({ ...decide, ...refuse });
      const page = wordsOf((await own.inject('/organisations/northmoor1')).body);
      assert.match(page, /did not confirm this organisation.*of another trust.*Put it right and ask again/);
      assert.match(wordsOf((await own.inject(url)).body), /Its reason: The number is of another trust/);
      const nothing = await own.inject({ url, ...posted({ ...trust, version: '1', step: 'check' }) });
      assert.match(wordsOf(nothing.body), /Nothing is changed/);
      world.setNow('2026-11-24T10:00:00Z');
      const say = { ...trust, version: '1', note: 'It is ours since 2024.' };
      await own.inject({ url, ...posted({ ...say, step: 'save' }) });
      assert.match(wordsOf((await own.inject('/organisations/northmoor1')).body), /You asked again\./);
      assert.match(
        wordsOf((await authority.inject('/organisations/waiting')).body),
        /It says It is ours since 2024\..*Refused before because The number is of another trust/,
      );
      world.setNow('2026-11-25T10:00:00Z');
      await authority.inject({ ...decide, ...refuse });
      assert.match(wordsOf((await own.inject('/organisations/northmoor1')).body), /did not confirm/);
      world.setNow('2026-11-26T10:00:00Z');
      const right = { ...trust, number: '100241', version: '2' };
      assert.equal((await own.inject({ url, ...posted({ ...right, step: 'save' }) })).statusCode, 303);
      await authority.inject({ ...decide, ...posted({ verdict: 'confirm', reason: '' }) });
      const { identifier, confirmedAt } = await found();
      assert.deepEqual([identifier?.number, confirmedAt !== null], ['100241', true]);
    });

    it('never takes the identifier of another organisation, and is for administrators', async (t) => {
      const { world, own, found } = await trustWorld(engine);
      t.after(() => world.database.close());
      await addOrganisation(world.database, { id: 'easthill01', name: 'Easthill Trust' });
      await sql`update organisation set identifier_scheme = 'GB-EDU', identifier_number = '100999'
        where id = 'easthill01'`.execute(world.database.handle);
      const taken = await own.inject({ url, ...posted({ ...trust, number: '100999', version: '1', step: 'save' }) });
      assert.match(wordsOf(taken.body), /Easthill Trust has this identifier already/);
      assert.equal((await found()).identifier?.number, '100240');
      const buyer = await addPerson(world.database, { id: 'buyernorth', organisation: 'northmoor1', roles: ['buyer'] });
      const other = await world.as(buyer);
      assert.equal((await other.inject({ url, ...posted({ ...trust, step: 'save' }) })).statusCode, 403);
    });
  });

  describe(`closing on ${engine}`, { skip }, () => {
    it('shuts nobody out while something binds the organisation, then everybody', async (t) => {
      const { world, own, found } = await trustWorld(engine);
      t.after(() => world.database.close());
      world.setOpenWork({ orders: 1, callOffs: 2, baskets: 3 });
      const close = '/organisations/northmoor1/close';
      const told = wordsOf((await own.inject(close)).body);
      assert.match(told, /1 order is open\..*2 call-offs run\..*3 baskets are filled/);
      const sent = posted({ reason: 'It became part of Easthill Trust.' });
      const blocked = await own.inject({ url: close, ...sent });
      assert.equal(blocked.statusCode, 400);
      assert.equal((await found()).closedAt, null);
      world.setOpenWork({ baskets: 3 });
      assert.equal((await own.inject({ url: close, ...posted({ reason: '' }) })).statusCode, 400);
      assert.equal((await own.inject({ url: close, ...sent })).headers.location, '/organisations/start');
      assert.notEqual((await found()).closedAt, null);
      const [letter] = await letters(world.database, 'organisations.kept');
      assert.match(letter?.body ?? '', /It became part of Easthill Trust/);
      assert.equal(await world.directory.ofKey('northmoor1', 'k'), undefined);
      // The keeper of the machine opens it again as it was.
      assert.equal((await world.works.keeping.reopen('northmoor1')).ok, true);
      assert.equal((await found()).closedAt, null);
      assert.equal((await world.works.keeping.reopen('northmoor1')).ok, false);
    });

    it('tells what closing a site does, refuses while a purchase waits, and takes invitations for it back', async (t) => {
      const { world, own, admin } = await trustWorld(engine);
      t.after(() => world.database.close());
      const grant = { roles: ['buyer'], site: 'northsite2', approvalLimit: '', signingLimit: '' };
      const invite = { ...grant, email: 'a@b.example', formKey: 'f' };
      await world.works.invitations.invite('northmoor1', invite, { actor: admin, requestId: 'r' });
      await addPerson(world.database, {
        id: 'siteperson',
        organisation: 'northmoor1',
        roles: ['requester'],
        site: 'northsite2',
      });
      world.setOpenWork({ purchases: 1, orders: 4 });
      const close = '/organisations/northmoor1/sites/northsite2/close';
      const told = wordsOf((await own.inject(close)).body);
      assert.match(told, /1 purchase for it waits\..*4 orders are on their way.*1 person acts for it only/);
      assert.equal((await own.inject({ url: close, ...posted({}) })).statusCode, 400);
      world.setOpenWork({ orders: 4 });
      for (let click = 0; click < 2; click += 1) {
        assert.equal((await own.inject({ url: close, ...posted({}) })).statusCode, 303);
      }
      assert.deepEqual(
        (await world.directory.sites('northmoor1')).map((each) => each.id),
        ['northmain1'],
      );
      assert.deepEqual(await world.works.invitations.open('northmoor1', admin), []);
    });
  });

  describe(`keys of an organisation on ${engine}`, { skip }, () => {
    it('are made once by a form, which shows the same key again, and for its own organisation only', async (t) => {
      const { world, admin, own } = await trustWorld(engine);
      t.after(() => world.database.close());
      const keys = '/organisations/northmoor1/keys';
      const formKey = /name="formKey" value="([^"]+)"/.exec((await own.inject(keys)).body)?.[1] ?? '';
      const sent = posted({ name: 'Stock system', scopes: 'organisations:read', lastDay: '', formKey });
      const made = [await own.inject({ url: keys, ...sent }), await own.inject({ url: keys, ...sent })];
      const shown = made.map((each) => /<code>(calloff_[\w-]+)<\/code>/.exec(each.body)?.[1]);
      assert.ok(shown[0] !== undefined && shown[0] === shown[1], String(made[1]?.statusCode));
      const of = { organisation: 'northmoor1', roles: ['administrator'] };
      const [key, ...more] = await world.keys.list(of);
      assert.deepEqual([key?.name, more], ['Stock system', []]);
      // Revoked twice is once; the form does not make it again.
      for (let click = 0; click < 2; click += 1) {
        assert.equal((await own.inject({ url: `${keys}/${key?.id ?? ''}/revoke`, ...posted({}) })).statusCode, 303);
      }
      assert.match(wordsOf((await own.inject({ url: keys, ...sent })).body), /has made its key already/);
      await addOrganisation(world.database, { id: 'easthill01' });
      const both = await addPerson(world.database, {
        id: 'admineast1',
        organisation: 'easthill01',
        roles: ['administrator'],
      });
      const other = await world.as({ ...both, personId: admin.personId });
      const taken = await other.inject({ url: '/organisations/easthill01/keys', ...sent });
      assert.match(wordsOf(taken.body), /too old, or somebody else’s/);
      assert.equal((await world.keys.list({ ...of, organisation: 'easthill01' })).length, 0);
    });
  });

  describe(`sites by file on ${engine}`, { skip }, () => {
    it('come back as they were downloaded, with postcodes that are invented, and by name where there is no number', async (t) => {
      const { world, own, admin } = await trustWorld(engine);
      t.after(() => world.database.close());
      const list = await own.inject('/organisations/northmoor1/sites/list.csv');
      assert.match(list.body, /Site northsite2,,,"1 Chapel Rise, Northmoor",NM1 1AA/);
      const upload = (text: string) => {
        const boundary = 'b0undary';
        return own.inject({
          method: 'POST',
          url: '/organisations/northmoor1/sites/import',
          headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, accept: 'text/html' },
          payload: `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="s.csv"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--${boundary}--\r\n`,
        });
      };
      assert.match(wordsOf((await upload(list.body)).body), /2 sites were read: 0 added, 0 changed, 2 the same/);
      const numbered = 'Name,Scheme,Number,Address,Postcode\nsite northsite2,GB-EDU,100555,2 New Road,NM1 1AA\n';
      assert.match(wordsOf((await upload(numbered)).body), /0 added, 1 changed/);
      const bare = 'Name,Address,Postcode\nSite Northsite2,3 New Road,LS1 4DY\nBrook,9 Brook St,NM1 1AA\n';
      const refused = wordsOf((await upload(bare)).body);
      assert.match(refused, /Row 3, Postcode This is not a postcode/);
      const sites = await world.directory.sites('northmoor1');
      assert.deepEqual(
        sites.map((each) => [each.name, each.identifier?.number, each.address]),
        [
          ['Site northmain1', undefined, '1 Chapel Rise, Northmoor'],
          ['site northsite2', '100555', '2 New Road'],
        ],
      );
      const nothing = await own.inject({ url: '/organisations/northmoor1/sites/import', ...posted({ rows: '' }) });
      assert.equal(nothing.statusCode, 400);
      // The form of one site takes its invented postcode too, but no other one.
      const edit = { name: 'Northsite', address: '2 New Road', postcode: 'nm11aa', scheme: '', number: '' };
      const one = '/organisations/northmoor1/sites/northsite2';
      assert.equal((await own.inject({ url: one, ...posted(edit) })).statusCode, 303);
      assert.equal((await own.inject({ url: one, ...posted({ ...edit, postcode: 'NM1 1AB' }) })).statusCode, 400);
      const check = Buffer.from('Name,Address,Postcode\nNew,1 Hill Road,LS1 4DY\n');
      const acting = { actor: admin, requestId: 'r' };
      assert.deepEqual(await world.works.sites.import('northmoor1', check, acting, true), {
        ok: true,
        value: { rows: 1, added: 1, changed: 0, same: 0 },
      });
      assert.equal((await world.directory.sites('northmoor1')).length, 2);
    });
  });
}
