import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { Database } from '../src/platform/database/index.ts';
import { engines } from './support/databases.ts';
import { isolationWorld, type IsolationWorld, type Stranger } from './support/isolation-world.ts';

/** What is somebody's at the beginning of an address: which thing of theirs each part of the address names. */
const registry: readonly (readonly [prefix: string, parts: Readonly<Record<string, string>>])[] = [
  ['/operator/keys/:id', { id: 'key' }],
  ['/operator/jobs/:id', { id: 'unknown' }],
  ['/operator/post/:id', { id: 'unknown' }],
  ['/operator/events/:handler/:id', { handler: 'unknown', id: 'unknown' }],
  ['/account/passkeys/:id', { id: 'passkey' }],
  ['/account/sessions/:id', { id: 'session' }],
  ['/inbox/:id', { id: 'notice' }],
  ['/organisations/waiting/:id', { id: 'organisation' }],
  [
    '/organisations/:id',
    {
      id: 'organisation',
      key: 'key',
      site: 'site',
      invitation: 'invitation',
      membership: 'membership',
      request: 'request',
      rule: 'rule',
    },
  ],
  ['/price-lists/:id', { id: 'priceList' }],
  ['/orders/:id', { id: 'order', receipt: 'receipt' }],
  ['/call-offs/:id', { id: 'callOff' }],
  ['/invoices/:id', { id: 'invoice', line: '1' }],
  ['/basket/:id', { id: 'basket' }],
  ['/baskets/:id', { id: 'basket' }],
  ['/needs/:id', { id: 'need' }],
  // Quotes are asked by strangers in purchasing/quotes; delegations have no address of their own to read.
  ['/quotes/:id', { id: 'unknown' }],
  ['/supplier/quotes/:id', { id: 'unknown' }],
  ['/purchases/delegations/:id', { id: 'unknown' }],
  ['/purchases/:id', { id: 'purchase' }],
  ['/desk/price-rises/:list', { list: 'priceList' }],
  ['/desk/standing/:supplier', { supplier: 'supplier' }],
  ['/desk/evidence/:supplier', { supplier: 'supplier' }],
  ['/suppliers/:supplier/suspension-effects', { supplier: 'supplier' }],
  ['/desk/term/:agreement', { agreement: 'RM6098' }],
  ['/desk/announcements/:id', { id: 'announcement' }],
];

/** Guarded addresses whose parts name nothing that is somebody's, with the reason. */
const nobodys: Readonly<Record<string, string>> = {
  '/operator/start/:token': 'holding the one-time link is the right',
  '/sign-in/persona/:id': 'anybody may be somebody of the demonstration',
  '/register/verify/:token': 'holding the link in the letter is the right',
  '/recover/:token': 'holding the link in the letter is the right',
  '/account/new-factor/:token': 'holding the link in the letter is the right',
  '/account/email/:token': 'holding the link in the letter is the right',
  '/invitations/:token': 'holding the link in the letter is the right',
  '/organisations/join/:id': 'asking to join is for those outside',
  '/desk/figures/:by': 'a way of counting, of what the asking authority may see',
  '/desk/figures/:by.csv': 'a way of counting, of what the asking authority may see',
  '/api/v1/figures/:by': 'a way of counting, of what the asking authority may see',
};

