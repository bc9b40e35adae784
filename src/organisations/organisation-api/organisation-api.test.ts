import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import type { KeyActor } from '../../platform/access/index.ts';
import { letters, organisationWorld } from '../organisation-pages/organisation-world.fixture.ts';
import { ownOrganisationCommands } from '../own-organisation-commands.ts';

const root = '/api/v1/organisations/northmoor1';

/** A trust with an administrator, somebody else, somebody who asks to join, and a key with the scopes. */
async function trustWorld(engine: (typeof engines)[number]['engine']) {
  const world = await organisationWorld(engine);
  const { database } = world;
  await addOrganisation(database, { id: 'northmoor1', sites: ['northmain1', 'northsite2'] });
  await addOrganisation(database, { id: 'easthill01' });
  await sql`update organisation set identifier_scheme = 'GB-EDU', identifier_number = '100240'
    where id = 'northmoor1'`.execute(database.handle);
  const admin = await addPerson(database, { id: 'adminnorth', organisation: 'northmoor1', roles: ['administrator'] });
  await addPerson(database, { id: 'othernorth', organisation: 'northmoor1', roles: ['requester'] });
  const asker = await addPerson(database, { id: 'askereast1', organisation: 'easthill01', roles: ['requester'] });
  await world.works.joining.ask('northmoor1', 'I moved.', { actor: asker, requestId: 'r' });
  const membership = await world.directory.ofKey('northmoor1', 'k1');
  const scopes = ['organisations:read', 'organisations:write', 'organisations:people'];
  const key: KeyActor = { kind: 'key', keyId: 'k1', scopes, ...(membership === undefined ? {} : { membership }) };
  return { world, admin, key };
}

