import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { Type } from 'typebox';
import { type Actor, PolicyTable, publicActor } from '../access/index.ts';
import { createLogger } from '../logging/index.ts';
import { createViews } from '../views/index.ts';
import { badRequest, buildServer, type Server } from './index.ts';

const root = join(import.meta.dirname, '../../..');
const views = createViews({
  folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => join(root, each)),
  icon: () => '',
  asset: (name) => `/assets/${name}`,
});
const policies = new PolicyTable([
  { action: 'things.change', means: 'change things', operator: true, scope: 'things:write' },
  { action: 'things.bind', means: 'bind things', operator: false, signedIn: true, secondFactor: true },
  { action: 'things.open', means: 'do what anybody may', operator: true, anyone: true },
]);

interface Given {
  readonly actor?: Actor;
  readonly rateLimit?: number;
  readonly publicUrl?: string;
  readonly lines?: string[];
  readonly signIn?: Parameters<typeof buildServer>[0]['signIn'];
}

async function built(t: TestContext, given: Given = {}, routes?: (server: Server) => void): Promise<Server> {
  const { lines = [] } = given;
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const server = await buildServer({
    logger: createLogger({ level: 'info', stream }),
    policies,
    views,
    identify: () => Promise.resolve(given.actor ?? publicActor),
    rateLimit: given.rateLimit ?? 0,
    trustProxy: 0,
    publicUrl: given.publicUrl ?? '',
    shell: () => ({ menu: [], demo: false }),
    ...(given.signIn === undefined ? {} : { signIn: given.signIn }),
  });
  t.after(() => server.close());
  server.get('/page', async (_request, reply) => reply.type('text/html').send('<p>page</p>'));
  server.get('/things/:id', async (request) => request.params);
  const open = { config: { policy: 'things.open' } };
  server.post('/open', { ...open, schema: { body: Type.Object({ name: Type.String() }) } }, async () => ({
    done: true,
  }));
  server.post('/things', { config: { policy: 'things.change' } }, async () => ({ done: true }));
  server.get('/broken', async () => {
    throw new Error('select secret from internals at /srv/calloff/src/store.ts');
  });
  server.get('/refused', async () => {
    throw badRequest([{ code: 'x', message: 'The lot is unknown.', remedy: 'Choose another.' }]);
  });
  server.get(
    '/limited',
    { schema: { querystring: Type.Object({ limit: Type.Integer({ maximum: 100 }) }) } },
    async () => ({}),
  );
  routes?.(server);
  return server;
}

