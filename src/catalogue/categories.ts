import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import type { Category } from './category.ts';
import { readBranch } from './category-file.ts';
import { CategoryTree } from './category-tree.ts';

export type { Attribute, Category } from './category.ts';
export {
  bandOf,
  formatSpecificationValue,
  specificationGroups,
  specificationLine,
  validateSpecification,
} from './category-specification.ts';
export { CategoryTree } from './category-tree.ts';

/**
 * Loads the category tree: one YAML file a branch in `folder` (`reference/categories`), in the order of their `place`.
 * `icons` is the folder of drawings each category's icon must be in; absent, icons are not checked.
 * Every mistake in every file is a problem whose path is `file:line`.
 */
export async function loadCategories(folder: string, icons?: string): Promise<Outcome<CategoryTree>> {
  const names = (await readdir(folder)).filter((each) => each.endsWith('.yaml')).toSorted();
  const readings = await Promise.all(
    names.map(async (name) => ({ name, ...readBranch(await readFile(join(folder, name), 'utf8'), name) })),
  );
  const ordered = readings.toSorted((one, other) => one.place - other.place);
  const categories = ordered.flatMap((each) => each.categories);
  const problems = ordered.flatMap((each) => [...each.problems, ...misnamed(each.name, each.categories)]);
  const tree = new CategoryTree(categories);
  for (const { name, categories: own } of ordered) {
    for (const category of own) {
      problems.push(...danglingShortcuts(tree, category, name));
      if (icons !== undefined && !(await exists(join(icons, `${category.icon}.svg`)))) {
        problems.push({
          code: 'category-icon',
          path: name,
          value: category.icon,
          message: `${category.id} names the icon ${category.icon}, which is not drawn.`,
          remedy: 'Add the drawing to web/icons or name one that is there.',
        });
      }
    }
  }
  return problems.length > 0 ? fail(...problems) : succeed(tree);
}

/** As `loadCategories`, for starting up: throws with every problem in its message. */
export async function requireCategories(folder: string): Promise<CategoryTree> {
  const loaded = await loadCategories(folder);
  if (loaded.ok) return loaded.value;
  const lines = loaded.problems.map((each) => `${each.path ?? ''} ${each.message} ${each.remedy}`);
  throw new Error(`The category tree cannot be used.\n${lines.join('\n')}`);
}

/** Two files must not define one branch: the branch has the name of its file. */
function misnamed(name: string, categories: readonly Category[]): readonly Problem[] {
  const root = categories[0]?.id;
  if (root === undefined || `${root}.yaml` === name) return [];
  return [
    {
      code: 'category-file-name',
      path: `${name}:1`,
      value: root,
      message: `The branch ${root} is in a file of another name.`,
      remedy: `Call the file ${root}.yaml.`,
    },
  ];
}

function danglingShortcuts(tree: CategoryTree, category: Category, file: string): readonly Problem[] {
  const missing = (category.shortcut?.categories ?? []).filter((each) => tree.get(each) === undefined);
  return missing.map((each) => ({
    code: 'category-shortcut',
    path: file,
    value: each,
    message: `${category.id} leads to ${each}, which does not exist.`,
    remedy: 'Name the path of a category in this folder.',
  }));
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
