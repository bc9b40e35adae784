import { catalogueMigrations } from './catalogue/index.ts';
import { contractMigrations, invoiceMigrations } from './contracts/index.ts';
import { demonstrationMigrations } from './desk/index.ts';
import { organisationsMigrations } from './organisations/index.ts';
import type { Migrations } from './platform/database/index.ts';
import { platformMigrations } from './platform/platform-migrations.ts';
import { purchaseMigrations, purchasingMigrations, quoteMigrations } from './purchasing/index.ts';

/** Every module's migrations. */
export const allMigrations: readonly Migrations[] = [
  platformMigrations,
  organisationsMigrations,
  catalogueMigrations,
  contractMigrations,
  invoiceMigrations,
  purchasingMigrations,
  quoteMigrations,
  purchaseMigrations,
  demonstrationMigrations,
];
