import { join } from 'node:path';
import { agreementCommands, finderCommands, firstPack, guidesCheck } from './agreements/index.ts';
import {
  categoryCommands,
  demoCommands,
  offersCommands,
  priceListCommands,
  productCommands,
} from './catalogue/index.ts';
import { decisionFileCommands, demonstrationCommands, deskCommands } from './desk/index.ts';
import { contractCommands, invoiceCommands, invoicingCommands } from './contracts/index.ts';
import { systemClock } from './kernel/dates.ts';
import type { Actor } from './platform/access/index.ts';
import {
  knownAgreement,
  noticeCommands,
  organisationCommands,
  ownOrganisationCommands,
  supplierCommands,
} from './organisations/index.ts';
import { auditCommands } from './platform/audit/index.ts';
import { backupCommands } from './platform/backup/index.ts';
import type { Command } from './platform/commands/index.ts';
import type { Config } from './platform/config/index.ts';
import { operatorCommands } from './platform/operator/index.ts';
import { bundleCommands } from './platform/signed-bundle/index.ts';
import { basketCommands, purchaseCommands, purchaseRulesCheck } from './purchasing/index.ts';
import { openKnowledge, type Services } from './services.ts';

/** The folder of the project: `src`, `web`, `agreements`, `node_modules` are in it. */
const root = join(import.meta.dirname, '..');

/** The commands of every module. The services are opened by the first command that needs them. */
export function allCommands(config: Config, services: () => Promise<Services>): readonly Command[] {
  return [
    ...agreementCommands(config, [guidesCheck(config.referenceDir), purchaseRulesCheck(config.referenceDir)]),
    ...finderCommands(async () => {
      const { guides, agreements } = await openKnowledge(config);
      return { finders: guides.finders, reference: agreements.reference, clock: systemClock };
    }),
    ...supplierCommands(services, async () => (await openKnowledge(config)).agreements.packs.map(knownAgreement)),
    ...organisationCommands(services, firstPack(config.agreementsDir)),
    ...ownOrganisationCommands(async () => {
      const { organisationWorks, keys, organisations } = await services();
      return { organisationWorks, actorOfKey: (secret) => keyActor(keys, organisations, secret) };
    }),
    ...categoryCommands({ categories: join(config.referenceDir, 'categories'), icons: join(root, 'web/icons') }),
    ...productCommands(services),
    ...offersCommands(services),
    ...priceListCommands(services, firstPack(config.agreementsDir)),
    ...deskCommands(services),
    ...noticeCommands(services),
    ...demoCommands(services),
    ...demonstrationCommands(services),
    ...contractCommands(async () => {
      const { contracts, callOffImporter, keys, organisations } = await services();
      return { ...contracts, callOffImporter, actorOfKey: (secret) => keyActor(keys, organisations, secret) };
    }),
    ...purchaseCommands(async () => {
      const { purchases, keys, organisations } = await services();
      return { purchases, actorOfKey: (secret) => keyActor(keys, organisations, secret) };
    }),
    ...basketCommands(async () => {
      const { baskets, keys, organisations } = await services();
      return { baskets, actorOfKey: (secret) => keyActor(keys, organisations, secret) };
    }),
    ...invoiceCommands(async () => (await openKnowledge(config)).agreements.reference),
    ...invoicingCommands(async () => {
      const { invoicing, keys, organisations } = await services();
      const buyerNames = async (ids: readonly string[]) =>
        new Map([...(await organisations.organisationsByIds(ids))].map(([id, { name }]) => [id, name]));
      return { ...invoicing, buyerNames, actorOfKey: (secret) => keyActor(keys, organisations, secret) };
    }),
    ...auditCommands(services),
    ...backupCommands(services),
    ...operatorCommands(services),
    ...bundleCommands(services),
    ...decisionFileCommands(async () => {
      const { decisionFiles, keys, organisations } = await services();
      return { decisionFiles, actorOfKey: (secret) => keyActor(keys, organisations, secret) };
    }),
  ];
}

/** Who the key of an organisation acts as; undefined for one that does not work, or is nobody's. */
async function keyActor(
  keys: Services['keys'],
  organisations: Services['organisations'],
  secret: string,
): Promise<Actor | undefined> {
  const key = await keys.find(secret);
  if (typeof key === 'string' || key.organisation === null) return undefined;
  const membership = await organisations.ofKey(key.organisation, key.id);
  return membership === undefined ? undefined : { kind: 'key', keyId: key.id, scopes: key.scopes, membership };
}
