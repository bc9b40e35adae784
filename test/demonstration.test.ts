import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { enterAs } from './support/personas.ts';
import { type RunningServer, startServer } from './support/running-server.ts';

/** Milliseconds for the demonstration's work to be there, on a busy machine. */
const patience = 240_000;
const settings = { offers: 800, env: { CALLOFF_LOG_LEVEL: 'info', CALLOFF_DEMO: 'on' } };

interface State {
  readonly state: string;
  readonly steps: { readonly done: number; readonly total: number };
}

async function stateOf(origin: string): Promise<State> {
  return (await (await fetch(`${origin}/api/v1/demonstration`)).json()) as State;
}

/** Waits until the demonstration is as wanted. */
async function until(server: RunningServer, what: string, wanted: (state: State) => boolean): Promise<State> {
  const end = performance.now() + patience;
  for (;;) {
    const state = await stateOf(server.origin);
    if (wanted(state)) return state;
    assert.ok(performance.now() < end, `${what}: ${JSON.stringify(state)}\n${server.output().slice(-2000)}`);
    await pause(150);
  }
}

const whole = (server: RunningServer) =>
  until(server, 'the work was not made in time', (each) => each.state === 'whole');

/** What each of its people finds, as the sign-in page promises. */
async function promises(server: RunningServer): Promise<void> {
  const wanted: readonly (readonly [string, readonly RegExp[]])[] = [
    [
      'demosoduya',
      [
        /ICT budget left in \S+ £18,400\.00/,
        /approved, ready to order/,
        /Invoice 40172 does not match/,
        /6 of 8 arrived/,
        /waits for approval/,
        /In your baskets 2 offers/,
      ],
    ],
    ['demorcastellan', [/waits for your approval/]],
    ['demokadeyemi', [/at 91% of its ceiling/, /does not match/]],
    ['demohmarrowby', [/has mistakes/, /Accept or decline/]],
    ['demojamery', [/Price rise of 34% from Thornquay Digital, 3 lines/, /Lift or keep the suspension of/]],
    ['demoplindqvist', [/RM6098/]],
  ];
  for (const [persona, words] of wanted) {
    const desk = await (await enterAs(server.origin, persona)).words('/desk');
    for (const each of words) assert.match(desk, each, persona);
  }
}

/** An order, an invoice or a call-off, as the interface lists it. */
interface Listed {
  readonly title?: string;
  readonly number?: string;
  readonly callOff?: { readonly title: string };
}

/** What would tell a doubled or halved demonstration from a whole one. */
async function fingerprint(server: RunningServer): Promise<unknown> {
  const manager = await enterAs(server.origin, 'demojamery');
  const school = await enterAs(server.origin, 'demosoduya');
  const desk = await school.words('/desk');
  const list = async (persona: typeof school, path: string) => {
    const { items } = (await persona.json(path)) as { items: readonly Listed[] };
    const words = items.map((each) => each.title ?? each.number ?? each.callOff?.title);
    assert.ok(words.length > 0 && !words.includes(undefined), `what ${path} lists has no words`);
    return words.toSorted();
  };
  return {
    figures: await manager.json('/api/v1/figures/supplier'),
    orders: await list(school, '/api/v1/orders?limit=100'),
    callOffs: await list(await enterAs(server.origin, 'demokadeyemi'), '/api/v1/call-offs?limit=100'),
    invoices: await list(school, '/api/v1/invoices?limit=100'),
    waits: desk.slice(desk.indexOf('things wait for you')).replaceAll(/O-\d+/g, 'O'),
  };
}

describe('the demonstration', () => {
  it('is whole, made once however often it is started or killed, and made anew by its button', async (t) => {
    const first = await startServer(settings);
    let server = first;
    t.after(() => server.close());
    await whole(server);
    assert.doesNotMatch(server.output(), /"level":"(error|fatal)"/);
    await promises(server);
    const before = await fingerprint(server);

    // A second start makes nothing twice.
    await server.kill();
    server = await startServer({ ...settings, folder: first.folder, early: true });
    await whole(server);
    assert.deepEqual(await fingerprint(server), before);

    // Somebody changes it, and somebody resets it while others look.
    const head = await enterAs(server.origin, 'demorcastellan');
    const origin = server.origin;
    const post = (path: string, cookie: string) =>
      fetch(`${origin}${path}`, { method: 'POST', redirect: 'manual', headers: { origin, cookie } });
    assert.equal((await post('/demonstration/reset', '')).status, 401);
    assert.match(await head.words('/demonstration'), /Take it away and make it anew/);
    const pressed = await post('/demonstration/reset', head.cookie);
    assert.equal(pressed.headers.get('location'), '/demonstration');
    const looks = await fetch(`${origin}/desk`, { redirect: 'manual', headers: { cookie: head.cookie } });
    assert.notEqual(looks.status, 200, 'who stepped into a place has to do so again');
    assert.equal((await fetch(`${origin}/`)).status, 200);
    const again = await enterAs(origin, 'demorcastellan');
    assert.equal((await post('/demonstration/reset', again.cookie)).status, 303, 'a second click is none');

    // Killed half-way, it goes on where it was.
    await until(server, 'the reset did not come half-way', (each) => each.state === 'work' && each.steps.done >= 6);
    await server.kill();
    server = await startServer({ ...settings, folder: first.folder, early: true });
    await whole(server);
    await promises(server);
    assert.deepEqual(await fingerprint(server), before);
  });
});
