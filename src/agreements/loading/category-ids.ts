import { readdir } from 'node:fs/promises';
import { isRecord } from './tree.ts';
import { readYamlFile } from './yaml-file.ts';

/**
 * The ids of the category tree, `end-user-devices/laptops`, from its folder of branch files; undefined where there is no
 * such folder. Only ids are read here: what a category is belongs to the catalogue.
 */
export async function readCategoryIds(folder: string): Promise<ReadonlySet<string> | undefined> {
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((each) => each.endsWith('.yaml'));
  } catch {
    return undefined;
  }
  const ids = new Set<string>();
  for (const name of names) {
    const file = await readYamlFile(folder, name);
    if (file.ok) collect(file.value.data, '', ids);
  }
  return ids.size === 0 ? undefined : ids;
}

function collect(node: unknown, above: string, ids: Set<string>): void {
  if (!isRecord(node) || typeof node['id'] !== 'string') return;
  const id = above === '' ? node['id'] : `${above}/${node['id']}`;
  ids.add(id);
  const children = node['children'];
  if (Array.isArray(children)) for (const each of children) collect(each, id, ids);
}
