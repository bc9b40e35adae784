import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import swagger from '@fastify/swagger';
import { priceListPaths } from './catalogue/index.ts';
import { type Assets, createAssets } from './platform/assets/index.ts';
import type { Config } from './platform/config/index.ts';
import { sweepUnfinishedFiles } from './platform/files/index.ts';
import { healthPages } from './platform/health/index.ts';
import { buildServer, type Server } from './platform/http/index.ts';
import { metricsPage } from './platform/metrics/index.ts';
import { identifyWith, operatorPages, operatorPaths, sessionCookie } from './platform/operator/index.ts';
import { createViews } from './platform/views/index.ts';
import { registerRoutes } from './routes.ts';
import { addressOf, openServices, policies, type Services, type World } from './services.ts';

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
      await services.jobs.start();
      // Searches ask the database until it is done, and try again themselves.
      services.search.prepare().catch((error: unknown) => {
        world.logger.warn({ err: error }, 'the offers could not be read into memory');
      });
      // Only where nothing can be mistaken for it: in an empty embedded database.
      if (config.demo === 'on' && config.databaseUrl === '') {
        await services.demonstration.requestOnce({ offers: config.demoOffers, seed: config.demoSeed });
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
  const runs = services.agreements.packs.map((pack) => `${pack.number.value}, ${pack.name.value}`).join('; ');
  const server = await buildServer({
    logger: world.logger,
    policies,
    views: createViews({
      folders: ['src', 'web/templates', 'node_modules/govuk-frontend/dist'].map((each) => join(root, each)),
      icon: assets.icon,
      asset: assets.asset,
    }),
    identify: identifyWith({ ...services, cookie }),
    publicUrl: config.publicUrl,
    rateLimit: config.rateLimit,
    trustProxy: config.trustProxy,
    shell: ({ actor }) => ({
      demo: strip.shown(),
      menu,
      runs,
      account: actor.kind === 'operator' ? [{ text: 'Operator', href: operatorPaths.desk(), icon: 'person' }] : [],
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
  await server.register(assets.plugin);
  await server.register(healthPages({ database: services.database, stopping }));
  await server.register(metricsPage(services.metrics, config.metrics));
  await server.register(
    operatorPages({ ...services, cookie, means: (action) => policies.means(action), entries: operatorEntries }),
  );
  await registerRoutes(server, config, services);
  return server;
}

/** What the operator's page leads to in the modules. */
const operatorEntries = [
  {
    text: 'Price lists',
    href: priceListPaths.home(),
    about: 'Suppliers’ prices: send, check, publish, decide on rises',
  },
];

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
