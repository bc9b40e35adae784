import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import type { Agreements } from './agreements.ts';
import type { PackCheck } from './agreement-commands.ts';
import type { Finder } from './finder/finder.ts';
import { finderFile, loadFinder } from './finder/load-finder.ts';
import type { AgreementGuidance } from './guidance/guidance-pages.ts';
import { guidanceSlugs, loadGuidance } from './guidance/load-guidance.ts';
import { readCategoryIds } from './loading/category-ids.ts';
import { loadReference } from './loading/load-reference.ts';
import type { AgreementPack } from './pack.ts';
import type { BuyerClass } from './reference.ts';

/** What an agreement's pack says to people who want to buy: questions that lead to a route, and guidance. */
export interface Guides {
  readonly finders: readonly Finder[];
  readonly guidance: readonly AgreementGuidance[];
}

/** Reads the finder and the guidance of every installed agreement; fails with every mistake, by file and line. */
export async function createGuides(agreements: Agreements, referenceDir: string): Promise<Outcome<Guides>> {
  const read = await Promise.all(
    agreements.packs.map((pack) =>
      guidesOf(agreements.folderOf(pack), pack, agreements.reference.buyerClasses, referenceDir),
    ),
  );
  const problems = read.flatMap((each) => each.problems);
  if (problems.length > 0) return fail(...problems);
  return succeed({
    finders: read.flatMap((each) => each.finder ?? []),
    guidance: read.flatMap((each) => each.guidance ?? []),
  });
}

/** Checks a pack's finder and guidance for `agreement check`. */
export function guidesCheck(referenceDir: string): PackCheck {
  return async (folder, pack) => {
    const reference = await loadReference(referenceDir);
    if (!reference.ok) return reference.problems;
    return (await guidesOf(folder, pack, reference.value.buyerClasses, referenceDir)).problems;
  };
}

interface PackGuides {
  readonly finder?: Finder;
  readonly guidance?: AgreementGuidance;
  readonly problems: readonly Problem[];
}

/** A pack without a finder file or without guidance has none; what is there must be right. */
async function guidesOf(
  folder: string,
  pack: AgreementPack,
  buyerClasses: readonly BuyerClass[],
  referenceDir: string,
): Promise<PackGuides> {
  const slugs = await guidanceSlugs(folder);
  const guidance = slugs.size === 0 ? undefined : await loadGuidance(folder);
  const finder = (await isThere(join(folder, finderFile)))
    ? await loadFinder(folder, {
        pack,
        buyerClasses,
        categories: await readCategoryIds(join(referenceDir, 'categories')),
        guidance: slugs,
      })
    : undefined;
  return {
    ...(finder?.ok === true ? { finder: finder.value } : {}),
    ...(guidance?.ok === true ? { guidance: { pack, pages: guidance.value } } : {}),
    problems: [...problemsOf(finder), ...problemsOf(guidance)],
  };
}

function problemsOf(outcome: Outcome<unknown> | undefined): readonly Problem[] {
  return outcome === undefined || outcome.ok ? [] : outcome.problems;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
