import { join } from 'node:path';
import { agreementCommands, firstPack, finderCommands, guidesCheck } from './agreements/index.ts';
import {
  categoryCommands,
  demoCommands,
  offersCommands,
  priceListCommands,
  productCommands,
} from './catalogue/index.ts';
import { systemClock } from './kernel/dates.ts';
import { knownAgreement, supplierCommands } from './organisations/index.ts';
import { auditCommands } from './platform/audit/index.ts';
import { backupCommands } from './platform/backup/index.ts';
import type { Command } from './platform/commands/index.ts';
import type { Config } from './platform/config/index.ts';
import { operatorCommands } from './platform/operator/index.ts';
import { openKnowledge, type Services } from './services.ts';

/** The folder of the project: `src`, `web`, `agreements`, `node_modules` are in it. */
const root = join(import.meta.dirname, '..');

/** The commands of every module. The services are opened by the first command that needs them. */
export function allCommands(config: Config, services: () => Promise<Services>): readonly Command[] {
  return [
    ...agreementCommands(config, [guidesCheck(config.referenceDir)]),
    ...finderCommands(async () => {
      const { guides, agreements } = await openKnowledge(config);
      return { finders: guides.finders, reference: agreements.reference, clock: systemClock };
    }),
    ...supplierCommands(services, async () => (await openKnowledge(config)).agreements.packs.map(knownAgreement)),
    ...categoryCommands({ categories: join(config.referenceDir, 'categories'), icons: join(root, 'web/icons') }),
    ...productCommands(services),
    ...offersCommands(services),
    ...priceListCommands(services, firstPack(config.agreementsDir)),
    ...demoCommands(services),
    ...auditCommands(services),
    ...backupCommands(services),
    ...operatorCommands(services),
  ];
}