describe('routes that change something', () => {
  it('cannot be registered without a policy, or with one that is not in the table', async (t) => {
    await assert.rejects(
      built(t, {}, (server) => server.post('/new', async () => ({}))),
      /POST \/new names no policy/,
    );
    await assert.rejects(
      built(t, {}, (server) => server.delete('/new', async () => ({}))),
      /names no policy/,
    );
    await assert.rejects(
      built(t, {}, (server) => server.put('/new', { config: { policy: 'things.burn' } }, async () => ({}))),
      /things\.burn, which is not in the table/,
    );
  });

  it('refuse the public with 401, a key without the scope with 403, and let the right ones through', async (t) => {
    const cases: readonly (readonly [Actor, number])[] = [
      [publicActor, 401],
      [{ kind: 'key', keyId: 'k', scopes: ['other:write'] }, 403],
      [{ kind: 'key', keyId: 'k', scopes: ['things:write'] }, 200],
      [{ kind: 'operator', sessionId: 's' }, 200],
    ];
    for (const [actor, status] of cases) {
      const server = await built(t, { actor });
      const answer = await server.inject({ method: 'POST', url: '/things', headers: { accept: 'application/json' } });
      assert.equal(answer.statusCode, status, actor.kind);
      if (status !== 200) assert.match(answer.body, /things:write/);
      if (status === 401) assert.equal(answer.headers['www-authenticate'], 'Bearer');
    }
  });

  it('refuse who may not before reading what they send', async (t) => {
    const server = await built(t);
    const answer = await server.inject({
      method: 'POST',
      url: '/things',
      headers: { 'content-type': 'application/json' },
      payload: '{ not json',
    });
    assert.equal(answer.statusCode, 401);
  });

  const wants: readonly (readonly [string, Readonly<Record<string, string>>, string | number])[] = [
    ['a form of a page', { referer: 'http://localhost:4100/things/7?tab=2' }, '/confirm?next=/things/7?tab=2'],
    ['a form of another site’s page', { referer: 'https://evil.example/things/7' }, 403],
    ['a form that does not say its page', {}, 403],
    ['a page whose path leads elsewhere', { referer: 'http://localhost:4100//evil.example' }, 403],
    ['a program', { referer: 'http://localhost:4100/things/7', accept: 'application/json' }, 403],
  ];
  for (const [who, headers, wanted] of wants) {
    it(`ask for a second factor before ${who} binds anything`, async (t) => {
      const actor: Actor = {
        ...{ kind: 'person', personId: 'p', sessionId: 's', name: 'P', memberships: [] },
        confirmedAt: null,
      };
      const href = (next: string) => `/confirm?next=${next}`;
      const signIn = { href, confirmHref: href, startHref: href };
      let bound = 0;
      const server = await built(t, { actor, signIn }, (routes) => {
        routes.post('/bind', { config: { policy: 'things.bind' } }, async () => {
          bound += 1;
          return {};
        });
      });
      const sent = { accept: 'text/html', host: 'localhost:4100', 'sec-fetch-site': 'same-origin', ...headers };
      const answer = await server.inject({ method: 'POST', url: '/bind', headers: sent });
      assert.equal(answer.headers.location ?? answer.statusCode, wanted);
      assert.equal(bound, 0);
    });
  }

  const origins: readonly (readonly [string, Readonly<Record<string, string>>, number])[] = [
    ['a form of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['a neighbouring site', { 'sec-fetch-site': 'same-site' }, 403],
    ['an older browser on another site', { origin: 'https://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['a browser that says nothing but brings a cookie', { cookie: 'a=b' }, 403],
    ['our own page', { 'sec-fetch-site': 'same-origin', origin: 'https://calloff.example', cookie: 'a=b' }, 200],
    ['our own page in an older browser', { origin: 'http://localhost:80', host: 'localhost:80', cookie: 'a=b' }, 200],
    ['our own page behind a proxy', { origin: 'https://calloff.example', cookie: 'a=b' }, 200],
    ['a program', {}, 200],
  ];
  for (const [who, headers, status] of origins) {
    it(`answer ${String(status)} to ${who}`, async (t) => {
      const server = await built(t, { publicUrl: 'https://calloff.example' });
      const answer = await server.inject({ method: 'POST', url: '/open', headers, payload: { name: 'n' } });
      assert.equal(answer.statusCode, status);
    });
  }
});

describe('hostile requests', () => {
  const addresses: readonly (readonly [string, string])[] = [
    ['a NUL in the path', '/things/%00'],
    ['a NUL in the query', '/page?q=a%00b'],
    ['bad percent encoding in the path', '/things/%zz'],
    ['bad percent encoding in the query', '/page?q=%'],
    ['half a character', '/things/%E0%A4'],
    ['a very long address', `/things/${'a'.repeat(9000)}`],
  ];
  for (const [what, url] of addresses) {
    it(`get a page with 400 for ${what}`, async (t) => {
      const server = await built(t);
      const answer = await server.inject({ url, headers: { accept: 'text/html' } });
      assert.equal(answer.statusCode, 400);
      assert.match(answer.body, /<h1[^>]*>There is a problem with the address</);
      assert.ok(answer.headers['content-security-policy'] !== undefined);
    });
  }

  it('get 400 for text that cannot be stored', async (t) => {
    const server = await built(t);
    for (const name of ['a\0b', 'a\ud800b']) {
      const payload = JSON.stringify({ name });
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      const answer = await server.inject({ method: 'POST', url: '/open', headers, payload });
      assert.equal(answer.statusCode, 400);
      assert.match(answer.body, /"code":"characters"/);
    }
  });

  it('get 413, 415 and 400 for a body that is too large, in no known format, or broken', async (t) => {
    const server = await built(t);
    const post = async (type: string, payload: string) =>
      (await server.inject({ method: 'POST', url: '/open', headers: { 'content-type': type }, payload })).statusCode;
    assert.equal(await post('application/json', JSON.stringify({ name: 'a'.repeat(1_100_000) })), 413);
    assert.equal(await post('application/x-www-form-urlencoded', `name=${'a'.repeat(300_000)}`), 413);
    assert.equal(await post('image/png', 'x'), 415);
    assert.equal(await post('application/json', '{ not json'), 400);
    assert.equal(await post('application/json', '{"__proto__": {"a": 1}, "name": "n"}'), 400);
  });
});

describe('refusals', () => {
  it('tell a wrong method from a wrong address', async (t) => {
    const server = await built(t);
    const wrong = await server.inject({ method: 'DELETE', url: '/things/3?x=1' });
    assert.equal(wrong.statusCode, 405);
    assert.equal(wrong.headers['allow'], 'GET, HEAD');
    assert.equal((await server.inject({ method: 'DELETE', url: '/nowhere' })).statusCode, 404);
    assert.equal((await server.inject('/things/3/more')).statusCode, 404);
  });

  it('are pages for people and JSON for programs', async (t) => {
    const server = await built(t);
    const page = await server.inject({ url: '/refused', headers: { accept: 'text/html,*/*' } });
    assert.match(page.body, /<p class="govuk-body">The lot is unknown\.<\/p>/);
    for (const headers of [{ accept: 'application/json' }, { authorization: 'Bearer x' }]) {
      const answer = await server.inject({ url: '/refused', headers });
      assert.deepEqual(answer.json<{ problems: unknown }>().problems, [
        { code: 'x', message: 'The lot is unknown.', remedy: 'Choose another.' },
      ]);
    }
    assert.equal(
      (await server.inject('/api/nowhere')).json<{ problems: { code: string }[] }>().problems[0]?.code,
      'not-found',
    );
  });

  it('name the parameter that is wrong and why', async (t) => {
    const server = await built(t);
    const answer = await server.inject({ url: '/limited?limit=1000', headers: { accept: 'application/json' } });
    assert.equal(answer.statusCode, 400);
    assert.match(answer.body, /limit must be <= 100/);
  });

  it('show nothing of the inside when something breaks, and log it', async (t) => {
    const lines: string[] = [];
    const server = await built(t, { lines });
    for (const accept of ['text/html', 'application/json']) {
      const answer = await server.inject({ url: '/broken', headers: { accept } });
      assert.equal(answer.statusCode, 500);
      assert.doesNotMatch(answer.body, /select|store\.ts|Error/);
      assert.match(answer.body, new RegExp(String(answer.headers['x-request-id'])));
    }
    assert.match(lines.join(''), /select secret from internals/);
  });

  it('limit requests from one address with 429 and when to try again', async (t) => {
    const server = await built(t, { rateLimit: 3 });
    for (let n = 0; n < 3; n += 1) assert.equal((await server.inject('/page')).statusCode, 200);
    const answer = await server.inject('/page');
    assert.equal(answer.statusCode, 429);
    assert.ok(Number(answer.headers['retry-after']) > 0);
    assert.match(answer.body, /More than 3 requests came from your address in a minute\./);
    assert.equal((await server.inject({ url: '/page', remoteAddress: '192.0.2.7' })).statusCode, 200);
  });
});

describe('every answer', () => {
  it('carries a strict policy: nothing from elsewhere, no inline code, no frames', async (t) => {
    const server = await built(t);
    for (const url of ['/page', '/nowhere', '/broken', '/%00']) {
      const { headers } = await server.inject(url);
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|\*|http:/);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['x-frame-options'], 'DENY');
      assert.equal(headers['referrer-policy'], 'same-origin');
      assert.equal(headers['server'], undefined);
      assert.equal(headers['x-powered-by'], undefined);
    }
  });

  it('asks for TLS only where people use TLS', async (t) => {
    const plain = await built(t);
    assert.equal((await plain.inject('/page')).headers['strict-transport-security'], undefined);
    const tls = await built(t, { publicUrl: 'https://calloff.example' });
    assert.match(String((await tls.inject('/page')).headers['strict-transport-security']), /max-age=\d{7,}/);
  });

  it('is not kept by shared caches, and what a signed-in person sees is kept nowhere', async (t) => {
    assert.equal((await (await built(t)).inject('/page')).headers['cache-control'], 'private, no-cache');
    const server = await built(t, { actor: { kind: 'operator', sessionId: 's' } });
    assert.equal((await server.inject('/page')).headers['cache-control'], 'no-store');
  });

  it('answers HEAD as GET, without a body', async (t) => {
    const answer = await (await built(t)).inject({ method: 'HEAD', url: '/page' });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body, '');
  });

  it('is logged in one line with its request id, without query, headers or one-time links', async (t) => {
    const lines: string[] = [];
    const server = await built(t, { lines });
    const answer = await server.inject({
      url: '/things/3?q=private-words',
      headers: { authorization: 'Bearer private-key', cookie: 'calloff-session=private-cookie' },
    });
    await server.inject('/operator/start/private-token');
    assert.equal(lines.length, 2);
    const line: unknown = JSON.parse(lines[0] ?? '');
    assert.ok(typeof line === 'object' && line !== null && 'reqId' in line && 'path' in line);
    assert.equal(line.reqId, answer.headers['x-request-id']);
    assert.equal(line.path, '/things/3');
    assert.doesNotMatch(lines.join(''), /private/);
  });
});
