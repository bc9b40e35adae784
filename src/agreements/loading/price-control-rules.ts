import { exact } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { PriceControl } from '../pack.ts';
import { suggestion, type Surroundings, twice } from './pack-rules.ts';
import type { LotsFile } from './pack-schema.ts';
import { type Checked, reporter } from './report.ts';
import type { YamlPath } from './yaml-file.ts';

type WrittenControl = NonNullable<LotsFile['lots'][number]['priceControls']>[number];

/** The control as the pack holds it; none where its amount or percentage is missing, which is a problem of its own. */
export function priceControl(written: WrittenControl): readonly PriceControl[] {
  const { kind, amount, percent, id, categories, product } = written;
  const scope = {
    id,
    ...(categories === undefined ? {} : { categories }),
    ...(product === undefined ? {} : { product }),
  };
  if (kind === 'maximum-price') return amount === undefined ? [] : [{ ...scope, kind, amount }];
  return percent === undefined ? [] : [{ ...scope, kind, percent }];
}

/** Price controls: each id once on a lot, an amount or a percentage as its kind wants, categories that are on the lot. */
export function priceControlProblems(
  { file, data }: Checked<LotsFile>,
  surroundings: Surroundings,
): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  data.lots.forEach((lot, index) => {
    const controls = lot.priceControls ?? [];
    const ids = controls.map((each) => each.id);
    twice(ids).forEach((place) =>
      report(
        'duplicate-price-control',
        ['lots', index, 'priceControls', place, 'id'],
        `Lot ${lot.number} has a second price control called ${ids[place] ?? ''}.`,
        'Give it a name of its own, or keep one of the two.',
        ids[place],
      ),
    );
    controls.forEach((control, place) => {
      const at: YamlPath = ['lots', index, 'priceControls', place];
      const wanted = control.kind === 'maximum-price' ? 'amount' : 'percent';
      const other = wanted === 'amount' ? 'percent' : 'amount';
      if (control[wanted] === undefined) {
        report(
          'price-control-value',
          [...at, 'kind'],
          `The price control ${control.id} is a ${control.kind}, but has no ${wanted}.`,
          `Add "${wanted}:" with its value and source.`,
        );
      }
      if (control[other] !== undefined) {
        report(
          'price-control-value',
          [...at, other],
          `The price control ${control.id} is a ${control.kind}, which has no ${other}.`,
          `Take "${other}" out, or change the kind.`,
        );
      }
      const { percent } = control;
      const most = control.kind === 'discount-off-list' ? 100 : 1000;
      if (percent !== undefined && exact(percent.value).greaterThan(most)) {
        report(
          'out-of-range',
          [...at, 'percent', 'value'],
          `${percent.value} is more than ${String(most)} percent.`,
          'Write percent, such as 8.5.',
          percent.value,
        );
      }
      (control.categories ?? []).forEach((category, item) => {
        const where = [...at, 'categories', item];
        const { categories } = surroundings;
        if (categories !== undefined && !categories.has(category)) {
          report(
            'unknown-category',
            where,
            `The price control ${control.id} names the category "${category}", which the category tree does not have.`,
            suggestion(category, [...categories]),
            category,
          );
        } else if (!lot.categories.value.some((each) => within(category, each) || within(each, category))) {
          report(
            'category-not-on-lot',
            where,
            `The price control ${control.id} names the category "${category}", which is not on lot ${lot.number}.`,
            `Name a category of the lot: ${lot.categories.value.join(', ')}.`,
            category,
          );
        }
      });
    });
  });
  return problems;
}

function within(category: string, above: string): boolean {
  return category === above || category.startsWith(`${above}/`);
}