for (const { engine, skip } of engines) {
  describe(`the interface of organisations on ${engine}`, { skip }, () => {
    for (const who of ['an administrator', 'a key'] as const) {
      it(`lets ${who} decide over people as the pages do`, async (t) => {
        const { world, admin, key } = await trustWorld(engine);
        t.after(() => world.database.close());
        const server = await world.as(who === 'a key' ? key : admin);
        const send = (method: 'PUT' | 'POST', path: string, payload: object = {}) =>
          server.inject({ method, url: `${root}${path}`, payload });
        const invited = { email: 'New@b.example', roles: ['buyer'], signingLimit: '1000', key: 'k1' };
        const made = await send('POST', '/invitations', invited);
        assert.equal(made.statusCode, 201, made.body);
        const { id, email, signingLimit } = made.json<{ id: string; email: string; signingLimit: string }>();
        assert.deepEqual([email, signingLimit], ['new@b.example', '1000.00']);
        assert.equal((await send('POST', '/invitations', invited)).json<{ id: string }>().id, id);
        assert.equal((await letters(world.database, 'organisations.invitation')).length, 1);
        for (let times = 0; times < 2; times += 1) {
          assert.equal((await send('POST', `/invitations/${id}/revoke`)).statusCode, 200);
        }
        assert.deepEqual((await server.inject(`${root}/invitations`)).json(), { items: [] });

        const wrong = await send('PUT', '/members/mothernorth', { roles: ['approver'] });
        assert.equal(wrong.statusCode, 422);
        assert.match(wrong.body, /limit-missing/);
        const grant = { roles: ['approver', 'buyer'], approvalLimit: '5000', site: 'northsite2' };
        const changed = (await send('PUT', '/members/mothernorth', grant)).json<Record<string, unknown>>();
        assert.deepEqual([changed['approvalLimit'], changed['site']], ['5000.00', 'northsite2']);
        assert.equal((await send('PUT', '/members/madminnorth', { roles: ['buyer'] })).statusCode, 422);
        for (let times = 0; times < 2; times += 1) {
          assert.equal((await send('POST', '/members/mothernorth/end')).statusCode, 200);
        }
        const left = (await server.inject(`${root}/members`)).json<{ items: { id: string }[] }>().items;
        assert.deepEqual(
          left.map((each) => each.id),
          ['madminnorth'],
        );

        const [request] = (await server.inject(`${root}/requests`)).json<{ items: { id: string }[] }>().items;
        const decide = `/requests/${request?.id ?? ''}`;
        assert.equal((await send('POST', decide, { verdict: 'decline' })).statusCode, 422);
        const answer = await send('POST', decide, { verdict: 'approve', roles: ['requester'] });
        assert.equal(answer.json<{ approved: boolean }>().approved, true, answer.body);
        assert.equal(
          (await send('POST', decide, { verdict: 'decline', reason: 'No' })).json<Record<string, unknown>>()[
            'approved'
          ],
          true,
        );
        const members = await world.directory.members('northmoor1');
        assert.deepEqual(members.map((each) => each.person).toSorted(), ['adminnorth', 'askereast1']);
        const history = (await server.inject(`${root}/history`)).body;
        assert.match(history, /let Person askereast1 in as Requester/);
        assert.match(history, who === 'a key' ? /A program with an API key/ : /Person adminnorth/);
      });
    }

    it('changes and closes as the pages do, and only says what would be done when asked to check', async (t) => {
      const { world, admin, key } = await trustWorld(engine);
      t.after(() => world.database.close());
      const server = await world.as(admin);
      world.setOpenWork({ purchases: 1 });
      const same = { name: 'Organisation northmoor1', buyerClass: 'academy-trust', scheme: 'GB-EDU', number: '100240' };
      const put = (body: object, query = '') => server.inject({ method: 'PUT', url: `${root}${query}`, payload: body });
      const devolved = { ...same, devolved: true, version: 1 };
      const checked = await put(devolved, '?check=true');
      const expected = {
        applied: false,
        changes: [{ fact: 'devolved', before: 'no', after: 'yes' }],
        asksAuthority: true,
      };
      const { effects, ...planned } = checked.json<Record<string, unknown>>();
      assert.deepEqual(planned, expected);
      assert.match(JSON.stringify(effects), /1 purchase waits\./);
      assert.notEqual((await world.directory.organisation('northmoor1'))?.confirmedAt, null);
      assert.equal((await put(devolved)).json<Record<string, unknown>>()['applied'], true);
      const after = (await server.inject(root)).json<Record<string, unknown>>();
      assert.deepEqual([after['confirmedAt'], after['devolved'], after['version']], [null, true, 2]);
      assert.equal((await put({ ...same, version: 1 })).statusCode, 422);

      const close = (query: string) =>
        server.inject({ method: 'POST', url: `${root}/close${query}`, payload: { reason: 'Over.' } });
      assert.match((await close('?check=true')).body, /"applied":false.*"blocks":true/);
      assert.equal((await close('')).statusCode, 422);
      world.setOpenWork({});
      const program = await world.as(key);
      const refused = await program.inject({ method: 'POST', url: `${root}/close`, payload: { reason: 'Over.' } });
      assert.equal(refused.statusCode, 403);
      assert.equal((await close('')).json<Record<string, unknown>>()['applied'], true);
      assert.notEqual((await world.directory.organisation('northmoor1'))?.closedAt, null);
    });

    it('gives the sites as the list it takes, changes and closes one', async (t) => {
      const { world, key } = await trustWorld(engine);
      t.after(() => world.database.close());
      const server = await world.as(key);
      const list = (await server.inject(`${root}/sites.csv`)).body;
      const send = (text: string, query = '') => {
        const part = 'content-disposition: form-data; name="file"; filename="s.csv"\r\ncontent-type: text/csv';
        return server.inject({
          method: 'POST',
          url: `${root}/sites/import${query}`,
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
          payload: `--b\r\n${part}\r\n\r\n${text}\r\n--b--\r\n`,
        });
      };
      const none = { added: 0, changed: 0, applied: true, problems: [] };
      assert.deepEqual((await send(list)).json(), { ...none, rows: 2, same: 2 });
      const bad = await send(`${list}Hill,GB-EDU,12,1 Hill Road,LS1 4DY\n`);
      assert.equal(bad.statusCode, 422);
      assert.match(bad.body, /"row":4,"column":"Number"/);
      const good = `${list}Hill,GB-EDU,100500,1 Hill Road,LS1 4DY\n`;
      assert.deepEqual([(await send(good, '?check=true')).json<Record<string, unknown>>()['added']], [1]);
      assert.equal((await world.directory.sites('northmoor1')).length, 2);
      assert.equal((await send(good)).json<Record<string, unknown>>()['added'], 1);
      const hill = (await world.directory.sites('northmoor1')).find((each) => each.name === 'Hill')?.id ?? '';
      const change = { name: 'Hillside', address: '2 Hill Road', postcode: 'LS1 4DY' };
      const changed = await server.inject({ method: 'PUT', url: `${root}/sites/${hill}`, payload: change });
      assert.deepEqual(changed.json<Record<string, unknown>>()['name'], 'Hillside');
      const closed = await server.inject({ method: 'POST', url: `${root}/sites/${hill}/close` });
      assert.deepEqual(closed.json(), { applied: true, effects: [] });
      assert.equal((await world.directory.sites('northmoor1')).length, 2);
    });
  });
}

