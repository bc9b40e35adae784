import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { CategoryTree } from '../category-tree.ts';
import { validateSpecification } from '../category-specification.ts';
import type { Manufacturer } from '../product.ts';
import { productAt, productsMade, strayCodes } from './demo-product.ts';
import {
  type DemoFamily,
  FamiliesSchema,
  MakersSchema,
  type OfferRules,
  OfferRulesSchema,
  type PinnedProduct,
  PinnedSchema,
  type PinnedServices,
} from './demo-schema.ts';
import type { IsoDate } from '../../kernel/dates.ts';

/** What invented products and offers are made from, of one agreement's pack. */
export interface DemoData {
  readonly makers: ReadonlyMap<string, Manufacturer>;
  readonly families: readonly DemoFamily[];
  readonly rules: OfferRules;
  readonly pinned: readonly PinnedProduct[];
  readonly pinnedServices: readonly PinnedServices[];
}

/**
 * Reads the folder `demo` of an agreement's pack: makers.yaml, products-*.yaml, offers.yaml and, if there, pinned.yaml.
 * Undefined when the pack has no such data. Problems name the file; a product that its category would refuse is one.
 */
export async function loadDemoData(
  folder: string,
  tree: CategoryTree,
  today: IsoDate,
): Promise<Outcome<DemoData> | undefined> {
  const names = await namesIn(folder);
  if (!names.includes('makers.yaml')) return undefined;
  const problems: Problem[] = [];
  const read = async <S extends TSchema>(name: string, schema: S): Promise<Static<S> | undefined> => {
    const value: unknown = parse(await readFile(join(folder, name), 'utf8'));
    await breathe();
    if (Value.Check(schema, value)) return value;
    for (const error of Value.Errors(schema, value).slice(0, 20)) {
      problems.push(problem(name, `${error.instancePath === '' ? 'The file' : error.instancePath} ${error.message}.`));
    }
    return undefined;
  };
  const makers = await read('makers.yaml', MakersSchema);
  const rules = await read('offers.yaml', OfferRulesSchema);
  const productFiles = names.filter((each) => /^products-.+\.yaml$/.test(each));
  const families: DemoFamily[] = [];
  for (const each of productFiles) families.push(...((await read(each, FamiliesSchema))?.families ?? []));
  const pinned = names.includes('pinned.yaml') ? await read('pinned.yaml', PinnedSchema) : undefined;
  if (makers === undefined || rules === undefined || problems.length > 0) return fail(...problems);
  const data: DemoData = {
    makers: new Map(makers.makers.map((each) => [each.id, { ...each, demonstration: true }])),
    families,
    rules,
    pinned: pinned?.products ?? [],
    pinnedServices: pinned?.services ?? [],
  };
  const wrong = [...checkPinned(data, tree)];
  for (const family of data.families) {
    wrong.push(...checkFamily(family, data, tree, today));
    await breathe();
  }
  return wrong.length > 0 ? fail(...wrong) : succeed(data);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch {
    return [];
  }
}

function problem(path: string, message: string): Problem {
  return { code: 'demo-data', path, message, remedy: 'Correct the demonstration data of the agreement.' };
}

/** Makes some products of every series and has their category check them. */
function checkFamily(family: DemoFamily, data: DemoData, tree: CategoryTree, today: IsoDate): readonly Problem[] {
  const category = tree.get(family.category);
  if (category === undefined || !tree.holdsProducts(family.category)) {
    return [problem(family.category, 'There is no category of this name that holds products.')];
  }
  const strangers = family.series.filter((each) => !data.makers.has(each.maker));
  if (strangers.length > 0) {
    return strangers.map((each) => problem(family.category, `The maker ${each.maker} is not in makers.yaml.`));
  }
  const stray = family.series.flatMap((each) =>
    strayCodes(family, each).map((code) => problem(`${family.category} ${each.mpn}`, `No option ${code}.`)),
  );
  if (stray.length > 0) return stray;
  const { gtinPrefix } = data.rules;
  return productsMade(family, 60).flatMap((ordinal) => {
    const { product } = productAt({ family, ordinal, seed: 1, today, tree, makers: data.makers, gtinPrefix });
    const checked = validateSpecification(category, product.specification);
    return checked.ok ? [] : checked.problems.map((each) => problem(`${family.category} ${product.mpn}`, each.message));
  });
}

function checkPinned(data: DemoData, tree: CategoryTree): readonly Problem[] {
  return data.pinned.flatMap((each) => {
    const category = tree.get(each.category);
    if (category === undefined) return [problem(each.mpn, `There is no category ${each.category}.`)];
    if (!data.makers.has(each.maker)) return [problem(each.mpn, `The maker ${each.maker} is not in makers.yaml.`)];
    const checked = validateSpecification(category, each.specification);
    return checked.ok ? [] : checked.problems.map((wrong) => problem(each.mpn, wrong.message));
  });
}
