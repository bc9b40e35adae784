import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { type Agreements, createAgreements, createGuides, type Guides } from './agreements/index.ts';
import {
  type BoaviztaGuide,
  type CategoryTree,
  createDemonstration,
  createPriceLists,
  createProductImporter,
  createProducts,
  createSearch,
  demoJob,
  type Demonstration,
  loadBoaviztaGuide,
  loadCategories,
  loadPriceColumns,
  openLots,
  type PriceColumns,
  priceListPolicies,
  type PriceLists,
  type ProductImporter,
  productPolicies,
  type Products,
  savedListPolicies,
  type Search,
} from './catalogue/index.ts';
import type { Clock } from './kernel/dates.ts';
import type { Outcome } from './kernel/outcome.ts';
import { allMigrations } from './migrations.ts';
import {
  createSupplierImporter,
  createSuppliers,
  knownAgreement,
  type SupplierImporter,
  supplierPolicies,
  type Suppliers,
} from './organisations/index.ts';
import { PolicyTable } from './platform/access/index.ts';
import { AuditSealer } from './platform/audit/index.ts';
import { CommandError } from './platform/commands/index.ts';
import type { Config } from './platform/config/index.ts';
import { type Database, migrate, openDatabase } from './platform/database/index.ts';
import { type JobDefinition, JobRunner } from './platform/jobs/index.ts';
import { createMetrics, type Metrics, metricsPolicies } from './platform/metrics/index.ts';
import { KeyService, operatorPolicies, SessionService } from './platform/operator/index.ts';

export interface World {
  readonly logger: FastifyBaseLogger;
  readonly clock: Clock;
}

/** What is read from files: the agreements with the facts they share, and the category tree. */
export interface Knowledge {
  readonly agreements: Agreements;
  readonly guides: Guides;
  readonly categories: CategoryTree;
  readonly boavizta: BoaviztaGuide;
}

/** Everything that works without HTTP: what commands use. */
export interface Services extends Knowledge {
  readonly config: Config;
  readonly clock: Clock;
  readonly suppliers: Suppliers;
  readonly importer: SupplierImporter;
  readonly productImporter: ProductImporter;
  readonly products: Products;
  readonly search: Search;
  readonly demonstration: Demonstration;
  readonly priceLists: PriceLists;
  readonly priceColumns: PriceColumns;
  readonly database: Database;
  readonly jobs: JobRunner;
  readonly sealer: AuditSealer;
  readonly metrics: Metrics;
  readonly sessions: SessionService;
  readonly keys: KeyService;
  /** Address people use, without a slash at the end. */
  readonly address: { current: string };
  close(): Promise<void>;
}

/** Reads the packs and the category tree; a mistake in one stops the start and is named with file and line. */
export async function openKnowledge(config: Config): Promise<Knowledge> {
  const [packs, tree] = await Promise.all([
    createAgreements(config),
    loadCategories(join(config.referenceDir, 'categories')),
  ]);
  const agreements = read('agreements', packs);
  const categories = read('categories', tree);
  const boavizta = read('kinds of devices', await loadBoaviztaGuide(config.referenceDir, categories));
  return {
    agreements,
    categories,
    boavizta,
    guides: read('agreements', await createGuides(agreements, config.referenceDir)),
  };
}

function read<T>(what: string, outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const lines = outcome.problems.map((each) => `${each.path ?? ''} ${each.message} ${each.remedy}`);
  throw new CommandError(`The ${what} cannot be used.\n${lines.join('\n')}`);
}

/** Opens the database, brings it up to date and builds the services of every module. */
export async function openServices(config: Config, world: World): Promise<Services> {
  const database = await openDatabase({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    poolSize: config.databasePool,
  });
  await migrate(database, ...allMigrations);
  const knowledge = await openKnowledge(config);
  const { agreements, categories } = knowledge;
  const suppliers = createSuppliers({ database });
  const importer = createSupplierImporter({
    database,
    clock: world.clock,
    agreements: agreements.packs.map(knownAgreement),
  });
  const products = createProducts({ database, categories, agreements, suppliers });
  const metrics = createMetrics({ database });
  const search = createSearch({ database, categories, suppliers, lots: (on) => openLots(agreements, on) });
  const priceColumns = read('columns of price lists', await loadPriceColumns(config.referenceDir));
  const works = createPriceLists({
    database,
    clock: world.clock,
    agreements,
    suppliers,
    categories,
    columns: priceColumns,
    maxBytes: config.uploadMb * 1_048_576,
    wake: () => {
      jobs.wake();
    },
  });
  const definitions: readonly JobDefinition[] = [
    ...works.definitions,
    demoJob({
      agreements,
      categories,
      demoFolder: (number) => {
        const pack = agreements.find(number);
        return join(pack === undefined ? config.agreementsDir : agreements.folderOf(pack), 'demo');
      },
    }),
  ];
  const jobs: JobRunner = new JobRunner({
    database,
    definitions,
    logger: world.logger,
    alone: config.databaseUrl === '',
  });
  const sealer = new AuditSealer({
    database,
    logger: world.logger,
    heads: { file: join(config.dataDir, 'audit-heads.jsonl'), clock: world.clock },
  });
  const address = { current: addressOf(config, config.port) };
  return {
    config,
    clock: world.clock,
    sessions: new SessionService({ database, clock: world.clock, baseUrl: () => address.current }),
    keys: new KeyService({ database, clock: world.clock, policies }),
    address,
    ...knowledge,
    suppliers,
    importer,
    products,
    productImporter: createProductImporter({ database, categories, boavizta: knowledge.boavizta }),
    search: { ...search, search: (query) => metrics.timeSearch(() => search.search(query)) },
    metrics,
    priceLists: works.priceLists,
    priceColumns,
    demonstration: createDemonstration({ database, clock: world.clock, agreements }),
    database,
    jobs,
    sealer,
    close: async () => {
      await jobs.stop();
      await sealer.stop();
      await database.close();
    },
  };
}

/** Who may do what: the rows of every module. */
export const policies = new PolicyTable([
  ...operatorPolicies,
  ...metricsPolicies,
  ...supplierPolicies,
  ...productPolicies,
  ...savedListPolicies,
  ...priceListPolicies,
]);

/** Where people find the service: as configured, else this machine. */
export function addressOf(config: Config, port: number): string {
  if (config.publicUrl !== '') return config.publicUrl.replace(/\/+$/, '');
  const host = ['0.0.0.0', '::', ''].includes(config.host) ? 'localhost' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
