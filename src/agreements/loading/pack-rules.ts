import { exact } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { nearestWord } from './nearest-word.ts';
import type { BuyersFile, LotsFile, RoutesFile, SourcesFile } from './pack-schema.ts';
import { type Checked, reporter } from './report.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** What a pack is checked against beyond itself. An absent set is not checked. */
export interface Surroundings {
  /** Ids of the category tree. */
  readonly categories?: ReadonlySet<string>;
  /** Ids of reference/buyer-classes.yaml. */
  readonly buyerClasses?: ReadonlySet<string>;
}

/** Lots: each number once, sectors and categories that exist. */
export function lotProblems({ file, data }: Checked<LotsFile>, surroundings: Surroundings): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  const sectors = data.sectors.map((each) => each.id);
  twice(sectors).forEach((index) =>
    report(
      'duplicate-sector',
      ['sectors', index, 'id'],
      `The sector ${sectors[index] ?? ''} stands here a second time.`,
      'Keep one of the two.',
    ),
  );
  const numbers = data.lots.map((each) => each.number);
  twice(numbers).forEach((index) =>
    report(
      'duplicate-lot',
      ['lots', index, 'number'],
      `Lot ${numbers[index] ?? ''} stands here a second time.`,
      'Give it its own number, or keep one of the two.',
      numbers[index],
    ),
  );
  data.lots.forEach((lot, index) => {
    for (const key of ['sectors', 'madeFor'] as const) {
      lot[key]?.value.forEach((sector, place) => {
        if (sectors.includes(sector)) return;
        report(
          'unknown-sector',
          ['lots', index, key, 'value', place],
          `Lot ${lot.number} names the sector "${sector}", which is not listed under sectors.`,
          suggestion(sector, sectors),
          sector,
        );
      });
    }
    const { categories } = surroundings;
    if (categories === undefined) return;
    lot.categories.value.forEach((category, place) => {
      if (categories.has(category)) return;
      report(
        'unknown-category',
        ['lots', index, 'categories', 'value', place],
        `Lot ${lot.number} names the category "${category}", which the category tree does not have.`,
        suggestion(category, [...categories]),
        category,
      );
    });
  });
  return problems;
}

/** Routes: each kind once, every lot exactly once under each kind, conditions where there are some, sane limits. */
export function routeProblems({ file, data }: Checked<RoutesFile>, lots: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  const kinds = data.routes.map((each) => each.kind);
  twice(kinds).forEach((index) =>
    report(
      'duplicate-route',
      ['routes', index, 'kind'],
      `The route ${kinds[index] ?? ''} stands here a second time.`,
      'Put all its rules under one.',
    ),
  );
  const open = new Set<string>();
  data.routes.forEach((route, index) => {
    const seen = new Set<string>();
    route.rules.forEach((rule, place) => {
      const at: YamlPath = ['routes', index, 'rules', place];
      rule.lots.forEach((lot, item) => {
        if (!lots.includes(lot)) {
          report(
            'unknown-lot',
            [...at, 'lots', item],
            `A rule of the route ${route.kind} names lot ${lot}, which lots.yaml does not have.`,
            suggestion(lot, lots),
            lot,
          );
        } else if (seen.has(lot)) {
          report(
            'lot-twice',
            [...at, 'lots', item],
            `Lot ${lot} has two rules for the route ${route.kind}.`,
            'Keep one of them.',
            lot,
          );
        }
        seen.add(lot);
        if (rule.allowed.value !== 'no') open.add(lot);
      });
      problems.push(...ruleProblems(file, rule, at));
    });
    const without = lots.filter((lot) => !seen.has(lot));
    if (without.length > 0) {
      report(
        'lot-without-rule',
        ['routes', index, 'kind'],
        `The route ${route.kind} has no rule for lot ${without.join(', ')}.`,
        'Add the lot to a rule; where the route is not allowed, say "no" and why.',
      );
    }
  });
  for (const lot of lots) {
    if (!open.has(lot))
      report(
        'lot-without-route',
        ['routes'],
        `Lot ${lot} has no route that is allowed, so nobody could buy from it.`,
        'Allow at least one route.',
        lot,
      );
  }
  return problems;
}

