import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Server } from '../../src/platform/http/index.ts';
import { engines } from '../support/databases.ts';
import { isolationWorld, type IsolationWorld } from '../support/isolation-world.ts';
import { long } from '../support/long.ts';
import { type Fields, type Guard, type Site, verb, walk } from './hostile-site.ts';
import { brokenBodies, hostileJson, hostileTexts } from './hostile-values.ts';
import { sample, type Schema } from './json-sample.ts';

type Answer = Awaited<ReturnType<Server['inject']>>;

/** Words of the inside: of a stack, of the database, of the machine. */
const inside =
  /\bat (async )?\S+ \(?(file:|\/)|node_modules|\.ts:\d+|invalid input syntax|violates|duplicate key|syntax error at|root:x:0|PGlite|kysely/;

/** These end what the others need, so they are asked last. */
const ending = /sign-out|withdraw|cancel|close|revoke|remove|\/end\b|end-others|decline|suspend|held|price-rises/;

for (const { engine, skip } of engines) {
  describe(`hostile requests, at every address on ${engine}`, { skip }, () => {
    let world: IsolationWorld;
    let site: Site;
    // What one engine leaves out, the other tries.
    const first = engine === 'pglite' ? 0 : 2;
    before(async () => {
      world = await isolationWorld(engine);
      site = await walk(world);
    });
    after(() => world.close());

    const changing = (): readonly Guard[] =>
      world.app.server.guards
        .filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
        .toSorted((one, other) => Number(ending.test(one.url)) - Number(ending.test(other.url)));

    it('finds somebody for nearly every address', async () => {
      const without = [];
      for (const guard of changing()) if ((await site.whoMay(guard)) === undefined) without.push(guard.url);
      assert.deepEqual(without, []);
      assert.ok(changing().length > 100, `only ${String(changing().length)} routes`);
    });

    it('refuses bodies that are broken with what to do', async () => {
      const wrong: string[] = [];
      for (const guard of changing()) {
        const who = await site.whoMay(guard);
        for (const [what, type, body] of brokenBodies) {
          if (guard.upload && type.startsWith('multipart')) continue;
          const headers = { ...who, 'content-type': type, accept: 'text/html' };
          const answer = await world.app.server.inject({
            method: verb(guard),
            url: site.addressOf(guard.url),
            headers,
            payload: body,
          });
          if (answer.statusCode < 400 || answer.statusCode >= 500 || !isExplained(answer))
            wrong.push(`${what}: ${told(guard, answer)}`);
        }
      }
      assert.deepEqual(wrong, []);
    });

    it('never fails at a value of a form', async () => {
      const wrong: string[] = [];
      let asked = 0;
      let withForm = 0;
      for (const guard of changing().filter(({ url, upload }) => !url.startsWith('/api/') && !upload)) {
        const url = site.addressOf(guard.url);
        const usual = site.formOf('POST', url) ?? fieldsOf(guard);
        if (site.formOf('POST', url) !== undefined) withForm += 1;
        for (const [index, [name]] of usual.entries()) {
          for (const [what, value] of turn(hostileTexts, index + first)) {
            const fields = usual.map((each, at) => (at === index ? [name, value] : [...each]));
            const answer = await send(guard, new URLSearchParams(fields).toString());
            asked += 1;
            if (isBad(answer)) wrong.push(`${name} is ${what}: ${told(guard, answer)}`);
          }
        }
        const rest = usual.map((each) => [...each]);
        for (const [what, more] of oddForms(usual)) {
          const answer = await send(guard, new URLSearchParams([...rest, ...more]).toString());
          if (isBad(answer)) wrong.push(`${what}: ${told(guard, answer)}`);
        }
      }
      assert.deepEqual(wrong, []);
      assert.ok(withForm > 40 && asked > 1000, `${String(withForm)} forms were found, ${String(asked)} values tried`);
    });

    it('never fails at a value of a JSON body, and refuses what is of another kind', async () => {
      const wrong: string[] = [];
      let asked = 0;
      for (const guard of changing().filter(({ upload, schema }) => !upload && schema.body !== undefined)) {
        const schema = guard.schema.body as Schema;
        const whole = sample(schema);
        for (const [index, path] of placesOf(whole, []).entries()) {
          for (const [what, value] of turn(hostileJson, index + first)) {
            const payload = JSON.stringify(replaced(whole, path, value));
            const answer = await send(guard, payload, 'application/json');
            asked += 1;
            const place = `${path.join('.')} is ${what}`;
            if (isBad(answer)) wrong.push(`${place}: ${told(guard, answer)}`);
          }
        }
        for (const other of ['null', '[]', '"x"', '1', 'true', '[[]]', '']) {
          const answer = await send(guard, other, 'application/json');
          if (isBad(answer) || answer.statusCode < 400) wrong.push(`the body ${other}: ${told(guard, answer)}`);
        }
      }
      assert.deepEqual(wrong, []);
      assert.ok(asked > 200, `${String(asked)} values tried`);
    });

    it('never fails at a part of an address, or a value of a query string', async () => {
      const wrong: string[] = [];
      let asked = 0;
      for (const guard of world.app.server.guards.filter(({ method }) => method === 'GET')) {
        const who = await site.whoMay(guard);
        const plain = site.addressOf(guard.url);
        const parts = [...guard.url.matchAll(/:\w+/g)];
        const names = [
          ...new Set([
            ...Object.keys((guard.schema.querystring as Schema | undefined)?.properties ?? {}),
            ...site.queryOf(guard.url),
          ]),
        ];
        const addresses: (readonly [string, string])[] = hostileTexts
          .filter(([, text]) => text.length < 5000)
          .flatMap(([what, text], at) => [
            ...parts.map((_each, index) => [`a part is ${what}`, withPart(guard.url, plain, index, text)] as const),
            ...names
              .filter((_each, index) => long || (index + at + first) % 4 === 0)
              .map(
                (name) => [`${name} is ${what}`, `${plain}?${new URLSearchParams([[name, text]]).toString()}`] as const,
              ),
          ]);
        addresses.push(['a list', `${plain}?${names.map((name) => `${name}=1&${name}=2&${name}[]=3`).join('&')}`]);
        addresses.push(['names of every object', `${plain}?__proto__=1&constructor=2&toString=3`]);
        for (const [what, url] of addresses) {
          const answer = await world.app.server.inject({ url, headers: { ...who, accept: 'text/html' } });
          asked += 1;
          if (isBad(answer)) wrong.push(`${what}: ${told(guard, answer)}`);
        }
      }
      assert.deepEqual(wrong, []);
      assert.ok(asked > 1000, `${String(asked)} addresses tried`);
    });

    async function send(guard: Guard, payload: string, type = 'application/x-www-form-urlencoded'): Promise<Answer> {
      const who = await site.whoMay(guard);
      const headers = { ...who, 'content-type': type, accept: 'text/html' };
      const request = { method: verb(guard), url: site.addressOf(guard.url), payload };
      const answer = await world.app.server.inject({ ...request, headers });
      if (answer.statusCode !== 401) return answer;
      // What was asked before ended the session.
      await site.again();
      return answer;
    }
  });
}

/** All of them in the long run; usually every fourth, beginning with another at each place. */
function turn<T>(all: readonly T[], place: number): readonly T[] {
  return long ? all : all.filter((_each, index) => (index + place) % 4 === 0);
}

function isBad({ statusCode, body }: Answer): boolean {
  return statusCode >= 500 || inside.test(body);
}

/** Whether it says what is wrong and what to do, to a person or a program. */
function isExplained({ body, headers }: Answer): boolean {
  if (inside.test(body)) return false;
  if (!String(headers['content-type']).startsWith('application/json')) {
    // A page of what went wrong, or the form again with a summary of what is wrong with it.
    return /<h1[^>]*>[^<]{8,}/.test(body) || /error-summary__list">\s*<li>\s*\S[^]{8,}?<\/li>/.test(body);
  }
  const { problems } = JSON.parse(body) as { readonly problems?: readonly { message?: string; remedy?: string }[] };
  return problems?.every(({ message = '', remedy = '' }) => message.length > 8 && remedy.length > 8) === true;
}

function told({ method, url }: Guard, { statusCode, body }: Answer): string {
  const [, text = body] = /<main[^>]*>(.*?)<\/main>/s.exec(body) ?? [];
  return `${method} ${url} ${String(statusCode)} ${text.replaceAll(/<[^>]*>|\s+/g, ' ').slice(0, 200)}`;
}

/** A form's fields as its route's schema names them. */
function fieldsOf({ schema }: Guard): Fields {
  return Object.keys((schema.body as Schema | undefined)?.properties ?? {}).map((name) => [name, '1']);
}

/** What else may stand in a form than one odd value. */
function oddForms(usual: Fields): readonly (readonly [string, string[][]])[] {
  return [
    ['every field twice', usual.map((each) => [...each])],
    ['fields as lists', usual.map(([name]) => [`${name}[]`, '1'])],
    [
      'names of every object',
      [
        ['__proto__', 'x'],
        ['constructor', 'x'],
        ['toString', 'x'],
        ['hasOwnProperty', 'x'],
      ],
    ],
    ['a thousand fields', Array.from({ length: 1000 }, (_each, index) => [`field${String(index)}`, 'x'])],
  ];
}

/** Where values stand in a body: names and places, one below the other. */
function placesOf(value: unknown, path: readonly string[]): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([name, each]) => placesOf(each, [...path, name]));
  return path.length === 0 ? below : [path, ...below];
}

function replaced(whole: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(whole))
    return whole.map((each: unknown, index): unknown => (String(index) === name ? replaced(each, rest, value) : each));
  const entries = Object.entries(whole as Readonly<Record<string, unknown>>);
  return Object.fromEntries(entries.map(([each, was]) => [each, each === name ? replaced(was, rest, value) : was]));
}

/** The address with a text in place of one of the route's parts. */
function withPart(url: string, plain: string, index: number, text: string): string {
  const places = url.split('/').flatMap((each, at) => (each.includes(':') ? [at] : []));
  return plain
    .split('/')
    .map((each, at) => (at === places[index] ? encodeURIComponent(text) || 'x' : each))
    .join('/');
}
