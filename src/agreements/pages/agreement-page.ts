import { formatDate, formatMonth, isoDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import { agreementPaths } from '../agreement-paths.ts';
import { guidancePaths } from '../guidance/guidance-paths.ts';
import { type AgreementPack, isAssumed, type Lot, type LotRoute, type Sourced } from '../pack.ts';
import type { PositionCounts } from './agreement-page-services.ts';
import type { AskedDate } from './asked-date.ts';
import { capital, lotsInWords } from './lot-words.ts';
import { allowedWords, chargeInWords, isOpen, pounds, routeNames } from './value-words.ts';

/** The lots table: a row a lot, a column a route the agreement knows. */
export function lotTable(pack: AgreementPack, counts: PositionCounts, asked: AskedDate) {
  return {
    counted: counts.suppliers > 0,
    columns: pack.routes.map((each) => routeNames[each.kind]),
    rows: pack.lots.map((lot) => {
      const count = counts.lots.find((each) => each.lot === lot.number);
      return {
        number: lot.number,
        name: lot.name.value,
        summary: lot.summary.value,
        href: `${agreementPaths.lot(pack.number.value, lot.number)}${asked.query}`,
        suppliers: count?.suppliers ?? 0,
        sme: count?.sme ?? 0,
        routes: lot.routes.map(routeCell),
      };
    }),
    assumed: pack.lots.some((lot) => lot.routes.some((each) => 'assumed' in each.allowed)),
  };
}

function routeCell(route: LotRoute) {
  return { name: routeNames[route.kind], allowed: route.allowed.value, words: allowedWords[route.allowed.value] };
}

/** The ways to buy: each route with the lots it is open on. */
export function waysToBuy(pack: AgreementPack) {
  const all = pack.lots.map((each) => each.number);
  const openOn = (kind: string): readonly Lot[] =>
    pack.lots.filter((lot) => lot.routes.some((each) => each.kind === kind && isOpen(each)));
  return pack.routes.map((route) => ({
    name: route.name.value,
    icon: route.icon,
    lots: capital(
      lotsInWords(
        openOn(route.kind).map((each) => each.number),
        all,
      ),
    ),
    summary: route.summary.value,
    guidance:
      route.guidance === undefined
        ? undefined
        : { href: guidancePaths.page(route.guidance.slug), text: route.guidance.title },
  }));
}

/** The summary list "About the agreement". */
export function aboutRows(pack: AgreementPack): readonly { readonly key: string; readonly value: string }[] {
  const { authority, regime, term, successor } = pack;
  const { awarded, extension } = term;
  const row = (key: string, value: string) => ({ key, value });
  return [
    row(
      'Authority',
      authority.formerName === undefined
        ? authority.name.value
        : `${authority.name.value}, formerly ${authority.formerName.value}`,
    ),
    row('Law', regime.name.value),
    ...(awarded === undefined
      ? []
      : [row('Awarded', `${formatDate(awarded.value)}${'assumed' in awarded ? ' (inferred)' : ''}`)]),
    row('Operational', formatDate(term.operational.value)),
    row('Initial term', `${plural(term.initial.months.value, 'month')}, to ${formatDate(term.initial.ends.value)}`),
    ...(extension === undefined ? [row('Extension', 'None')] : [row('Extension', extensionWords(extension))]),
    ...(pack.follows.length + pack.combines.length === 0 ? [] : [row('Follows', followsWords(pack))]),
    ...(successor === undefined
      ? []
      : [
          row(
            'Successor',
            `${successor.name.value}, planned for ${formatMonth(isoDate(`${successor.starts.value}-01`))}`,
          ),
        ]),
  ];
}

/** The summary list "Charges and prices": what suppliers pay and when the authority is asked. */
export function chargeRows(pack: AgreementPack) {
  const { approvalAboveRise: rise, notableFall: fall } = pack.priceRules ?? {};
  const tell = pack.tellAuthorityAbove;
  const row = (key: string, value: string, from: Sourced<unknown>) => ({ key, value, assumed: isAssumed(from) });
  return [
    row('Management charge', `${chargeInWords(pack)}, paid by the supplier`, pack.managementCharge.percent),
    ...(rise === undefined ? [] : [row('Price rises', `Above ${rise.value}% the authority approves`, rise)]),
    ...(fall === undefined ? [] : [row('Price falls', `Pointed out above ${fall.value}%`, fall)]),
    ...(tell === undefined ? [] : [row('Large competitions', `Tell the authority above ${pounds(tell.value)}`, tell)]),
  ];
}

function extensionWords(extension: NonNullable<AgreementPack['term']['extension']>): string {
  const most = `Up to ${plural(extension.maximumMonths.value, 'month')}, to ${formatDate(extension.ends.value)}`;
  if (!extension.exercised.value) return `${most}. Not taken up`;
  return extension.exercisedTo === undefined ? most : `${most}. Extended to ${formatDate(extension.exercisedTo.value)}`;
}

function followsWords(pack: AgreementPack): string {
  const followed = pack.follows.map((each) => each.number.value);
  const more = pack.combines.filter((each) => !followed.includes(each.number.value)).length;
  const numbers = followed.join(', ');
  if (more === 0) return numbers;
  const combines = `combines ${followed.length === 0 ? String(more) : `${more < 10 ? (small[more] ?? '') : String(more)} more`}`;
  return followed.length === 0 ? capital(`${combines} agreements`) : `${numbers}, and ${combines}`;
}

const small: readonly string[] = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
