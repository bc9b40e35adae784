import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../../platform/database/index.ts';
import { roles } from '../people/roles.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { engines } from '../../../test/support/databases.ts';
import { letters, organisationWorld, posted, secretIn } from './organisation-world.fixture.ts';

const tables = [
  'organisation',
  'organisation_site',
  'membership',
  'organisation_invitation',
  'organisation_join_request',
  'organisation_decision',
  'api_key',
];

/** Everything that belongs to organisations, as text to compare. */
async function everything({ handle }: Database): Promise<string> {
  const parts: string[] = [];
  for (const table of tables) {
    const found = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} as t order by 1`.execute(
      handle,
    );
    parts.push(table, ...found.rows.map((each) => each.row));
  }
  return parts.join('\n');
}

/** An organisation with one of everything that has an identifier, and who administers another one. */
async function twoOrganisations(engine: (typeof engines)[number]['engine']) {
  const world = await organisationWorld(engine);
  const { database } = world;
  await addOrganisation(database, { id: 'northmoor1', sites: ['northsite1', 'northsite2'] });
  await addOrganisation(database, { id: 'easthill01', sites: ['eastsite01', 'eastsite02'] });
  const owner = await addPerson(database, { id: 'adminnorth', organisation: 'northmoor1', roles: ['administrator'] });
  await addPerson(database, { id: 'othernorth', organisation: 'northmoor1', roles: ['requester'] });
  const intruder = await addPerson(database, { id: 'admineast1', organisation: 'easthill01', roles });
  const asker = await addPerson(database, { id: 'askereast1', organisation: 'easthill01', roles: ['requester'] });
  const acting = { actor: owner, requestId: 'r' };
  const grant = { roles: ['buyer'], site: '', approvalLimit: '', signingLimit: '' };
  await world.works.invitations.invite('northmoor1', { ...grant, email: 'a@b.example', formKey: 'f' }, acting);
  await world.works.joining.ask('northmoor1', 'Please', { actor: asker, requestId: 'r' });
  const of = { organisation: 'northmoor1', roles: ['administrator'] };
  const key = await world.keys.create({ name: 'k', scopes: ['organisations:read'], lastDay: '' }, owner, 'r', of);
  assert.ok(key.ok);
  const [invitation] = (await world.works.invitations.open('northmoor1', owner)) ?? [];
  const [request] = (await world.works.joining.waiting('northmoor1', owner)) ?? [];
  const [letter] = await letters(database, 'organisations.invitation');
  const ids: Readonly<Record<string, string>> = {
    id: 'northmoor1',
    site: 'northsite2',
    membership: 'mothernorth',
    invitation: invitation?.id ?? '',
    request: request?.id ?? '',
    key: key.value.id,
    token: secretIn(letter?.body ?? ''),
  };
  for (const [name, value] of Object.entries(ids)) assert.notEqual(value, '', name);
  return { world, owner, intruder, ids, key: key.value.key };
}

const filled = (url: string, ids: Readonly<Record<string, string>>): string =>
  url.replace(/:(\w+)/g, (_all, name: string) => ids[name] ?? 'unknown0');

/** What a form of any of the pages could hold. */
const form = {
  roles: ['administrator', 'buyer'],
  email: 'x@y.example',
  formKey: 'intruder',
  verdict: 'approve',
  reason: 'because',
  name: 'Taken over',
  address: '1 Hill Road, Leeds',
  postcode: 'LS1 4DY',
  scopes: 'organisations:read',
  rows: 'Name,Address,Postcode\nTaken over,1 Hill Road,LS1 4DY\n',
};

const { name, address, postcode, email, verdict } = form;
/** What the interface takes, by the end of the address. */
const bodies: readonly (readonly [RegExp, Readonly<Record<string, unknown>>])[] = [
  [/sites(\/:site)?$/, { name, address, postcode }],
  [/:id$/, { name, version: 1 }],
  [/members\/:membership$/, { roles: ['buyer'] }],
  [/invitations$/, { roles: ['buyer'], email }],
  [/requests\/:request$/, { verdict, roles: ['buyer'] }],
];

/** The form to a page, or the same as JSON to the interface. */
function change(url: string, method: string) {
  if (!url.startsWith('/api/')) return posted(form);
  const payload = { ...bodies.find(([end]) => end.test(url))?.[1] };
  return { method: method === 'PUT' ? ('PUT' as const) : ('POST' as const), payload };
}

for (const { engine, skip } of engines) {
  describe(`organisations as separate worlds on ${engine}`, { skip }, () => {
    it('answers 403 or 404 at every address of another organisation, and changes nothing', async (t) => {
      const { world, intruder, ids } = await twoOrganisations(engine);
      t.after(() => world.database.close());
      const routes: { method: string; url: string }[] = [];
      const server = await world.as(intruder, (method, url) => routes.push({ method, url }));
      await server.ready();
      // Asking to join, and looking at an invitation one has the secret of, are for those outside.
      const private_ = routes.filter(
        ({ method, url }) => /organisations\/:id/.test(url) && !/\/join\/|\/waiting\//.test(url) && method !== 'HEAD',
      );
      assert.ok(private_.length > 20, `only ${private_.length} routes were found`);
      const before = await everything(world.database);
      for (const { method, url } of private_) {
        const address = filled(url, ids);
        const sent = method === 'GET' ? { url: address } : { url: address, ...change(url, method) };
        const answer = await server.inject(sent);
        assert.ok([403, 404].includes(answer.statusCode), `${method} ${address}: ${answer.statusCode}`);
        assert.ok(!answer.body.includes('Organisation northmoor1'), `${method} ${address} names the organisation`);
      }
      // One's own organisation with things of another one.
      for (const { method, url } of private_.filter((each) => /:\w+.*:\w+/.test(each.url))) {
        const address = filled(url, { ...ids, id: 'easthill01' });
        const sent = method === 'GET' ? { url: address } : { url: address, ...change(url, method) };
        const answer = await server.inject(sent);
        assert.equal(answer.statusCode, 404, `${method} ${address}`);
      }
      assert.equal(
        (await server.inject({ url: '/organisations/waiting/northmoor1', ...posted(form) })).statusCode,
        404,
      );
      assert.equal(await everything(world.database), before);
    });

    it('lets a key of an organisation read that one only, and write within its scopes', async (t) => {
      const { world, owner, key } = await twoOrganisations(engine);
      t.after(() => world.database.close());
      const found = await world.keys.find(key);
      assert.ok(typeof found !== 'string');
      assert.equal(found.organisation, 'northmoor1');
      const membership = await world.directory.ofKey('northmoor1', found.id);
      assert.ok(membership !== undefined);
      const server = await world.as({ kind: 'key', keyId: found.id, scopes: found.scopes, membership });
      const ask = async (url: string): Promise<number> => (await server.inject(url)).statusCode;
      const listed = (await server.inject('/api/v1/organisations')).json<{ items: { id: string }[] }>();
      assert.deepEqual(
        listed.items.map((each) => each.id),
        ['northmoor1'],
      );
      assert.equal(await ask('/api/v1/organisations/northmoor1'), 200);
      assert.equal(await ask('/api/v1/organisations/northmoor1/members'), 200);
      assert.equal(await ask('/api/v1/organisations/easthill01'), 404);
      const site = { name: 'New', address: '1 Hill Road', postcode: 'LS1 4DY' };
      const add = { method: 'POST', url: '/api/v1/organisations/northmoor1/sites', payload: site } as const;
      assert.equal((await server.inject(add)).statusCode, 403);
      const writer = await world.as({ kind: 'key', keyId: found.id, scopes: ['organisations:write'], membership });
      assert.equal((await writer.inject(add)).statusCode, 201);
      const again = await writer.inject({ ...add, payload: { ...site, address: '2 Hill Road' } });
      assert.equal(again.statusCode, 422);
      assert.match(again.body, /is there already/);

      // Keys: the operator's are not the organisation's, and the other way round.
      const of = { organisation: 'northmoor1', roles: ['administrator'] };
      assert.deepEqual(
        (await world.keys.list(of)).map((each) => each.id),
        [found.id],
      );
      assert.deepEqual(await world.keys.list(), []);
      assert.equal(await world.keys.revoke(found.id, 'system'), false);
      const beyond = await world.keys.create({ name: 'k', scopes: ['suppliers:write'], lastDay: '' }, owner, 'r', of);
      assert.equal(beyond.ok, false);
      assert.equal(await world.keys.revoke(found.id, owner, 'r', of), true);
      assert.equal(await world.keys.find(key), 'revoked');
    });

    it('gives a key of an organisation nothing that is the operator’s alone', async (t) => {
      const { world, key } = await twoOrganisations(engine);
      t.after(() => world.database.close());
      const found = await world.keys.find(key);
      const membership = await world.directory.ofKey('northmoor1', 'k');
      assert.ok(typeof found !== 'string' && membership !== undefined);
      const actor = { kind: 'key', keyId: found.id, scopes: ['organisations:read'], membership } as const;
      assert.equal(world.policies.decide('organisations.make-authority', actor).allowed, false);
      assert.equal(world.policies.decide('organisations.read', actor).allowed, true);
      assert.deepEqual(world.policies.scope('organisations.read', actor), [membership]);
      const { membership: _none, ...operators } = actor;
      assert.equal(world.policies.decide('organisations.read', operators).allowed, false);
    });
  });
}