describe('one’s own organisation from the command line', () => {
  it('does what the interface does, for the organisation of the key', async (t) => {
    const { world, key } = await trustWorld('pglite');
    const folder = await mkdtemp(join(tmpdir(), 'calloff-organisation-'));
    t.after(async () => {
      await world.database.close();
      await rm(folder, { recursive: true });
    });
    await writeFile(join(folder, 'key'), 'good\n');
    const reader: KeyActor = { ...key, scopes: ['organisations:read'] };
    await writeFile(join(folder, 'reader'), 'reader\n');
    const actors = new Map([
      ['good', key],
      ['reader', reader],
    ]);
    const commands = ownOrganisationCommands(() =>
      Promise.resolve({
        organisationWorks: world.works,
        actorOfKey: (secret) => Promise.resolve(actors.get(secret)),
      }),
    );
    const run = async (name: string, args: Record<string, string> = {}, input: unknown = '', options = {}) => {
      const command = commands.find((each) => each.name === name);
      assert.ok(command, name);
      let out = '';
      const code = await command.run(
        args,
        { key: 'key', ...options },
        {
          ...{ clock: { now: () => Temporal.Now.instant() }, json: true, terminal: false, columns: 200 },
          signal: new AbortController().signal,
          write: (text) => (out += text),
          writeError: (text) => (out += text),
          input: () => Readable.from([Buffer.from(typeof input === 'string' ? input : JSON.stringify(input))]),
          resolve: (path) => resolve(folder, path),
          progress: () => undefined,
        },
      );
      return { code, out };
    };
    const list = (await run('site list', {}, '', { csv: true })).out;
    assert.match((await run('site import', {}, list)).out, /"same":2,"applied":true/);
    const bad = await run('site import', {}, `${list}Hill,,,1 Hill Road,nowhere\n`);
    assert.deepEqual([bad.code, bad.out.includes('"row":4,"column":"Postcode"')], [1, true]);
    const sent = await run('invitation send', {}, { email: 'a@b.example', roles: ['buyer'] });
    const { id } = JSON.parse(sent.out) as { id: string };
    assert.match((await run('invitation list')).out, new RegExp(id));
    assert.equal((await run('invitation revoke', { id })).code, 0);
    assert.match(
      (await run('member change', { id: 'mothernorth' }, { roles: ['buyer'], signingLimit: '10' })).out,
      /"signingLimit":"10\.00"/,
    );
    assert.equal((await run('member change', { id: 'mothernorth' }, { roles: ['nonsense'] })).code, 1);
    await assert.rejects(run('member change', { id: 'mothernorth' }, { roles: 'buyer' }), /does not fit: \/roles/);
    assert.equal((await run('member end', { id: 'mothernorth' })).code, 0);
    assert.doesNotMatch((await run('member list')).out, /othernorth/);
    const [request] = (JSON.parse((await run('join-request list')).out) as { items: { id: string }[] }).items;
    const decided = await run('join-request decide', { id: request?.id ?? '' }, { verdict: 'decline', reason: 'No' });
    assert.match(decided.out, /"approved":false/);
    const form = { name: 'Kestrel', buyerClass: 'academy-trust', scheme: 'GB-EDU', number: '100240', version: 1 };
    assert.match((await run('organisation change', {}, form, { check: true })).out, /"applied":false/);
    assert.match((await run('organisation change', {}, form)).out, /"applied":true/);
    assert.equal((await world.directory.organisation('northmoor1'))?.name, 'Kestrel');
    await assert.rejects(run('invitation list', {}, '', { key: 'reader' }), /lacks the scope/);
    await assert.rejects(run('member list', {}, '', { key: 'gone' }), /cannot be read/);
  });
});