const why = { note: 'Because', reason: 'Because', seen: 1 };
const received = { receivedOn: '2026-11-23', lines: [{ line: 1, kept: 1 }] };
/** Bodies that the interface would take from whoever may. */
const bodies: readonly (readonly [url: RegExp, body: Readonly<Record<string, unknown>>])[] = [
  [/organisations\/:id$/, { name: 'Taken over', version: 1 }],
  [/organisations\/:id\/close$/, { reason: why.reason }],
  [/organisations\/:id\/members\/:membership$/, { roles: ['buyer'] }],
  [/organisations\/:id\/invitations$/, { roles: ['buyer'], email: 'x@y.example' }],
  [/organisations\/:id\/requests\/:request$/, { verdict: 'approve', roles: ['buyer'] }],
  [/organisations\/:id\/sites\/:site$/, { name: 'Hill', address: '1 Hill Road, Leeds', postcode: 'LS1 4DY' }],
  [/organisations\/:id\/sites$/, { name: 'Hill', address: '1 Hill Road, Leeds', postcode: 'LS1 4DY' }],
  [/baskets\/:id$/, { version: 2, lines: [] }],
  [/orders\/:id\/accept(-change)?$/, { seen: why.seen }],
  [/orders\/:id\/(decline|refuse-change|cancel)$/, { seen: why.seen, reason: why.reason }],
  [/orders\/:id\/propose$/, { seen: why.seen, note: why.note, lines: [] }],
  [/call-offs\/:id\/orders$/, { key: 'stranger01', site: 'northmoors1', lines: [{ number: 1, quantity: 1 }] }],
  [
    /call-offs\/:id\/variations$/,
    {
      ...{ key: 'stranger01', ground: 'review-clause', changeNet: '1.00', reason: why.reason },
      ...{ evidence: why.note, decidedBy: why.note },
    },
  ],
  [/call-offs\/:id\/publication$/, { place: 'Here', reference: 'R-1', publishedOn: '2026-11-01' }],
  [/call-offs\/:id\/signatory$/, { membership: 'stranger01' }],
  [/call-offs\/:id\/signatures$/, { hash: 'f'.repeat(64) }],
  [/invoices\/:id\/lines\/:line\/\w+$/, { seen: why.seen, note: why.note }],
  [/orders\/:id\/receipts$/, received],
  [/receipts\/:receipt\/reverse$/, { note: why.note }],
  [/receipts\/:receipt\/correct$/, { note: why.note, instead: received }],
  [
    /orders\/:id\/invoices$/,
    {
      receivedOn: '2026-11-23',
      invoice: {
        ...{ number: 'X-9', issuedOn: '2026-11-23' },
        lines: [{ title: 'N14', quantity: '1', unitPrice: '395' }],
      },
    },
  ],
  [/invoices\/:id\/payments$/, { amount: '1', paidOn: '2026-11-23', reference: 'X', seen: why.seen }],
  [/baskets\/:id\/keep$/, { version: 1, reason: why.reason }],
  [/needs\/:id\/close$/, { reason: why.reason }],
  [/purchases\/:id\/decide$/, { step: 1, approve: true, reason: why.reason }],
  [/purchases\/:id\/allow-excess$/, { reason: why.reason }],
  [/price-lists\/:id\/mapping$/, { mapping: {} }],
  [/price-lists\/:id\/accept$/, { repairs: false }],
  [/price-lists\/:id\/decide$/, { approve: true, lines: 'all', reason: why.reason }],
];

/** What a form of any page may hold: enough to be done, were it one's own. */
const form: Readonly<Record<string, string>> = {
  ...{ seen: '1', version: '1', key: 'stranger01', formKey: 'stranger', reason: 'Because', note: 'Because' },
  ...{ name: 'Taken over', address: '1 Hill Road, Leeds', postcode: 'LS1 4DY', roles: 'buyer', from: '1' },
  ...{ email: 'x@y.example', verdict: 'approve', decision: 'accept', answer: 'accept', act: 'accept', step: '1' },
};

for (const { engine, skip } of engines)
  describe(`organisations as separate worlds, at every address on ${engine}`, { skip }, () => {
    let world: IsolationWorld;
    before(async () => {
      world = await isolationWorld(engine);
    });
    after(() => world.close());

    it('knows what every part of every guarded address names', () => {
      const unknown = addressed(world).filter(({ url }) => addressOf(world, url) === undefined);
      assert.deepEqual(unknown, [], 'Add to the registry of this test what the parts of these addresses name');
      assert.ok(addressed(world).length > 100, `only ${addressed(world).length} routes were found`);
    });

    it('has something for whoever may at every address, so that strangers miss it', async () => {
      for (const [url, who] of seenByOwners) {
        const headers = { ...world.owners[who], accept: 'application/json' };
        const answer = await world.app.server.inject({ url: addressOf(world, url) ?? '', headers });
        assert.equal(answer.statusCode, 200, `${url} for the ${who}: ${answer.body.slice(0, 300)}`);
      }
    });

    it('answers 403 or 404 to everybody of another organisation, changes nothing and writes it down once', async () => {
      for (const stranger of world.strangers) {
        const rows = await everything(world.database);
        const asked: string[] = [];
        for (const { method, url } of addressed(world)) {
          for (const address of addressesOf(world, stranger, url)) {
            const answer = await ask(world, stranger, method, address, url);
            const said = `${method} ${address} for ${stranger.who}: ${answer.statusCode} ${answer.body.slice(0, 300)}`;
            assert.ok([403, 404].includes(answer.statusCode), said);
            assert.doesNotMatch(answer.body, /Organisation northmoor1|Norvik N14/, said);
            asked.push(requestOf(answer));
          }
        }
        assert.deepEqual(changed(rows, await everything(world.database)), [], `changed by ${stranger.who}`);
        assert.deepEqual(await noted(world.database, asked), [], `not written down once, for ${stranger.who}`);
      }
    });

    it('answers the same to who is limited to another site of the organisation, at orders, receipts and invoices', async () => {
      const rows = await everything(world.database);
      for (const { method, url } of addressed(world)) {
        if (!/^(\/api\/v1)?\/(orders|invoices)\/:id/.test(url)) continue;
        const address = addressOf(world, url) ?? '';
        const answer = await ask(world, world.otherSite, method, address, url);
        assert.ok(
          [403, 404].includes(answer.statusCode),
          `${method} ${address}: ${String(answer.statusCode)} ${answer.body.slice(0, 300)}`,
        );
        assert.doesNotMatch(answer.body, /Norvik N14/, address);
      }
      assert.deepEqual(changed(rows, await everything(world.database)), []);
    });

    it('takes nothing of another organisation in what is sent either', async () => {
      for (const [says, kind, url, body] of sent(world)) {
        for (const stranger of world.strangers.filter((each) => each.kind === kind)) {
          const rows = await everything(world.database);
          const answer = await ask(world, stranger, 'POST', url, url, body);
          const told = `${says}, for ${stranger.who}: ${answer.statusCode} ${answer.body.slice(0, 300)}`;
          assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, told);
          // Not because the form was old.
          assert.doesNotMatch(answer.body, /was changed in another window/, told);
          assert.deepEqual(changed(rows, await everything(world.database)), [], told);
        }
      }
    });
  });

