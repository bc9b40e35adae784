import { type Agreements, placeInWords } from '../agreements/index.ts';
import { today } from '../kernel/dates.ts';
import { formatCount, formatMoney } from '../kernel/money.ts';
import type { Problem } from '../kernel/outcome.ts';
import { plural } from '../kernel/text.ts';
import {
  type Command,
  type CommandContext,
  CommandError,
  renderTable,
  type TableColumn,
} from '../platform/commands/index.ts';
import { OfferPageSchema } from './offers-schemas.ts';
import { ownFigure } from './search-emissions.ts';
import { offerParameters, type OfferItem, type OfferPage, type OfferSort, parseOfferQuery } from './search-query.ts';
import type { Search } from './search-service.ts';

/** `offers search`: the search of the pages and of the API, with the same parameters. */
export function offersCommands(
  services: () => Promise<{ readonly agreements: Agreements; readonly search: Search }>,
): readonly Command[] {
  return [
    {
      name: 'offers search',
      summary: 'Search offers as the results page does',
      arguments: [{ name: '[words...]', description: 'words, makers and part numbers' }],
      options: [
        {
          flags: '--where <name=value...>',
          description: `parameters of the results page: ${offerParameters.join(', ')}, attr.<key>`,
        },
      ],
      needsData: true,
      outputSchema: OfferPageSchema,
      example: 'npx calloff offers search laptop 14 inch --where quantity=30 condition=new sort=price --json',
      run: async (args, options, context) => {
        const raw = parameters(args['words'] ?? '', options['where']);
        const { agreements, search } = await services();
        const query = parseOfferQuery(raw, {
          day: today(context.clock),
          unknown: 'refuse',
          places: agreements.reference.deliveryPlaces,
        });
        if (!query.ok) return refuse(context, query.problems);
        const page = await search.search(query.value);
        if (!page.ok) return refuse(context, page.problems);
        context.write(
          context.json ? `${JSON.stringify(page.value)}\n` : inWords(context, page.value, query.value.sort),
        );
        return 0;
      },
    },
  ];
}

/** Pairs as a query string has them; a name may come several times. */
function parameters(words: string, where: string | boolean | undefined): Record<string, string | string[]> {
  const values: Record<string, string[]> = words === '' ? {} : { q: [words] };
  const pairs = typeof where === 'string' ? where.split('\n') : [];
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw new CommandError(`"${pair}" is not a parameter and its value, such as lot=8.`);
    const name = pair.slice(0, at);
    values[name] = [...(values[name] ?? []), pair.slice(at + 1)];
  }
  return values;
}

function refuse(context: CommandContext, problems: readonly Problem[]): 1 {
  if (context.json) context.write(`${JSON.stringify({ problems })}\n`);
  else for (const each of problems) context.write(`${each.message} ${each.remedy}\n`);
  return 1;
}

const columns: readonly TableColumn<OfferItem>[] = [
  { heading: 'Product', value: (item) => item.product.name },
  { heading: 'Part number', value: (item) => item.product.mpn },
  { heading: 'Supplier', value: (item) => item.supplier.name },
  { heading: 'Lot', value: (item) => `${item.agreement} lot ${item.lot}` },
  { heading: 'Condition', value: (item) => item.condition },
  { heading: 'Each', right: true, value: (item) => formatMoney(item.price) },
  { heading: 'Delivered', right: true, value: (item) => formatMoney(item.deliveredPrice) },
  { heading: 'Lead time', right: true, value: (item) => plural(item.leadDays, 'day') },
];

/** Whole kilograms and whose figure it is; empty where there is none. */
const emissions: TableColumn<OfferItem> = {
  heading: 'Making it, kg CO2e',
  right: true,
  value: (item) => {
    const own = ownFigure(item);
    return own === undefined ? '' : `${formatCount(Math.round(own.range.typical))} (${own.of})`;
  },
};

function inWords(context: CommandContext, page: OfferPage, sort: OfferSort): string {
  const count = `${page.totalIsExact ? '' : 'more than '}${plural(page.total, 'offer')}`;
  const corrected = page.corrected === undefined ? '' : `, for ${page.corrected.to} instead of ${page.corrected.from}`;
  const shown = sort === 'emissions' ? [...columns, emissions] : columns;
  const table = page.items.length === 0 ? '' : renderTable(context, shown, page.items);
  const relax = (page.relax ?? []).map((each) => `Without ${each.label}: ${plural(each.count, 'offer')}\n`);
  const next = page.next === null ? '' : `Next page: --where cursor=${page.next}\n`;
  const to = page.place === undefined ? '' : `, delivered to ${placeInWords(page.place)}`;
  return `${count}${corrected}, prices on ${page.on} for ${page.quantity}${to}, excluding VAT\n${table}${relax.join('')}${next}`;
}
