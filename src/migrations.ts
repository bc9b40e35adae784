import { catalogueMigrations } from './catalogue/index.ts';
import { organisationsMigrations } from './organisations/index.ts';
import type { Migrations } from './platform/database/index.ts';
import { platformMigrations } from './platform/platform-migrations.ts';

/** Every module's migrations. */
export const allMigrations: readonly Migrations[] = [platformMigrations, organisationsMigrations, catalogueMigrations];