/** Addresses that are there for whom they belong to: without it every test here would pass on nothing. */
const seenByOwners = [
  ['/api/v1/organisations/:id', 'buyer'],
  ['/organisations/:id/people/:membership', 'buyer'],
  ['/organisations/:id/requests/:request', 'buyer'],
  ['/organisations/:id/sites/:site', 'buyer'],
  ['/organisations/:id/approval-rules', 'buyer'],
  ['/basket/:id/buy', 'buyer'],
  ['/basket/:id/compare', 'buyer'],
  ['/purchases/:id/compare', 'buyer'],
  ['/needs/:id', 'buyer'],
  ['/api/v1/needs/:id', 'buyer'],
  ['/api/v1/baskets/:id', 'buyer'],
  ['/purchases/:id', 'buyer'],
  ['/orders/:id', 'buyer'],
  ['/orders/:id/receipts', 'buyer'],
  ['/orders/:id/receipts/:receipt/reverse', 'buyer'],
  ['/api/v1/orders/:id/receipts/:receipt/effects', 'buyer'],
  ['/call-offs/:id', 'buyer'],
  ['/invoices/:id', 'buyer'],
  ['/orders/:id', 'supplier'],
  ['/invoices/:id', 'supplier'],
  ['/price-lists/:id', 'supplier'],
  ['/price-lists/:id', 'authority'],
  ['/desk/evidence/:supplier/record', 'authority'],
  ['/desk/standing/:supplier/suspend', 'authority'],
] as const;

/** Things of another organisation named in a form or a body to an address of one's own. */
function sent({ owned }: IsolationWorld) {
  const of = (name: string): string => owned[name] ?? '';
  const grant = { roles: 'buyer', approvalLimit: '', signingLimit: '', email: 'x@y.example', formKey: 'stranger' };
  const basket = `/basket/${of('strangersBasket')}`;
  const line = { title: 'Norvik N14', orderLine: 1, quantity: '1', unitPrice: '395', vatPercent: '20' };
  const cases: readonly (readonly [string, Stranger['kind'], string, Readonly<Record<string, unknown>>])[] = [
    [
      'a basket for the organisation',
      'buyer',
      '/basket/add',
      { organisation: 'northmoor1', offer: '101', quantity: '5' },
    ],
    ['a basket to its site', 'buyer', basket, { version: of('basketVersion'), site: 'northmoors1', reference: '' }],
    [
      'a purchase from its budget',
      'buyer',
      `${basket}/buy`,
      { version: of('basketVersion'), budget: of('budget'), reason: 'x' },
    ],
    [
      'an invitation for its site',
      'buyer',
      '/organisations/eastfield1/people/invite',
      { ...grant, site: 'northmoors2' },
    ],
    [
      'somebody limited to its site',
      'buyer',
      '/organisations/eastfield1/people/msomebody01',
      { ...grant, site: 'northmoors2' },
    ],
    [
      'an invoice for its order',
      'supplier',
      '/api/v1/invoices',
      { number: 'X-1', issuedOn: '2026-11-23', orderNumber: of('orderNumber'), lines: [line] },
    ],
    [
      'an invoice for its order by form',
      'supplier',
      '/supplier/invoices/new',
      {
        ...{ number: 'X-1', orderNumber: of('orderNumber'), 'orderLine-1': '1', 'title-1': 'N14', 'quantity-1': '1' },
        ...{ 'issuedOn-day': '23', 'issuedOn-month': '11', 'issuedOn-year': '2026' },
        ...{ 'unitPrice-1': '395', 'vatPercent-1': '20' },
      },
    ],
  ];
  return cases;
}

