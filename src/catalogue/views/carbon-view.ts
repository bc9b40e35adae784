import { formatCount } from '../../kernel/money.ts';
import type { Category } from '../category.ts';
import { embodiedKg, lifeKg, type ProductFootprint } from '../product-footprint.ts';
import { barParts, type CarbonRange, scaleEnd } from './carbon-bar.ts';
import { kg, kgText, percentText, publishedText } from './footprint-words.ts';
import type { PricedOffer } from './priced-offer.ts';

interface Drawing {
  readonly width: number;
  readonly x: string;
  readonly barWidth: string;
  readonly mid: string;
}

/** What the carbon panel prints. */
export interface CarbonView {
  readonly wide: Drawing;
  readonly narrow: Drawing;
  readonly line: string;
  readonly label: string;
  readonly sentence: string;
  readonly note: string;
  readonly source: string;
  readonly url: string | undefined;
  /** More that a published figure says. */
  readonly more: string;
  /** The collection a published figure was taken from, as its licence asks. */
  readonly credit: { readonly text: string; readonly href: string } | undefined;
}

function drawing(range: CarbonRange, end: number, width: number): Drawing {
  const { x, width: barWidth, mid } = barParts(range, end, width);
  return { width, x, barWidth, mid };
}

/** A figure without a range: where it lies, and no bar. */
function mark(range: CarbonRange, end: number, width: number): Drawing {
  return { ...drawing(range, end, width), barWidth: '0' };
}

function round(kg: number): string {
  return formatCount(Math.round(kg));
}

/**
 * The panel of a product and a chosen offer: what its seller declares, else what its maker published, else what is typical of
 * its category; undefined where none has a figure.
 */
export function carbonView(
  category: Category | undefined,
  chosen: PricedOffer | undefined,
  published: ProductFootprint | null,
): CarbonView | undefined {
  const footprint = category?.footprint;
  const declared = chosen?.offer.declaredFootprint ?? null;
  if (declared === null && published !== null) return publishedView(published, category);
  const used = chosen !== undefined && chosen.offer.condition !== 'new';
  if (declared === null && footprint === undefined) return undefined;
  const own: CarbonRange | undefined =
    declared === null
      ? undefined
      : { low: Number(declared.low), typical: Number(declared.typical), high: Number(declared.high) };
  const range = own ?? footprint?.embodiedKg;
  if (range === undefined) return undefined;
  // Things in their second life are read against a new one, so the scale is the category's where it has one.
  const end = scaleEnd(footprint === undefined ? [range] : [range, footprint.embodiedKg]);
  const what = own !== undefined ? 'Making ready this one' : used ? 'Making a new one' : 'Making it';
  const line = `${what}: ${round(range.low)} to ${round(range.high)} kg, typical ${round(range.typical)}`;
  const sentence =
    own !== undefined && footprint !== undefined
      ? `Making a new one typically takes ${round(footprint.embodiedKg.typical)} kg. A second life avoids most of it.`
      : used
        ? 'This one is made already: a second life avoids most of what making a new one takes.'
        : 'It is spent once, when the thing is made: kept 6 years instead of 4, each year carries a third less.';
  return {
    wide: drawing(range, end, 500),
    narrow: drawing(range, end, 290),
    line,
    label: `${line.replace(' kg,', ' kilograms of carbon dioxide equivalent,')}.`,
    sentence,
    note: own === undefined ? (footprint?.note ?? '') : 'Declared by the seller. Do not use it to rank makers.',
    source: declared?.source ?? footprint?.source ?? '',
    url: own === undefined ? footprint?.url : undefined,
    more: '',
    credit: undefined,
  };
}

/** What the maker published: everything but use where that is told apart, else the whole life. */
function publishedView(published: ProductFootprint, category: Category | undefined): CarbonView {
  const made = embodiedKg(published);
  const figure = made ?? lifeKg(published);
  const range: CarbonRange = {
    low: Number(figure.low),
    typical: Number(figure.typical),
    high: Number(figure.high),
  };
  const typical = made === null ? undefined : category?.footprint?.embodiedKg;
  const end = scaleEnd(typical === undefined ? [range] : [range, typical]);
  const what = made === null ? 'Whole life' : 'Making it';
  const line = figure.ranged
    ? `${what}: ${kgText(figure)}, middle ${kg(figure.typical)}`
    : `${what}: ${kgText(figure)}, no range published`;
  const { source, collection, note } = published;
  return {
    wide: figure.ranged ? drawing(range, end, 500) : mark(range, end, 500),
    narrow: figure.ranged ? drawing(range, end, 290) : mark(range, end, 290),
    line,
    label: `${line.replace(' kg,', ' kilograms of carbon dioxide equivalent,')}.`,
    sentence: lifeSentence(published, made !== null),
    note: 'Makers count in different ways: compare models of one maker only.',
    source: source === null ? publishedText(published) : `${publishedText(published)} (the report)`,
    url: source ?? undefined,
    more: [...stageSentences(published), ...(note === null ? [] : [note])].join(' '),
    credit: { text: `${collection.name}, ${collection.licence}`, href: collection.url },
  };
}

function lifeSentence({ totalKg, lifetimeYears, useShare, useLocation }: ProductFootprint, divided: boolean): string {
  const life =
    lifetimeYears === null ? 'Over its life' : `Over ${lifetimeYears} ${lifetimeYears === '1' ? 'year' : 'years'}`;
  const where =
    useLocation === null
      ? ''
      : `, counted for ${useLocation === 'Worldwide' ? 'use worldwide' : `use in ${placeInWords(useLocation)}`}`;
  const total = `${life} it emits ${kg(totalKg)} kg in all`;
  return divided && useShare !== null
    ? `${total}, ${percentText(useShare)} of it in use${where}.`
    : `${total}${where}. How much of it is making was not published.`;
}

function placeInWords(place: string): string {
  return place.startsWith('United ') ? `the ${place}` : place;
}

/** The published stages, and where they leave something unsaid. */
function stageSentences(published: ProductFootprint): readonly string[] {
  const { manufacturingShare, transportShare, endOfLifeShare, useShare, yearlyKwh } = published;
  const stages = [
    { name: 'making', share: manufacturingShare },
    { name: 'transport', share: transportShare },
    { name: 'end of life', share: endOfLifeShare },
  ].flatMap(({ name, share }) => (share === null ? [] : [`${name} ${percentText(share)}`]));
  const all = [useShare, manufacturingShare, transportShare, endOfLifeShare].filter((each) => each !== null);
  const sum = all.reduce((total, each) => total + Number(each), 0);
  const off = (all.length === 4 && Math.abs(sum - 1) > roundedAway) || sum > 1 + roundedAway;
  return [
    ...(stages.length === 0 ? [] : [`Of the whole: ${stages.join(', ')}.`]),
    ...(off ? [`The published stages add up to ${percentText(String(Number(sum.toFixed(4))))}.`] : []),
    ...(yearlyKwh === null ? [] : [`It uses ${kg(yearlyKwh)} kWh of electricity a year.`]),
  ];
}

/** Reports round their shares to a whole percent. */
const roundedAway = 0.03;
