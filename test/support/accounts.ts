import { resolve } from 'node:path';
import type { TestContext } from 'node:test';
import { sql } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import { pino } from 'pino';
import type { Clock } from '../../src/kernel/dates.ts';
import {
  createPeople,
  createPersonSessions,
  organisationPaths,
  type People,
  peoplePages,
  peoplePaths,
  peoplePolicies,
  type Persona,
} from '../../src/organisations/index.ts';
import { hashPassword } from '../../src/organisations/people/sign-in/password.ts';
import { PolicyTable } from '../../src/platform/access/index.ts';
import type { Database, Engine } from '../../src/platform/database/index.ts';
import { buildServer, type Server } from '../../src/platform/http/index.ts';
import { identifyWith, KeyService, sessionCookie, SessionService } from '../../src/platform/operator/index.ts';
import { openSecretBox } from '../../src/platform/secret-box/index.ts';
import { createViews } from '../../src/platform/views/index.ts';
import { freshDatabase } from './databases.ts';
import { addOrganisation, addPerson } from './people.ts';

const root = resolve(import.meta.dirname, '../..');

/** A clock the test moves. */
class MovedClock implements Clock {
  #now: Temporal.Instant;
  constructor(now = '2026-11-23T09:00:00Z') {
    this.#now = Temporal.Instant.from(now);
  }
  now(): Temporal.Instant {
    return this.#now;
  }
  pass(duration: Temporal.DurationLike): void {
    this.#now = this.#now.add(duration);
  }
}

/** The pages of accounts on a database of their own, as the real server has them. */
export interface AccountHouse {
  readonly server: Server;
  readonly database: Database;
  readonly clock: MovedClock;
  readonly people: People;
  /** A browser that keeps its cookies, from a network address. */
  browser(from?: string): AccountBrowser;
  /** The letters written so far, oldest first. */
  letters(): Promise<readonly { readonly to: string; readonly kind: string; readonly text: string }[]>;
}

export interface HouseSettings {
  /** When it begins; a real browser wants the real time, because cookies end. */
  readonly now?: string;
  /** A sign-in service outside. */
  readonly provider?: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly name: string;
  };
  readonly demonstration?: boolean;
  readonly personas?: readonly Persona[];
}

