import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pino } from 'pino';
import { format } from 'prettier';
import { type App, createApp } from '../src/app.ts';
import { systemClock } from '../src/kernel/dates.ts';
import { isRole, roles, rolesOf, roleWords } from '../src/organisations/index.ts';
import { type Actor, type Membership, organisationKinds, type Policy } from '../src/platform/access/index.ts';
import { readConfig } from '../src/platform/config/index.ts';
import { policies } from '../src/services.ts';
import { permissionsPage } from './support/permissions.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Under these everything belongs to somebody; what is listed below is for everybody, on purpose. */
const private_ = [
  '/operator',
  '/organisations',
  '/account',
  '/baskets',
  '/requests',
  '/approvals',
  '/orders',
  '/call-offs',
  '/invoices',
  '/quotes',
  '/purchases',
  '/inbox',
  '/desk',
  '/price-lists',
];
const open: ReadonlySet<string> = new Set([
  // Holding the one-time link is the right.
  '/operator/start/:token',
]);

/** Every kind of somebody who may ask, with who they are. */
function actors(): readonly { readonly who: string; readonly actor: Actor; readonly membership?: Membership }[] {
  const member = (role: string, kind: Membership['kind']): Membership => ({
    id: 'm1',
    organisation: 'organisation1',
    kind,
    supplier: kind === 'supplier' ? 'supplier1' : null,
    roles: [role],
    site: null,
  });
  const person = (memberships: readonly Membership[], confirmedAt: string | null): Actor => ({
    kind: 'person',
    personId: 'p1',
    sessionId: 's1',
    name: 'Somebody',
    memberships,
    confirmedAt,
  });
  const scopes = [...new Set(policies.rows().flatMap((each) => each.scope ?? []))];
  return [
    { who: 'the public', actor: { kind: 'public' } },
    { who: 'the operator', actor: { kind: 'operator', sessionId: 'o1' } },
    { who: 'a key without scopes', actor: { kind: 'key', keyId: 'k1', scopes: [] } },
    { who: 'a key of the operator with every scope', actor: { kind: 'key', keyId: 'k1', scopes } },
    { who: 'somebody in no organisation', actor: person([], 'now') },
    ...roles.flatMap((role) =>
      roleWords[role].kinds.flatMap((kind) => {
        const membership = member(role, kind);
        return [
          { who: `${role} of a ${kind}`, actor: person([membership], 'now'), membership },
          { who: `${role} of a ${kind} without second factor`, actor: person([membership], null), membership },
        ];
      }),
    ),
    ...organisationKinds.map((kind) => {
      const membership = { ...member('', kind), roles: rolesOf(kind) };
      const actor: Actor = { kind: 'key', keyId: 'k1', scopes, membership };
      return { who: `a key of a ${kind} with every scope`, actor, membership };
    }),
  ];
}

/** What the row says of the actor, read a second time and apart from the table. */
function said(row: Policy, actor: Actor): boolean {
  if (row.anyone === true) return true;
  switch (actor.kind) {
    case 'public':
      return false;
    case 'operator':
      return row.operator;
    case 'key': {
      if (row.scope === undefined || !actor.scopes.includes(row.scope)) return false;
      const { membership } = actor;
      if (membership === undefined) return row.operator || row.roles === undefined;
      return membership.roles.filter((role) => row.roles?.includes(role)).length > 0;
    }
    case 'person': {
      const held = new Set(actor.memberships.flatMap((each) => each.roles));
      const may = row.signedIn === true || (row.roles ?? []).some((role) => held.has(role));
      return may && (row.secondFactor !== true || actor.confirmedAt !== null);
    }
  }
}

describe('who may do what', () => {
  let app: App;
  let folder: string;
  let routes: App['server']['guards'];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'calloff-policies-'));
    const config = readConfig({
      CALLOFF_DATA_DIR: folder,
      CALLOFF_DEMO: 'off',
      CALLOFF_RATE_LIMIT: '0',
      DATABASE_URL: '',
    });
    app = await createApp(config, { logger: pino({ level: 'silent' }), clock: systemClock });
    await app.server.ready();
    routes = app.server.guards;
  });
  after(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is told for every route that changes something, and for every private page', () => {
    assert.ok(routes.length > 60, `only ${routes.length} routes were found`);
    const silent = routes.filter(({ method, url, policy }) => {
      const mine = private_.some(
        (each) => url === each || url.startsWith(`${each}/`) || url.startsWith(`/api/v1${each}`),
      );
      return policy === undefined && (!reading.has(method) || (mine && !open.has(url)));
    });
    assert.deepEqual(silent, []);
  });

  it('is decided for every route and everybody as the table says', () => {
    const rows = new Map(policies.rows().map((each) => [each.action, each]));
    let decisions = 0;
    for (const { method, url, policy } of routes) {
      const row = policy === undefined ? undefined : rows.get(policy);
      if (row === undefined) continue;
      for (const { who, actor } of actors()) {
        assert.equal(policies.decide(row.action, actor).allowed, said(row, actor), `${method} ${url}: ${who}`);
        decisions += 1;
      }
    }
    assert.ok(decisions > 1000, `only ${decisions} decisions were compared`);
  });

  it('is asked at the door: whoever may not is sent away before anything is read', async () => {
    for (const { method, url, policy } of routes) {
      const row = policies.rows().find((each) => each.action === policy);
      if (row === undefined || row.anyone === true) continue;
      const address = url.replace(/:\w+/g, 'unknown01').replace('*', 'unknown01');
      if (method === 'HEAD' || method === 'OPTIONS') continue;
      const answer = await app.server.inject({
        method: asMethod(method),
        url: address,
        headers: { accept: 'application/json' },
      });
      assert.equal(answer.statusCode, 401, `${method} ${address} for the public`);
    }
  });

  it('reaches only organisations in which the role is held, and never beyond them', () => {
    for (const row of policies.rows()) {
      for (const { who, actor, membership } of actors()) {
        const scope = policies.scope(row.action, actor);
        const held = membership !== undefined && (row.roles ?? []).some((role) => membership.roles.includes(role));
        const keyed = actor.kind !== 'key' || (row.scope !== undefined && actor.scopes.includes(row.scope));
        assert.deepEqual(scope, held && keyed ? [membership] : [], `${row.action}: ${who}`);
      }
    }
  });

  it('lets auditors change nothing', () => {
    const changing = new Set(routes.filter((each) => !reading.has(each.method)).map((each) => each.policy));
    const own = policies.rows().filter((each) => changing.has(each.action) && each.roles?.includes('auditor') === true);
    assert.deepEqual(
      own.map((each) => each.action),
      [],
    );
  });

  it('names only roles there are, and gives each role something to do', () => {
    const named = policies.rows().flatMap((each) => each.roles ?? []);
    assert.deepEqual(
      named.filter((each) => !isRole(each)),
      [],
    );
    for (const row of policies.rows()) {
      const somebody = row.operator || row.anyone === true || row.signedIn === true || row.roles !== undefined;
      assert.ok(somebody || row.scope !== undefined, `${row.action} is for nobody`);
    }
  });

  it('is written down for people in docs/permissions.md', async () => {
    const file = resolve(import.meta.dirname, '../docs/permissions.md');
    const expected = await format(permissionsPage(policies.rows()), { parser: 'markdown', printWidth: 120 });
    assert.equal(await readFile(file, 'utf8').catch(() => ''), expected, 'Run: npm run permissions');
  });
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
function asMethod(method: string): Method {
  const known: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const found = known.find((each) => each === method);
  if (found === undefined) throw new Error(`Not known: ${method}`);
  return found;
}
