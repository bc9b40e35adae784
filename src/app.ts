import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import swagger from '@fastify/swagger';
import type { FastifyRequest } from 'fastify';
import { priceListPaths } from './catalogue/index.ts';
import { inboxPaths, organisationPaths, peoplePages, peoplePaths } from './organisations/index.ts';
import type { Actor } from './platform/access/index.ts';
import { deskPaths } from './desk/index.ts';
import { type Assets, createAssets } from './platform/assets/index.ts';
import type { Config } from './platform/config/index.ts';
import { eventPages } from './platform/events/index.ts';
import { clamdScanner, sweepUnfinishedFiles } from './platform/files/index.ts';
import { healthPages } from './platform/health/index.ts';
import { buildServer, type Server } from './platform/http/index.ts';
import { metricsPage } from './platform/metrics/index.ts';
import { identifyWith, operatorPages, operatorPaths, sessionCookie } from './platform/operator/index.ts';
import { postPages, postPaths } from './platform/post/index.ts';
import { createViews } from './platform/views/index.ts';
import { purchasingPaths } from './purchasing/index.ts';
import { registerRoutes } from './routes.ts';
import { addressOf, offersDemonstration, openServices, policies, type Services, type World } from './services.ts';

/** The folder of the project: `src`, `web`, `agreements`, `node_modules` are in it. */
const root = join(import.meta.dirname, '..');

export interface App {
  readonly services: Services;
  readonly server: Server;
  /** Begins to answer requests; gives the address. */
  listen(): Promise<string>;
  /** What happens once the server answers: background work begins. */
  started(): Promise<void>;
  /** Takes no new requests and finishes those under way, until `late` aborts. */
  stopAnswering(late: AbortSignal): Promise<void>;
  /** Pauses jobs at their checkpoints and closes the database. */
  close(): Promise<void>;
}

/** Builds the whole application; it listens nowhere yet. */
export async function createApp(config: Config, world: World): Promise<App> {
  const [services, assets] = await Promise.all([openServices(config, world), openAssets()]);
  await sweepUnfinishedFiles(services.database.handle, config.databaseUrl === '');
  let stopping = false;
  const server = await openServer(config, world, services, assets, () => stopping);
  return {
    services,
    server,
    listen: async () => {
      await server.listen({ port: config.port, host: config.host });
      const bound = server.server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : config.port;
      services.address.current = addressOf(config, port);
      return addressOf({ ...config, publicUrl: '' }, port);
    },
    started: async () => {
      services.sealer.start();
      services.events.start();
      services.mail.start();
      services.digest.start();
      services.lapses.start();
      services.reminders.start();
      await services.jobs.start();
      // Searches ask the database until it is done, and try again themselves.
      services.search.prepare().catch((error: unknown) => {
        world.logger.warn({ err: error }, 'the offers could not be read into memory');
      });
      // Only where nothing can be mistaken for it: in an empty embedded database.
      if (config.demo !== 'off' && config.databaseUrl === '') {
        await services.demonstration.requestOnce({ offers: config.demoOffers, seed: config.demoSeed });
        if (config.demo === 'on') services.demonstrationWork.start();
      }
    },
    stopAnswering: async (late) => {
      stopping = true;
      late.addEventListener('abort', () => {
        server.server.closeAllConnections();
      });
      // Whoever spreads requests over several servers learns it from /readyz before this one stops taking them.
      await pause(config.drainSeconds * 1000, undefined, { signal: late }).catch(() => undefined);
      await server.close();
    },
    close: async () => {
      await server.close();
      await services.close();
    },
  };
}

function openAssets(): Promise<Assets> {
  return createAssets({
    web: join(root, 'web'),
    modules: join(root, 'node_modules'),
    cache: join(root, 'build'),
  });
}

