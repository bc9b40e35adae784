// long: every service of every module is wired here, once
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { type Agreements, createAgreements, createGuides, type Guides } from './agreements/index.ts';
import {
  type BoaviztaGuide,
  type CategoryTree,
  createDemonstration,
  createOversight,
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
  type Oversight,
  type PriceColumns,
  priceListPolicies,
  type PriceLists,
  type ProductImporter,
  productPolicies,
  type Products,
  savedListPolicies,
  type Search,
} from './catalogue/index.ts';
import {
  askedThings,
  createDemonstrationReset,
  createDemonstrationWork,
  decisionFilePolicies,
  type DecisionFiles,
  type DemonstrationReset,
  type DemonstrationWork,
  deskPolicies,
  lapsingThings,
  loadReminderRules,
  openDecisionFiles,
  ReminderWatch,
} from './desk/index.ts';
import {
  type CallOffImporter,
  contractDues,
  contractPolicies,
  type Contracts,
  contractTouches,
  createCallOffImporter,
  createContracts,
  createFigures,
  createInvoicing,
  createOpenContractWork,
  type Figures,
  invoicePolicies,
  type Invoicing,
  LapseWatch,
  loadContractKnowledge,
} from './contracts/index.ts';
import type { Clock } from './kernel/dates.ts';
import type { Outcome } from './kernel/outcome.ts';
import { allMigrations } from './migrations.ts';
import {
  type Announcements,
  authorityPolicies,
  type AuthorityScope,
  createAnnouncements,
  createAuthorityScope,
  createInbox,
  createOrganisations,
  createOrganisationWorks,
  createPeople,
  createPersonSessions,
  createSupplierImporter,
  createSuppliers,
  createSupplierStandings,
  demoPersonas,
  DigestWriter,
  type Inbox,
  inboxPolicies,
  knownAgreement,
  organisationPolicies,
  type Organisations,
  type OrganisationWorks,
  type People,
  peoplePolicies,
  type PersonSessions,
  type SupplierImporter,
  supplierPolicies,
  type Suppliers,
  type SupplierStandings,
} from './organisations/index.ts';
import { PolicyTable } from './platform/access/index.ts';
import { AuditSealer } from './platform/audit/index.ts';
import { CommandError } from './platform/commands/index.ts';
import type { Config } from './platform/config/index.ts';
import { type Database, migrate, openDatabase } from './platform/database/index.ts';
import { EventDispatcher, type EventHandler, eventPolicies } from './platform/events/index.ts';
import { type JobDefinition, JobRunner } from './platform/jobs/index.ts';
import { createMetrics, type Metrics, metricsPolicies } from './platform/metrics/index.ts';
import { MailSender, postPolicies, smtpTransport } from './platform/post/index.ts';
import { openSecretBox, type SecretBox } from './platform/secret-box/index.ts';
import { KeyService, operatorPolicies, SessionService } from './platform/operator/index.ts';
import {
  type Baskets,
  type BeforeYouBuy,
  countOpenPurchasing,
  createBaskets,
  createBeforeYouBuy,
  type Comparisons,
  createComparisons,
  createNeeds,
  createPriceBands,
  createPurchaseRecord,
  createPurchases,
  createQuotes,
  followOrders,
  loadPaidPriceLimits,
  loadPurchaseRules,
  type Needs,
  type PriceBands,
  purchaseTouches,
  type Purchases,
  purchasingPolicies,
  type Quotes,
} from './purchasing/index.ts';
import { createSigningKeys, type SigningKeys } from './platform/signed-bundle/index.ts';

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
  readonly demonstrationWork: DemonstrationWork;
  readonly demonstrationReset: DemonstrationReset;
  readonly priceLists: PriceLists;
  readonly priceColumns: PriceColumns;
  readonly announcements: Announcements;
  readonly authority: AuthorityScope;
  readonly standings: SupplierStandings;
  readonly oversight: Oversight;
  readonly figures: Figures;
  readonly database: Database;
  readonly jobs: JobRunner;
  readonly sealer: AuditSealer;
  readonly events: EventDispatcher;
  readonly mail: MailSender;
  readonly inbox: Inbox;
  readonly digest: DigestWriter;
  readonly lapses: LapseWatch;
  readonly reminders: ReminderWatch;
  readonly metrics: Metrics;
  readonly sessions: SessionService;
  readonly personSessions: PersonSessions;
  readonly organisations: Organisations;
  readonly people: People;
  readonly organisationWorks: OrganisationWorks;
  readonly contracts: Contracts;
  readonly invoicing: Invoicing;
  readonly baskets: Baskets;
  readonly purchases: Purchases;
  readonly needs: Needs;
  readonly comparisons: Comparisons;
  readonly quotes: Quotes;
  readonly priceBands: PriceBands;
  readonly beforeYouBuy: BeforeYouBuy;
  readonly callOffImporter: CallOffImporter;
  readonly keys: KeyService;
  readonly signingKeys: SigningKeys;
  readonly secretBox: SecretBox;
  readonly decisionFiles: DecisionFiles;
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
  const organisations = createOrganisations({ database, reference: agreements.reference });
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
  const demoFolder = (number: string): string => {
    const pack = agreements.find(number);
    return join(pack === undefined ? config.agreementsDir : agreements.folderOf(pack), 'demo');
  };
  const definitions: readonly JobDefinition[] = [
    ...works.definitions,
    demoJob({
      agreements,
      categories,
      demoFolder,
    }),
  ];
  const jobs: JobRunner = new JobRunner({
    database,
    definitions,
    logger: world.logger,
    alone: config.databaseUrl === '',
  });
  const tellOfOrder = followOrders({ clock: world.clock });
  const contracts = createContracts({
    ...{ database, clock: world.clock, agreements, organisations, suppliers, products, policies },
    knowledge: read('call-off rules', await loadContractKnowledge(agreements)),
    tell: tellOfOrder,
  });
  const invoicing = createInvoicing({
    ...{ database, clock: world.clock, organisations, policies, spending: contracts.spending },
    reference: agreements.reference,
  });
  const openContractWork = createOpenContractWork({ clock: world.clock, reference: agreements.reference });
  const signingKeys = createSigningKeys({ database, clock: world.clock });
  const sealer = new AuditSealer({
    database,
    logger: world.logger,
    heads: { file: join(config.dataDir, 'audit-heads.jsonl'), clock: world.clock },
  });
  const authority = createAuthorityScope({ database, policies });
  const address = { current: addressOf(config, config.port) };
  const demoFolders = agreements.packs.map((pack) => join(agreements.folderOf(pack), 'demo'));
  const personSessions = createPersonSessions({ database, clock: world.clock });
  // Who hears of what happens below: rows of higher modules.
  const handlers: readonly EventHandler[] = [];
  const events = new EventDispatcher({ database, logger: world.logger, handlers });
  const digest = new DigestWriter({ database, clock: world.clock, logger: world.logger });
  const lapses = new LapseWatch({ database, clock: world.clock, logger: world.logger, tell: tellOfOrder });
  const reminders = new ReminderWatch({
    ...{ database, clock: world.clock, logger: world.logger },
    rules: read('days of reminders', await loadReminderRules(config.referenceDir)),
    sources: [
      askedThings(world),
      lapsingThings({ agreements, suppliers, organisations }),
      ...contractDues({ clock: world.clock, agreements, organisations }),
    ],
  });
  const mail = new MailSender({
    database,
    logger: world.logger,
    transport: config.smtpUrl === '' ? undefined : smtpTransport(config.smtpUrl),
    letterhead: async () => ({
      from: config.mailFrom,
      baseUrl: address.current,
      demonstration: await suppliers.holdsDemonstration(),
    }),
  });
  const box = await openSecretBox(config);
  const buying = { database, clock: world.clock, agreements, products, suppliers, organisations, policies };
  const baskets = createBaskets(buying);
  const figures = createFigures({ database, clock: world.clock });
  const purchaseRules = read('numbers of purchases', await loadPurchaseRules(config.referenceDir));
  const purchases = createPurchases({
    ...buying,
    ...{ ordering: contracts.ordering, baskets, rules: purchaseRules },
  });
  const announcements = createAnnouncements({
    ...{ database, clock: world.clock, authority },
    lotsOf: (number) => agreements.find(number)?.lots.map((each) => each.number) ?? [],
  });
  const demonstration = createDemonstration({ database, clock: world.clock, agreements });
  const demonstrationWork = createDemonstrationWork({
    ...buying,
    ...{ announcements, priceLists: works.priceLists, logger: world.logger, demoFolder, rules: purchaseRules },
    loaded: async () => (await demonstration.status()).state === 'loaded',
  });
  return {
    config,
    clock: world.clock,
    sessions: new SessionService({ database, clock: world.clock, baseUrl: () => address.current }),
    organisations,
    personSessions,
    people: createPeople({
      database,
      clock: world.clock,
      personSessions,
      box,
      provider: {
        issuer: config.oidcIssuer,
        clientId: config.oidcClientId,
        clientSecret: config.oidcClientSecret,
        name: config.oidcName,
      },
      baseUrl: () => address.current,
      demonstration: config.demo !== 'off' && config.databaseUrl === '',
      personas: async () => (await Promise.all(demoFolders.map((each) => demoPersonas(database.handle, each)))).flat(),
    }),
    signingKeys,
    secretBox: box,
    organisationWorks: createOrganisationWorks({
      database,
      clock: world.clock,
      agreements,
      suppliers,
      rights: policies,
      openWork: async (handle, owner) => ({
        ...(await countOpenPurchasing(handle, owner, world.clock.now().toString())),
        ...(await openContractWork(handle, owner)),
      }),
      address: () => address.current,
    }),
    contracts,
    invoicing,
    decisionFiles: openDecisionFiles({
      ...{
        database,
        clock: world.clock,
        agreements,
        organisations,
        suppliers,
        contracts,
        policies,
        signingKeys,
        address,
      },
      receipts: (actor, order) => invoicing.receipts.show(actor, order),
      invoices: async (actor, order) => (await invoicing.invoices.ofOrder(actor, order))?.invoices,
      templates: import.meta.dirname,
      purchase: createPurchaseRecord({ database }),
    }),
    callOffImporter: createCallOffImporter({ database, clock: world.clock, agreements, organisations, policies }),
    baskets,
    purchases,
    needs: createNeeds({ ...buying, baskets }),
    comparisons: createComparisons({ ...buying, baskets, purchases }),
    quotes: createQuotes({ ...buying, baskets, purchases }),
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
    demonstration,
    demonstrationWork,
    demonstrationReset: createDemonstrationReset({
      ...{ database, clock: world.clock, demonstration, demonstrationWork, demoFolders },
      ...{ offers: config.demoOffers, seed: config.demoSeed },
      offered: offersDemonstration(config),
      wake: () => {
        jobs.wake();
      },
    }),
    authority,
    announcements,
    standings: createSupplierStandings({
      ...{ database, clock: world.clock, authority },
      touches: [purchaseTouches(world), contractTouches(world)],
    }),
    oversight: createOversight({ database, suppliers, agreements }),
    figures,
    // No register of assets is there yet: nothing is known.
    beforeYouBuy: createBeforeYouBuy({ ...buying, search, assets: () => Promise.resolve([]) }),
    priceBands: createPriceBands({
      ...{ figures, clock: world.clock },
      limits: read('numbers of paid prices', await loadPaidPriceLimits(config.referenceDir)),
    }),
    database,
    jobs,
    sealer,
    events,
    mail,
    inbox: createInbox({ database }),
    digest,
    lapses,
    reminders,
    close: async () => {
      await demonstrationWork.stop();
      await jobs.stop();
      await reminders.stop();
      await lapses.stop();
      await digest.stop();
      await mail.stop();
      await events.stop();
      await sealer.stop();
      await database.close();
    },
  };
}

/** Who may do what: the rows of every module. */
export const policies = new PolicyTable([
  ...operatorPolicies,
  ...postPolicies,
  ...inboxPolicies,
  ...eventPolicies,
  ...metricsPolicies,
  ...supplierPolicies,
  ...peoplePolicies,
  ...organisationPolicies,
  ...productPolicies,
  ...savedListPolicies,
  ...priceListPolicies,
  ...authorityPolicies,
  ...deskPolicies,
  ...contractPolicies,
  ...invoicePolicies,
  ...decisionFilePolicies,
  ...purchasingPolicies,
]);

/** Whether a demonstration is made here, and may be made anew: in an embedded database of its own only. */
export function offersDemonstration({ demo, databaseUrl }: Pick<Config, 'demo' | 'databaseUrl'>): boolean {
  return demo === 'on' && databaseUrl === '';
}

/** Where people find the service: as configured, else this machine. */
export function addressOf(config: Config, port: number): string {
  if (config.publicUrl !== '') return config.publicUrl.replace(/\/+$/, '');
  const host = ['0.0.0.0', '::', ''].includes(config.host) ? 'localhost' : config.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
