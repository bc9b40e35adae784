import { formatMonth, type IsoDate, isoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { barChart, type Chart, columnChart } from '../charts/charts.ts';
import { figureMoney } from '../charts/scale.ts';
import { deskPaths } from '../desk-paths.ts';
import type { FigureServices } from './figure-services.ts';
import { type FigureTable, figureTable, lastTwelveMonths, periodBefore } from './figure-table.ts';

/** Bars of a chart; the table beside it has them all. */
const mostBars = 10;
/** Characters of a name beside a bar. */
const longestName = 21;

const titles = {
  month: 'Spend by month',
  lot: 'Spend by lot',
  sector: 'Spend by sector',
  supplier: 'Spend by supplier',
  buyer: 'Spend by buyer',
};

/** The chart of a table: columns over months, bars over all else. */
export function chartOf(table: FigureTable, on: IsoDate): Chart {
  const period = `${formatMonth(table.from)} to ${formatMonth(table.to)}${table.to === on ? ' so far' : ''}`;
  if (table.by === 'month') {
    const values = table.rows.map((each) => ({
      text: each.name,
      short: each.name.slice(0, 3),
      amount: each.spend,
      now: each.key === on.slice(0, 7),
    }));
    return columnChart(titles.month, `Excluding VAT, ${period}`, values);
  }
  const values = table.rows.slice(0, mostBars).map((each) => ({
    text: each.name,
    short: each.name.length > longestName ? `${each.name.slice(0, longestName - 1).trimEnd()}.` : each.name,
    amount: each.spend,
  }));
  const more = table.rows.length > mostBars ? `, the first ${String(mostBars)}` : '';
  return barChart(titles[table.by], `Excluding VAT, ${period}${more}`, values);
}

/** Three figures and two charts of the last twelve months, for the desk of the authority. */
export async function figuresOnDesk(services: FigureServices, agreements: readonly string[], on: IsoDate) {
  const period = lastTwelveMonths(on);
  const months = await figureTable(services, { agreements, ...period }, 'month');
  const lots = await figureTable(services, { agreements, ...period }, 'lot');
  const before = (await figureTable(services, { agreements, ...periodBefore(period) }, 'month')).total;
  const { total } = months;
  const cards = [
    {
      title: 'Spend, 12 months',
      value: figureMoney(total.spend),
      text: `${plural(total.orders, 'order')} by ${plural(total.buyers, 'buyer')}, excluding VAT.`,
    },
    {
      title: 'With small and medium-sized suppliers',
      value: total.smePercent === null ? 'None yet' : `${total.smePercent}%`,
      text: compared(total.smePercent, before.smePercent),
    },
    {
      title: 'Refurbished or remanufactured',
      value: total.secondLifePercent === null ? 'None yet' : `${total.secondLifePercent}%`,
      text: 'Of what was paid for goods, services and delivery left out.',
    },
  ];
  const charts =
    total.orders === 0
      ? []
      : [months, lots].map((each) => ({ ...chartOf(each, on), href: deskPaths.figures(each.by) }));
  return { cards, charts, since: isoDate(period.from) };
}

function compared(now: string | null, before: string | null): string {
  if (now === null) return 'Share of spend. There was no order.';
  if (before === null) return 'Share of spend. There is nothing to compare with in the 12 months before.';
  const change = exact(now).minus(before);
  if (change.isZero()) return `As in the 12 months before.`;
  return `${change.isPositive() ? 'Up' : 'Down'} from ${before}% in the 12 months before.`;
}