async function openServer(
  config: Config,
  world: World,
  services: Services,
  assets: Assets,
  stopping: () => boolean,
): Promise<Server> {
  const cookie = sessionCookie(config.publicUrl);
  const strip = demonstrationStrip(services);
  /** Notices the asking person has not read, for the head of the page. */
  const unread = new WeakMap<FastifyRequest, number>();
  const runs = services.agreements.packs.map((pack) => `${pack.number.value}, ${pack.name.value}`).join('; ');
  const server = await buildServer({
    logger: world.logger,
    policies,
    views: createViews({
      folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => join(root, each)),
      icon: assets.icon,
      asset: assets.asset,
    }),
    identify: identifyWith({
      ...services,
      cookie,
      person: (secret) => services.personSessions.find(secret),
      organisation: (organisation, key) => services.organisations.ofKey(organisation, key),
    }),
    publicUrl: config.publicUrl,
    ...(config.clamd === '' ? {} : { scanner: clamdScanner(config.clamd) }),
    rateLimit: config.rateLimit,
    trustProxy: config.trustProxy,
    signIn: {
      href: peoplePaths.signIn,
      confirmHref: peoplePaths.confirm,
      startHref: (next) => organisationPaths.start('', next),
    },
    refused: (request, status) => services.people.noteRefusal(request.actor, { ...refusalOf(request), status }),
    shell: (request) => ({
      demo: strip.shown(),
      menu: request.actor.kind === 'person' ? [deskEntry, ...menu] : menu,
      runs,
      account: accountEntries(request.actor, unread.get(request)),
    }),
  });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Calloff',
        version: '1',
        description: 'Agreements, lots, suppliers, categories, products and offers: what the pages show, as data.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key with scopes' } },
      },
    },
  });
  server.get('/api/v1/openapi.json', { schema: { hide: true } }, async () => server.swagger());
  services.metrics.watch(server);
  server.addHook('onRequest', () => strip.look());
  server.addHook('preHandler', async (request) => {
    if (request.actor.kind !== 'person' || request.url.startsWith('/api/')) return;
    // A page must come up without it.
    unread.set(request, await services.inbox.unread(request.actor).catch(() => 0));
  });
  await server.register(assets.plugin);
  await server.register(healthPages({ database: services.database, stopping }));
  await server.register(metricsPage(services.metrics, config.metrics));
  await server.register(
    operatorPages({ ...services, cookie, means: (action) => policies.means(action), entries: operatorEntries }),
  );
  await server.register(
    postPages({
      ...services,
      sends: config.smtpUrl !== '',
      // Only where everybody is invented may the operator read what lets somebody in.
      showsLinks: async () =>
        config.demo !== 'off' && config.databaseUrl === '' && (await services.suppliers.holdsDemonstration()),
    }),
  );
  await server.register(eventPages(services));
  // What a request wrote into the outboxes goes out at once rather than at the next turn.
  server.addHook('onResponse', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    services.events.wake();
    services.mail.wake();
  });
  await server.register(
    peoplePages({
      ...services,
      cookie,
      stepCookie: sessionCookie(config.publicUrl, 'sign-in'),
      publicUrl: config.publicUrl,
      resetHref: offersDemonstration(config) ? deskPaths.demonstration() : undefined,
    }),
  );
  await registerRoutes(server, config, services);
  return server;
}

/** What the head of each page leads to, by who asks. */
function accountEntries(
  actor: Actor,
  unread = 0,
): readonly { readonly text: string; readonly href: string; readonly icon: string }[] {
  switch (actor.kind) {
    case 'operator':
      return [{ text: 'Operator', href: operatorPaths.desk(), icon: 'person' }];
    case 'person':
      return [
        {
          text: unread === 0 ? 'Inbox' : `Inbox (${unread > 99 ? '99+' : String(unread)})`,
          href: inboxPaths.home(),
          icon: 'ask',
        },
        { text: actor.name, href: peoplePaths.account(), icon: 'person' },
        // Who may fill a basket is told by the policy table; suppliers and authorities have none.
        ...(policies.decide('baskets.edit', actor).allowed
          ? [{ text: 'Basket', href: purchasingPaths.basket(), icon: 'basket' }]
          : []),
      ];
    case 'public':
    case 'key':
      return [{ text: 'Sign in', href: peoplePaths.signIn(), icon: 'person' }];
  }
}

/** The route as it is written, and what it was asked for by: ids, never names. */
function refusalOf({ method, id, routeOptions, params }: FastifyRequest) {
  return { route: `${method} ${routeOptions.url ?? ''}`, asked: params, requestId: id };
}

/** What the operator's page leads to in the modules. */
const operatorEntries = [
  {
    text: 'Price lists',
    href: priceListPaths.home(),
    about: 'Suppliers’ prices: send, check, publish, decide on rises',
  },
  {
    text: 'Letters',
    href: postPaths.list(),
    about: 'What the service sends by e-mail: waiting, sent, not sent',
  },
  {
    text: 'Events set aside',
    href: '/operator/events',
    about: 'What one part of the service could not be told by another',
  },
  {
    text: 'Demonstration',
    href: deskPaths.demonstration(),
    about: 'How far it is, and making it anew; only where one is shown',
  },
  {
    text: 'Authorities',
    href: organisationPaths.authorities(),
    about: 'Who runs an agreement: make its organisation and invite its administrator',
  },
];

/** Leads whoever signed in to what waits for them. */
const deskEntry = { key: 'desk', text: 'Your desk', href: deskPaths.desk() };

/** The service navigation; an entry appears when what it leads to works. */
const menu = [
  { key: 'find', text: 'Find', href: '/find' },
  { key: 'catalogue', text: 'Catalogue', href: '/catalogue' },
  { key: 'pay', text: 'Ways to pay', href: '/guidance/ways-to-pay' },
  { key: 'reuse', text: 'Re-use or dispose', href: '/guidance/re-use-or-dispose' },
  { key: 'agreement', text: 'Agreement', href: '/agreements' },
  { key: 'suppliers', text: 'Suppliers', href: '/suppliers' },
];

/** Seconds for which it is taken as known whether anything invented is in the register. */
const stripKept = 5;

/** Whether pages say that they show a demonstration: while anything invented is there, and until that is known. */
function demonstrationStrip({ clock, suppliers }: Services): { shown(): boolean; look(): Promise<void> } {
  let shown = true;
  let until = 0;
  return {
    shown: () => shown,
    look: async () => {
      const now = clock.now().epochMilliseconds;
      if (now < until) return;
      until = now + stripKept * 1000;
      // A page must come up, and say what it last knew, when the database does not answer.
      shown = await suppliers.holdsDemonstration().catch(() => shown);
    },
  };
}
