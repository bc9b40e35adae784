// long: one application serves every test of these pages, and starting it costs more than they do
/** The pages and the interface of price lists, asked of the whole application without a browser. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { type App, createApp } from '../../src/app.ts';
import { addDays, systemClock, today } from '../../src/kernel/dates.ts';
import { readConfig } from '../../src/platform/config/index.ts';
import type { Engine } from '../../src/platform/database/index.ts';
import { engines, freshPostgresAddress } from '../support/databases.ts';
import { wordsOf } from '../support/page-server.ts';

const boundary = 'boundary-of-a-price-list';
const supplier = 'marrowby-systems';
const headingLine = 'Your code,Manufacturer,Part number,Price,Lead time,Warranty months,VAT';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly words: string;
  readonly location: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Sent {
  readonly text: string;
  readonly name?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

for (const { engine, skip } of engines) {
  describe(`the pages of price lists on ${engine}`, { skip, timeout: 300_000 }, () => {
    pagesOn(engine);
  });
}

function pagesOn(engine: Engine): void {
  let app: App;
  let drop = (): Promise<void> => Promise.resolve();
  let folder: string;
  let cookie = '';
  let key = '';
  let products: readonly { readonly mpn: string; readonly manufacturer: { readonly name: string } }[];
  const from = addDays(today(systemClock), 1);
  const [year = '', month = '', day = ''] = from.split('-');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'calloff-price-lists-'));
    let url = '';
    if (engine === 'postgres') ({ url, drop } = await freshPostgresAddress());
    const config = readConfig({
      ...process.env,
      DATABASE_URL: url,
      CALLOFF_DATA_DIR: folder,
      CALLOFF_DEMO: 'on',
      CALLOFF_DEMO_OFFERS: '400',
      CALLOFF_RATE_LIMIT: '0',
    });
    app = await createApp(config, { logger: pino({ level: 'silent' }), clock: systemClock });
    await app.started();
    // Only an embedded database asks for it by itself.
    await app.services.demonstration.requestOnce({ offers: config.demoOffers, seed: config.demoSeed });
    while ((await app.services.demonstration.status()).state !== 'loaded') await pause(100);
    const link = new URL(await app.services.sessions.makeLink()).pathname;
    const signedIn = await app.server.inject({ method: 'POST', url: link, headers: ours });
    cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
    const scopes = ['price-lists:read', 'price-lists:write', 'price-lists:accept', 'price-lists:decide'];
    const made = await app.services.keys.create({ name: 'Prices', scopes, lastDay: '' }, 'system');
    assert.ok(made.ok);
    key = made.value.key;
    const listed = await app.server.inject('/api/v1/products?category=end-user-devices&limit=20');
    products = listed.json<{ items: typeof products }>().items;
  });
  after(async () => {
    await app.close();
    await drop();
    await rm(folder, { recursive: true, force: true });
  });

  const ours = { 'sec-fetch-site': 'same-origin', accept: 'text/html' };

  async function ask(url: string, form?: Readonly<Record<string, string>>, signed = true): Promise<Answer> {
    const answer = await app.server.inject({
      method: form === undefined ? 'GET' : 'POST',
      url,
      headers: {
        ...ours,
        ...(signed ? { cookie } : {}),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form === undefined ? {} : { payload: new URLSearchParams(form).toString() }),
    });
    return shown(answer.statusCode, answer.body, answer.headers);
  }

  /** Sends a file as the form does. */
  async function send({ text, name = 'prices.csv', fields = {} }: Sent): Promise<Answer> {
    const all = {
      supplier,
      lot: 'RM6098/2',
      'from-day': day,
      'from-month': month,
      'from-year': year,
      purpose: 'publish',
      ...fields,
    };
    const answer = await app.server.inject({
      method: 'POST',
      url: '/price-lists',
      headers: { ...ours, cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: formOf(all, name, text),
    });
    return shown(answer.statusCode, answer.body, answer.headers);
  }

  /** Sends a file and waits until nothing is under way; gives the address of the list. */
  async function sent(given: Sent): Promise<string> {
    const answer = await send(given);
    assert.equal(answer.status, 303, answer.words);
    await settled(answer.location);
    return answer.location;
  }

  async function settled(address: string): Promise<string> {
    for (;;) {
      const list = await app.services.priceLists.get(address.split('/').at(-1) ?? '');
      if (list?.state !== 'reading' && list?.state !== 'accepting') return list?.state ?? '';
      await pause(50);
    }
  }

  const line = (index: number, price: string, code = `T-${index}`): string => {
    const product = products[index];
    return `${code},${product?.manufacturer.name ?? ''},${product?.mpn ?? ''},${price},5,12,standard`;
  };
  const csv = (...lines: readonly string[]): string => `${[headingLine, ...lines].join('\n')}\n`;

  it('are for those who may read price lists: everybody else is asked to sign in', async () => {
    for (const path of [
      '',
      '/new',
      '/1',
      '/1/columns',
      '/1/messages',
      '/1/changes',
      '/1/publish',
      '/1/held',
      '/1/file',
    ]) {
      const { status, headers } = await ask(`/price-lists${path}`, undefined, false);
      assert.equal(status, 303, path);
      assert.match(String(headers.location), /^\/sign-in\?next=/);
    }
    for (const path of ['/1/columns', '/1/publish', '/1/held', '/1/cancel']) {
      assert.equal((await ask(`/price-lists${path}`, {}, false)).status, 401, path);
    }
  });

  it('say what to do while there is no list, and that there is none at an address', async () => {
    const home = await ask('/price-lists');
    assert.equal(home.status, 200);
    assert.match(home.words, /No price list was sent yet/);
    assert.equal(home.headers['cache-control'], 'no-store');
    assert.match((await ask('/operator')).words, /Price lists/);
    for (const path of ['999', '999/columns', '999/messages', '999/changes', '999/held', 'none']) {
      const answer = await ask(`/price-lists/${path}`);
      assert.equal(answer.status, 404, path);
      assert.match(answer.words, /There is no price list at this address/);
    }
  });

  it('offer the template of each lot as CSV and as a workbook', async () => {
    const form = await ask('/price-lists/new');
    assert.match(form.words, /Whose prices are these\?/);
    const text = await ask('/price-lists/template?agreement=RM6098&lot=2&format=csv');
    assert.equal(text.status, 200);
    assert.match(text.body, /Your code/);
    assert.match(String(text.headers['content-disposition']), /^attachment; filename=".+\.csv"/);
    const book = await app.server.inject({
      url: '/price-lists/template?agreement=RM6098&lot=2&format=xlsx',
      headers: { cookie },
    });
    assert.equal(book.rawPayload.subarray(0, 2).toString(), 'PK');
    assert.equal((await ask('/price-lists/template?agreement=RM6098&lot=99&format=csv')).status, 404);
  });

  it('refuse a form with what is wrong, field by field, and keep what was chosen', async () => {
    const none = await send({ text: csv(), fields: { supplier: '', lot: '', 'from-day': '31', 'from-month': '2' } });
    assert.equal(none.status, 400);
    for (const said of [/No supplier is chosen/, /No lot is chosen/, /not a date/, /Choose it again/]) {
      assert.match(none.words, said);
    }
    assert.match(none.body, /<title>Error: /);
    const early = await send({ text: csv(), fields: { 'from-year': '2020' } });
    assert.equal(early.status, 400);
    assert.match(early.words, /is to hold from .* but RM6098 runs from/);
    assert.match(early.body, new RegExp(`value="${supplier}" selected`));
    const strange = await send({ text: csv(), fields: { supplier: 'nobody' } });
    assert.equal(strange.status, 400);
    assert.match(strange.words, /There is no supplier nobody/);
  });

  it('refuse a form that another site sent', async () => {
    const answer = await app.server.inject({
      method: 'POST',
      url: '/price-lists/1/cancel',
      headers: { cookie, 'sec-fetch-site': 'cross-site' },
    });
    assert.equal(answer.statusCode, 403);
  });

  it('show the columns of a file that is not understood; the answer is taken and remembered', async () => {
    const text = `Your code,Manufacturer,Part number,Tier Q,Tier R\n${line(0, 'x').split(',').slice(0, 3).join(',')},100.00,120.00\n`;
    const address = await sent({ text });
    assert.match((await ask(address)).words, /Some columns are unclear/);
    const columns = await ask(`${address}/columns`);
    assert.equal(columns.status, 200);
    assert.match(columns.words, /1 thing about the columns is unclear.*Tier Q, Tier R/);
    assert.match(columns.words, /Tier Q 100\.00/);
    const twice = await ask(`${address}/columns`, { 'column-0': 'unitPrice', 'column-3': 'unitPrice' });
    assert.equal(twice.status, 400);
    assert.match(twice.words, /Both "Your code" and "Tier Q" are chosen as Unit price/);
    const odd = await ask(`${address}/columns`, { 'column-3': 'no-such-field' });
    assert.equal(odd.status, 400);
    const taken = await ask(`${address}/columns`, {
      'column-0': 'supplierSku',
      'column-1': 'manufacturer',
      'column-2': 'mpn',
      'column-3': 'unitPrice',
    });
    assert.equal(taken.status, 303);
    await settled(address);
    const again = await sent({ text });
    assert.doesNotMatch((await ask(again)).words, /Some columns are unclear/);
  });

  it('name each mistake with row, column, value and remedy, and give the file back with messages', async () => {
    const address = await sent({ text: csv(line(0, '100.00'), line(1, 'POA'), line(2, '<b>1</b>')) });
    const list = await ask(address);
    assert.match(list.words, /Of 3 lines, 1 is fine and 2 have mistakes/);
    assert.match(list.words, /Nothing on offer has changed/);
    assert.match(list.words, /What is wrong .* How many "POA" is not an amount\. 2 History/);
    const messages = await ask(`${address}/messages`);
    assert.match(messages.words, /Row 3 Price POA/);
    assert.match(messages.body, /&lt;b&gt;1&lt;\/b&gt;/);
    const file = await ask(`${address}/file`);
    assert.equal(file.status, 200);
    assert.match(file.body, /POA/);
    assert.ok(file.body.split('\n').some((each) => each.includes('POA') && each.length > line(1, 'POA').length + 10));
    for (const page of ['changes', 'publish']) {
      assert.equal((await ask(`${address}/${page}`)).status, 409, page);
    }
    assert.equal((await ask(`${address}/publish`, { repairs: 'yes' })).status, 409);
  });

  it('propose repairs, publish only once they are accepted, and keep the history', async () => {
    const address = await sent({ text: csv(line(0, '£100.00'), line(1, '200.00'), line(2, '300.00')) });
    assert.match((await ask(address)).words, /All 3 lines are fine\. 1 repair is proposed/);
    assert.match((await ask(`${address}/messages?show=repairs`)).words, /£100\.00 100/);
    const changes = await ask(`${address}/changes`);
    assert.match(changes.words, /3 lines added, 1 removed/);
    assert.match((await ask(`${address}/changes?kind=added`)).words, /£200\.00/);
    assert.match((await ask(`${address}/changes?kind=up`)).words, /No line is of this kind/);
    const publish = await ask(`${address}/publish`);
    assert.match(publish.words, /Publish 3 prices for Marrowby Systems on lot 2 from /);
    const without = await ask(`${address}/publish`, {});
    assert.equal(without.status, 400);
    assert.match(without.words, /The 1 repair is not accepted/);
    assert.equal((await ask(`${address}/publish`, { repairs: 'yes' })).status, 303);
    assert.equal(await settled(address), 'accepted');
    const done = await ask(address);
    assert.match(done.words, /are published from/);
    assert.match(done.words, /1 repair accepted/);
    assert.equal((await ask(`${address}/publish`, { repairs: 'yes' })).status, 409, 'once is enough');
    assert.equal((await ask(`${address}/cancel`, {})).status, 303);
    assert.equal(await settled(address), 'accepted', 'what is in force is not cancelled');
  });

  it('hold rises above the allowed for the authority, who approves or refuses with a reason', async () => {
    const address = await sent({ text: csv(line(0, '100.00'), line(1, '400.00'), line(2, '900.00')) });
    assert.match((await ask(`${address}/publish`)).words, /2 price rises are above the allowed/);
    await ask(`${address}/publish`, {});
    await settled(address);
    const held = await ask(`${address}/held`);
    assert.match(held.words, /2 price rises wait/);
    assert.match(held.words, /£200\.00 £400\.00 \+100\.0+%/);
    const blank = await ask(`${address}/held`, {});
    assert.equal(blank.status, 400);
    for (const said of [/No line is chosen/, /Nothing is decided/, /There is no reason/])
      assert.match(blank.words, said);
    const [first = ''] = [...held.body.matchAll(/name="line"[^>]*value="([^"]+)"/g)].map((each) => each[1] ?? '');
    const one = { which: 'chosen', line: first, verdict: 'approve', reason: 'Memory costs more.' };
    assert.equal((await ask(`${address}/held`, one)).status, 303);
    assert.match((await ask(`${address}/held`)).words, /1 price rise waits/);
    const rest = { which: 'all', verdict: 'refuse', reason: 'No evidence was given.' };
    assert.equal((await ask(`${address}/held`, rest)).status, 303);
    assert.equal((await ask(`${address}/held`, rest)).status, 409);
    assert.match((await ask(address)).words, /Reason: No evidence was given\./);
    const decided = await ask(`${address}/held`);
    assert.match(decided.words, /Before Asked.*Decision.*Rise approved.*Rise refused/);
    assert.match((await ask(address)).words, /See the decisions on price rises/);
  });

  it('say at which quantity a price rises that waits because of a price break', async () => {
    const stepped = (each: string): string =>
      `${headingLine},Break 1 quantity,Break 1 price\n${line(3, '100.00', 'T-step')},10,${each}\n`;
    const [thisYear = '', thisMonth = '', thisDay = ''] = today(systemClock).split('-');
    const fields = { 'from-day': thisDay, 'from-month': thisMonth, 'from-year': thisYear };
    const first = await sent({ text: stepped('20.00'), fields });
    await ask(`${first}/publish`, {});
    assert.equal(await settled(first), 'accepted');
    const [found = ''] = /\/catalogue\/search[^"]*/.exec((await ask(first)).body) ?? [];
    assert.match((await ask(found.replaceAll('&amp;', '&'))).words, /1 offer/, 'what holds today is a link away');
    const address = await sent({ text: stepped('80.00') });
    assert.match(
      (await ask(`${address}/messages?show=warnings`)).words,
      /Break 1 price.*From 10 on.*£20\.00 to £80\.00/,
    );
    const changes = await ask(`${address}/changes?kind=held`);
    assert.match(changes.words, /Other terms Waits From 10 on, £20\.00 becomes £80\.00, \+300\.0%/);
    await ask(`${address}/publish`, {});
    await settled(address);
    const held = await ask(`${address}/held`);
    assert.match(held.words, /£20\.00 from 10 £80\.00 from 10 \+300\.0% For one: no change/);
    const listed = await app.server.inject({
      url: `/api/v1${address}/changes?held=true`,
      headers: { authorization: `Bearer ${key}` },
    });
    const [change] = listed.json<{ items: { condition: string; rise: object }[] }>().items;
    assert.equal(change?.condition, 'new');
    assert.deepEqual(change.rise, { quantity: 10, oldPrice: '20.00', newPrice: '80.00', percent: '300.00' });
    assert.equal((await ask(`${address}/held`, { which: 'all', verdict: 'refuse', reason: 'No.' })).status, 303);
  });

  it('say of a list that was checked only that it cannot be published, and of a discarded one that nothing changed', async () => {
    const only = await sent({ text: csv(line(0, '100.00')), fields: { purpose: 'check' } });
    assert.match((await ask(only)).words, /sent to be checked only/);
    assert.equal((await ask(`${only}/publish`)).status, 409);
    const address = await sent({ text: csv(line(0, '100.00')) });
    assert.equal((await ask(`${address}/cancel`, {})).status, 303);
    assert.match((await ask(address)).words, /The list was cancelled.*Nothing on offer was changed/);
  });

  it('list all of them newest first, filtered by supplier and lot', async () => {
    const all = await ask('/price-lists');
    assert.match(all.words, /prices\.csv/);
    const none = await ask('/price-lists?lot=RM6098%2F8');
    assert.match(none.words, /No price list matches/);
  });

  it('show a name as long as people like, as text', async () => {
    const name = `${'<i>prices '.repeat(6)}.csv`;
    const address = await sent({ text: csv(line(0, '100.00')), name });
    const page = await ask(address);
    assert.doesNotMatch(page.body, /<i>prices/);
    assert.match(page.words, /prices/);
  });

  describe('have the same for programs with a key', () => {
    const json = async (method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
      const answer = await app.server.inject({
        method,
        url: `/api/v1/price-lists${url}`,
        headers: { authorization: `Bearer ${key}` },
        ...(payload === undefined ? {} : { payload }),
      });
      return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
    };
    const submit = async (text: string, fields: Readonly<Record<string, string>> = {}) => {
      const all = { supplier, agreement: 'RM6098', lot: '2', from, ...fields };
      const answer = await app.server.inject({
        method: 'POST',
        url: '/api/v1/price-lists',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
        payload: formOf(all, 'api.csv', text),
      });
      return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
    };

    it('refuses who has none, and a form that lacks something', async () => {
      assert.equal((await app.server.inject('/api/v1/price-lists')).statusCode, 401);
      const lacking = await submit(csv(line(0, '100.00')), { from: 'tomorrow', supplier: '' });
      assert.equal(lacking.status, 400);
      assert.deepEqual(
        (lacking.body['problems'] as { path: string }[]).map((each) => each.path),
        ['supplier', 'from'],
      );
      assert.equal((await json('GET', '/999')).status, 404);
    });

    it('submits, tells what is wrong, maps, accepts and cancels', async () => {
      const made = await submit(csv(line(3, '£10.00'), line(4, 'POA')));
      assert.equal(made.status, 202);
      const id = String(made.body['id']);
      await settled(id);
      assert.equal((await json('GET', `/${id}`)).body['state'], 'refused');
      const problems = await json('GET', `/${id}/problems?severity=error`);
      assert.equal((problems.body['items'] as unknown[]).length, 1);
      assert.equal(((await json('GET', `/${id}/repairs`)).body['items'] as unknown[]).length, 1);
      const annotated = await app.server.inject({
        url: `/api/v1/price-lists/${id}/annotated`,
        headers: { authorization: `Bearer ${key}` },
      });
      assert.match(annotated.body, /POA/);
      assert.equal((await json('POST', `/${id}/accept`, { repairs: true })).status, 409);
      const mapped = await json('PUT', `/${id}/mapping`, { mapping: { Price: 'unitPrice', VAT: null } });
      assert.equal(mapped.status, 200);
      await settled(id);

      const sound = String((await submit(csv(line(5, '50.00')))).body['id']);
      await settled(sound);
      const changes = await json('GET', `/${sound}/changes?kind=added`);
      assert.equal((changes.body['items'] as unknown[]).length, 1);
      assert.equal((await json('POST', `/${sound}/accept`, { repairs: false })).status, 202);
      assert.equal(await settled(sound), 'accepted');
      const other = String((await submit(csv(line(6, '50.00')), { checkOnly: 'true' })).body['id']);
      await settled(other);
      assert.equal((await json('POST', `/${other}/cancel`)).body['state'], 'cancelled');
      const listed = await json('GET', '?limit=1');
      assert.equal((listed.body['items'] as { id: string }[])[0]?.id, other);
      assert.equal(listed.body['next'], other);
      const nothing = { approve: true, lines: 'all', reason: 'None waits.' };
      assert.equal((await json('POST', `/${sound}/decide`, nothing)).status, 409);
    });

    it('is in the description of the interface', async () => {
      const { paths } = (await app.server.inject('/api/v1/openapi.json')).json<{ paths: Record<string, object> }>();
      for (const end of [
        '',
        '/template',
        '/{id}',
        '/{id}/problems',
        '/{id}/changes',
        '/{id}/mapping',
        '/{id}/decide',
      ]) {
        assert.ok(`/api/v1/price-lists${end}` in paths, end);
      }
    });
  });
}

function shown(status: number, body: string, headers: Readonly<Record<string, unknown>>): Answer {
  const location = headers['location'];
  return { status, body, words: wordsOf(body), location: typeof location === 'string' ? location : '', headers };
}

function formOf(fields: Readonly<Record<string, string>>, name: string, text: string): string {
  const parts = Object.entries(fields).map(
    ([field, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/csv\r\n\r\n${text}\r\n--${boundary}--\r\n`;
  return parts.join('') + file;
}
