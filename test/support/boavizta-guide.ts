import { join } from 'node:path';
import { type BoaviztaGuide, type CategoryTree, loadBoaviztaGuide } from '../../src/catalogue/index.ts';

/** The guide the project ships, for the project's tree. */
export async function shippedGuide(categories: CategoryTree): Promise<BoaviztaGuide> {
  const loaded = await loadBoaviztaGuide(join(import.meta.dirname, '../../reference'), categories);
  if (loaded.ok) return loaded.value;
  throw new Error(loaded.problems.map((each) => `${each.path ?? ''} ${each.message}`).join('\n'));
}
