/** `npm run permissions`: writes docs/permissions.md anew from the policy table. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format } from 'prettier';
import { policies } from '../src/services.ts';
import { permissionsPage } from './support/permissions.ts';

const file = resolve(import.meta.dirname, '../docs/permissions.md');
writeFileSync(file, await format(permissionsPage(policies.rows()), { parser: 'markdown', printWidth: 120 }));