export async function openAccounts(
  t: TestContext,
  engine: Engine,
  settings: HouseSettings = {},
): Promise<AccountHouse> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  const clock = new MovedClock(settings.now);
  const policies = new PolicyTable([
    ...peoplePolicies,
    { action: 'bound.read', means: 'see what binds', operator: false, signedIn: true, secondFactor: true },
    { action: 'work.read', means: 'see work', operator: false, roles: ['buyer'] },
  ]);
  const cookie = sessionCookie('');
  const personSessions = createPersonSessions({ database, clock });
  const people = createPeople({
    database,
    clock,
    personSessions,
    box: await openSecretBox({ secret: 'the secret of this test, long enough', dataDir: '' }),
    baseUrl: () => 'http://localhost',
    provider: settings.provider ?? { issuer: '', clientId: '', clientSecret: '', name: '' },
    demonstration: settings.demonstration ?? false,
    personas: () => Promise.resolve(settings.personas ?? []),
  });
  const server = await buildServer({
    logger: pino({ level: 'silent' }),
    policies,
    views: createViews({
      folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => resolve(root, each)),
      icon: (name) => `<title>${name}</title>`,
      asset: (name) => `/assets/${name}`,
    }),
    identify: identifyWith({
      sessions: new SessionService({ database, clock, baseUrl: () => 'http://localhost' }),
      keys: new KeyService({ database, clock, policies }),
      cookie,
      person: (secret) => personSessions.find(secret),
    }),
    rateLimit: 0,
    trustProxy: 0,
    signIn: {
      href: peoplePaths.signIn,
      confirmHref: peoplePaths.confirm,
      startHref: (next) => organisationPaths.start('', next),
    },
    shell: () => ({ demo: true, menu: [] }),
  });
  t.after(() => server.close());
  await server.register(
    peoplePages({
      ...{ people, personSessions, cookie, stepCookie: sessionCookie('', 'sign-in'), publicUrl: '' },
      resetHref: undefined,
    }),
  );
  server.get('/work', { config: { policy: 'work.read' } }, async () => 'work');
  server.get('/bound', { config: { policy: 'bound.read' } }, async () => 'bound');
  return {
    server,
    database,
    clock,
    people,
    browser: (from = '192.0.2.1') => new AccountBrowser(server, from),
    letters: async () => {
      const found = await sql<{ to: string; kind: string; text: string }>`
        select recipient as to, kind, body as text from mail_outbox order by id`.execute(database.handle);
      return found.rows;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly location: string | undefined;
  /** What the browser is told to clear. */
  readonly clears: unknown;
}

/** Keeps cookies as a browser does. */
export class AccountBrowser {
  readonly cookies = new Map<string, string>();
  readonly #server: Server;
  readonly #from: string;

  constructor(server: Server, from: string) {
    this.#server = server;
    this.#from = from;
  }

  get(url: string): Promise<Answer> {
    return this.#ask('GET', url);
  }

  post(url: string, form: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.#ask('POST', url, {
      payload: new URLSearchParams(form).toString(),
      type: 'application/x-www-form-urlencoded',
    });
  }

  json(url: string, body: unknown): Promise<Answer> {
    return this.#ask('POST', url, { payload: JSON.stringify(body), type: 'application/json' });
  }

  async #ask(
    method: 'GET' | 'POST',
    url: string,
    sent?: { readonly payload: string; readonly type: string },
  ): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#server.inject({
      method,
      url,
      remoteAddress: this.#from,
      headers: {
        'sec-fetch-site': 'same-origin',
        'user-agent': 'Test browser',
        ...(sent?.type === 'application/json' ? { accept: 'application/json' } : { accept: 'text/html' }),
        ...(cookie === '' ? {} : { cookie }),
        ...(sent === undefined ? {} : { 'content-type': sent.type }),
      },
      ...(sent === undefined ? {} : { payload: sent.payload }),
    });
    for (const { name, value, expires } of answer.cookies) {
      if (value === '' || (expires !== undefined && expires.getTime() === 0)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const { location } = answer.headers;
    return {
      status: answer.statusCode,
      body: answer.body,
      location: typeof location === 'string' ? location : undefined,
      clears: answer.headers['clear-site-data'],
    };
  }
}

/** A password that can be used. */
export const goodPassword = 'nine violet tractors';

/** Somebody real with a password, in an organisation; gives the mail address. */
export async function addAccount(
  { database }: AccountHouse,
  id = 'person01',
  stored: string | Promise<string> = hashPassword(goodPassword),
): Promise<string> {
  await addOrganisation(database, { id: `org${id}` });
  await addPerson(database, { id, organisation: `org${id}`, roles: ['buyer'] });
  await sql`update person set password_hash = ${await stored} where id = ${id}`.execute(database.handle);
  return `${id}@example.org`;
}

/** A browser in which the person is signed in. */
export async function signedIn(house: AccountHouse, email: string): Promise<AccountBrowser> {
  const browser = house.browser();
  await browser.post('/sign-in', { email, password: goodPassword });
  return browser;
}

/** What an authenticator app shows at the clock's instant. */
export function appCode(house: AccountHouse, secret: string): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 });
  return totp.generate({ timestamp: house.clock.now().epochMilliseconds });
}

/** Sets an authenticator app up for whoever is signed in; gives its key and the recovery codes. */
export async function setUpApp(
  house: AccountHouse,
  browser: AccountBrowser,
): Promise<{ readonly secret: string; readonly codes: readonly string[] }> {
  const page = await browser.get('/account/second-factor/app');
  const secret = /<code class="co-wrap">([A-Z2-7]{32})</.exec(page.body)?.[1] ?? '';
  const token = /name="token" value="([\w-]{43})"/.exec(page.body)?.[1] ?? '';
  const done = await browser.post('/account/second-factor/app', { token, code: appCode(house, secret), next: '' });
  const codes = [...done.body.matchAll(/<code>((?:[a-z0-9]{4}-){5}[a-z0-9]{4})<\/code>/g)].map(
    ([, code]) => code ?? '',
  );
  return { secret, codes };
}