type RouteRule = RoutesFile['routes'][number]['rules'][number];

function ruleProblems(file: YamlFile, rule: RouteRule, at: YamlPath): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  const conditions = rule.conditions ?? [];
  if (rule.allowed.value === 'conditions' && conditions.length === 0) {
    report(
      'conditions-missing',
      [...at, 'allowed'],
      'The route is allowed on conditions, but none is listed.',
      'List them under "conditions".',
    );
  }
  if (rule.allowed.value !== 'conditions' && conditions.length > 0) {
    report(
      'conditions-unused',
      [...at, 'conditions'],
      `Conditions are listed, but the route is "${rule.allowed.value}".`,
      'Set "allowed" to conditions, or take them out.',
    );
  }
  const { limits, typicalDays } = rule;
  const { minimumValue, maximumValue, minimumMonths, maximumMonths } = limits ?? {};
  if (
    minimumValue !== undefined &&
    maximumValue !== undefined &&
    exact(minimumValue.value).greaterThan(maximumValue.value)
  ) {
    report(
      'limits-crossed',
      [...at, 'limits', 'minimumValue', 'value'],
      `The least value ${minimumValue.value} is above the greatest, ${maximumValue.value}.`,
      'Correct one of the two.',
    );
  }
  if (minimumMonths !== undefined && maximumMonths !== undefined && minimumMonths.value > maximumMonths.value) {
    report(
      'limits-crossed',
      [...at, 'limits', 'minimumMonths', 'value'],
      `The least length ${String(minimumMonths.value)} is above the greatest, ${String(maximumMonths.value)}.`,
      'Correct one of the two.',
    );
  }
  if (typicalDays !== undefined && typicalDays.value.from > typicalDays.value.to) {
    report(
      'limits-crossed',
      [...at, 'typicalDays', 'value', 'from'],
      'The shorter time is longer than the longer one.',
      'Correct one of the two.',
    );
  }
  return problems;
}

/** Buyers: each class once, and one the reference facts know. */
export function buyerProblems({ file, data }: Checked<BuyersFile>, surroundings: Surroundings): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  const classes = data.buyers.map((each) => each.class);
  twice(classes).forEach((index) =>
    report(
      'duplicate-buyer',
      ['buyers', index, 'class'],
      `The buyer class ${classes[index] ?? ''} stands here a second time.`,
      'Keep one of the two.',
    ),
  );
  const { buyerClasses } = surroundings;
  if (buyerClasses === undefined) return problems;
  classes.forEach((each, index) => {
    if (!buyerClasses.has(each))
      report(
        'unknown-buyer-class',
        ['buyers', index, 'class'],
        `"${each}" is not a class of reference/buyer-classes.yaml.`,
        suggestion(each, [...buyerClasses]),
        each,
      );
  });
  return problems;
}

/** Sources: each key once. */
export function sourceProblems({ file, data }: Checked<SourcesFile>): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  const keys = data.sources.map((each) => each.key);
  twice(keys).forEach((index) =>
    report(
      'duplicate-source',
      ['sources', index, 'key'],
      `The source ${keys[index] ?? ''} stands here a second time.`,
      'Keep one of the two.',
      keys[index],
    ),
  );
  return problems;
}

/** Places of the values that stood earlier in the list already. */
export function twice(values: readonly string[]): readonly number[] {
  return values.flatMap((each, index) => (values.indexOf(each) < index ? [index] : []));
}

/** What to do about an unknown word: the known one most like it, or the known ones. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined
    ? `Use one of: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ' …' : ''}.`
    : `Did you mean "${near}"?`;
}
