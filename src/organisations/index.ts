import { organisationsMigrations } from './organisations-migrations.ts';

export { organisationsMigrations };
export { loadDemoSuppliers } from './demo/load-demo-suppliers.ts';
export { createSupplierImporter, knownAgreement, type SupplierImporter } from './import/import-service.ts';
export { supplierApi } from './supplier-api.ts';
export { supplierCommands } from './supplier-commands.ts';
export { supplierPages } from './supplier-pages.ts';
export { supplierPaths } from './supplier-paths.ts';
export type { SupplierOnDate } from './supplier-filter.ts';
export { supplierPolicies } from './supplier-policies.ts';
export { createSuppliers, type ClosedPosition, type Suppliers, type Trading } from './supplier-service.ts';
export { readRegister } from './supplier-store.ts';
