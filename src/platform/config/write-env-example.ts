import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample } from './config.ts';

// Run by: npm run env-example
writeFileSync(join(import.meta.dirname, '../../..', '.env.example'), envExample());