function addressed(world: IsolationWorld) {
  return world.app.server.guards.filter(
    ({ method, url, policy }) =>
      policy !== undefined && /[:*]/.test(url) && !['HEAD', 'OPTIONS'].includes(method) && !(url in nobodys),
  );
}

/** The address with everything of another; and of one's own organisation with something of another in it. */
function addressesOf(world: IsolationWorld, stranger: Stranger, url: string): readonly string[] {
  const whole = addressOf(world, url);
  if (whole === undefined) return [];
  const kinds = ['supplierOrganisation', 'authorityOrganisation'].map((each) => world.owned[each] ?? '');
  const organisations = /^(\/api\/v1)?\/organisations\/:id/.test(url) ? kinds : [];
  const within = /^\/organisations\/:id.*:/.test(url) ? [stranger.organisation] : [];
  return [whole, ...[...organisations, ...within].map((id) => addressOf(world, url, { id }) ?? '')];
}

/** The address with the identifiers of whom it belongs to; undefined: the registry does not know a part of it. */
function addressOf({ owned }: IsolationWorld, url: string, more: Readonly<Record<string, string>> = {}) {
  const found = registry.find(([prefix]) => url.replace(/^\/api\/v1/, '').startsWith(prefix));
  let known = found !== undefined;
  const address = url.replace(/:(\w+)/g, (_all, name: string) => {
    const thing = found?.[1][name];
    if (thing === undefined) known = false;
    return more[name] ?? owned[thing ?? ''] ?? thing ?? '';
  });
  return known ? address : undefined;
}

async function ask(
  world: IsolationWorld,
  stranger: Stranger,
  method: string,
  address: string,
  url: string,
  given?: Readonly<Record<string, unknown>>,
) {
  const json = address.startsWith('/api/');
  const headers = { ...stranger.headers, accept: json ? 'application/json' : 'text/html' };
  if (method === 'GET') return world.app.server.inject({ method: 'GET', url: address, headers });
  const body = given ?? (json ? (bodies.find(([each]) => each.test(url))?.[1] ?? {}) : form);
  const fields = Object.entries(body).map(([name, value]) => [name, String(value)]);
  return world.app.server.inject({
    method: method === 'PUT' ? 'PUT' : 'POST',
    url: address,
    headers: { ...headers, 'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded' },
    payload: json ? { ...body } : new URLSearchParams(fields).toString(),
  });
}

function requestOf({ headers }: { readonly headers: Readonly<Record<string, unknown>> }): string {
  const { 'x-request-id': id } = headers;
  return typeof id === 'string' ? id : '';
}

/** Those of the requests for which not exactly one refusal was written down. What an answer leaves behind follows it. */
async function noted({ handle }: Database, requests: readonly string[]): Promise<readonly string[]> {
  let wrong: readonly string[] = requests;
  for (let tries = 0; tries < 50 && wrong.length > 0; tries += 1) {
    if (tries > 0) await pause(100);
    const found = await sql<{ id: string; times: number }>`select request_id as id, count(*)::int as times
      from audit_event where action = 'access.refused' and request_id = any(${[...requests]}::text[])
      group by request_id`.execute(handle);
    const times = new Map(found.rows.map((each) => [each.id, each.times]));
    wrong = requests.filter((each) => times.get(each) !== 1);
  }
  return wrong;
}

/** The tables whose rows are not what they were. */
function changed(was: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] {
  return [...now].flatMap(([table, rows]) => (was.get(table) === rows ? [] : [table]));
}

/** Tables in which being asked leaves a trace, and those of nobody's things. */
const traces = new Set(['audit_event', 'person_session', 'api_key', 'kysely_migration', 'kysely_migration_lock']);

/** Every row of every table, by table. */
async function everything({ handle }: Database): Promise<ReadonlyMap<string, string>> {
  const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' order by 1`.execute(handle);
  const found = new Map<string, string>();
  for (const { name } of tables.rows.filter((each) => !traces.has(each.name))) {
    const rows = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} as t order by 1`.execute(
      handle,
    );
    found.set(name, rows.rows.map((each) => each.row).join('\n'));
  }
  return found;
}
