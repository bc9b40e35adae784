import { formatCount } from '../../kernel/money.ts';
import { listInWords, plural } from '../../kernel/text.ts';
import { footprintsPath, productPath } from '../catalogue-paths.ts';
import type { CategoryTree } from '../categories.ts';
import { embodiedKg, lifeKg } from '../product-footprint.ts';
import type { Product } from '../product.ts';
import type { FootprintPage, FootprintQuery } from '../product-service.ts';
import { kg, kgText, reportedText } from './footprint-words.ts';
import { titleIn } from './offer-words.ts';

/** Everything the page of published footprints prints, without markup. */
export function footprintsView(
  query: FootprintQuery,
  found: FootprintPage,
  tree: CategoryTree,
): Readonly<Record<string, unknown>> {
  const { text, manufacturer, category, page, pageSize } = query;
  const maker = found.makers.find((each) => each.id === manufacturer);
  const address = { q: text, manufacturer, category };
  const byEmissions = query.byEmissions && manufacturer !== undefined;
  const sorted = { ...address, sort: byEmissions ? 'emissions' : undefined };
  const first = (page - 1) * pageSize;
  const asked = text !== '' || manufacturer !== undefined || category !== undefined;
  return {
    section: 'catalogue',
    title: 'Published footprints',
    trail: [{ text: 'Catalogue', href: '/catalogue' }],
    any: asked || found.total > 0,
    asked,
    text,
    total: found.total,
    countText: found.total === 0 ? 'No model matches' : plural(found.total, 'model'),
    shownText:
      found.total > pageSize
        ? `${formatCount(first + 1)} to ${formatCount(first + found.items.length)} of ${formatCount(found.total)}`
        : '',
    makers: found.makers.map((each) => option(each.id, each.name, each.count, each.id === manufacturer)),
    categories: found.categories.map((each) =>
      option(each.id, tree.get(each.id)?.name ?? each.id, each.count, each.id === category),
    ),
    sorts:
      maker === undefined || found.total < 2
        ? []
        : [
            { text: 'By name', href: footprintsPath(address), chosen: !byEmissions },
            {
              text: 'Least for making first',
              href: footprintsPath({ ...address, sort: 'emissions' }),
              chosen: byEmissions,
            },
          ],
    rows: found.items.map((each) => row(each, tree)),
    credits: credits(found.items),
    clearHref: footprintsPath(),
    paging: {
      label: 'Pages of models',
      previous:
        page > 1
          ? { href: footprintsPath({ ...sorted, page: page === 2 ? undefined : page - 1 }), text: 'Previous page' }
          : undefined,
      next:
        first + found.items.length < found.total
          ? { href: footprintsPath({ ...sorted, page: page + 1 }), text: 'Next page' }
          : undefined,
    },
    data: {
      json: `/api/v1/products?footprint=true${manufacturer === undefined ? '' : `&manufacturer=${encodeURIComponent(manufacturer)}`}`,
      command: '',
    },
  };
}

function option(value: string, name: string, count: number, chosen: boolean) {
  return { value, text: `${name} (${formatCount(count)})`, chosen };
}

function row(product: Product, tree: CategoryTree) {
  const { footprint } = product;
  const made = footprint === null ? null : embodiedKg(footprint);
  const life = footprint === null ? undefined : lifeKg(footprint);
  const years = footprint?.lifetimeYears ?? null;
  return {
    title: titleIn(product.title),
    href: productPath(product.slug),
    kind: tree.get(product.category)?.name ?? product.category,
    made: made === null ? '' : kgText(made),
    madeNote:
      made === null ? 'Use is not told apart' : made.ranged ? `Middle: ${kg(made.typical)} kg` : 'No range published',
    life: life === undefined ? '' : `${kg(life.typical)} kg`,
    lifeNote: years === null ? '' : `in ${years} years`.replace(/^in 1 years$/, 'in 1 year'),
    reported: footprint?.reported == null ? 'Not dated' : reportedText(footprint.reported),
    source: footprint?.source ?? '',
    sourceLabel: titleIn(product.title),
  };
}

/** The collections the shown figures come from, as their licences ask. */
function credits(products: readonly Product[]) {
  const found = new Map(
    products.flatMap(({ footprint }) => (footprint === null ? [] : [[footprint.collection.url, footprint.collection]])),
  );
  const collections = [...found.values()];
  return {
    list: collections.map((each) => ({ href: each.url, text: `${each.name}, ${each.licence}` })),
    names: listInWords(collections.map((each) => each.name)),
  };
}
