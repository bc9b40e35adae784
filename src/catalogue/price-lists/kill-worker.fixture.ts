import { resolve } from 'node:path';
import { priceListWorld } from '../../../test/support/price-list-world.ts';
import { createAgreements } from '../../agreements/index.ts';
import { openDatabase } from '../../platform/database/index.ts';
import { requireCategories } from '../categories.ts';

// A process to be killed while it reads, checks and accepts a price list, by kill-acceptance.ts.
const [, , url = '', dataDir = '', id = ''] = process.argv;
const root = resolve(import.meta.dirname, '../../..');
const database = await openDatabase({ url, dataDir, poolSize: 4 });
const folders = { agreementsDir: resolve(root, 'agreements'), referenceDir: resolve(root, 'reference') };
const agreements = await createAgreements(folders);
if (!agreements.ok) throw new Error('The agreements cannot be read');
const categories = await requireCategories(resolve(root, 'reference/categories'));
const { priceLists, jobs } = await priceListWorld(database, { agreements: agreements.value, categories });
process.stdout.write('started\n');
const before = await priceLists.get(id);
if (before?.state === 'reading' && before.job !== null) await jobs.complete(before.job.id);
const checked = await priceLists.get(id);
if (checked?.state === 'checked') await priceLists.accept(id, { repairs: false }, { actor: 'system' });
const accepting = await priceLists.get(id);
if (accepting?.job != null) await jobs.complete(accepting.job.id);
await database.close();
process.stdout.write('ended\n');
