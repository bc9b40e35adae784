import { addDays, formatDate, formatDay, type IsoDate } from '../../kernel/dates.ts';
import type { Dated } from '../../kernel/dated.ts';
import { listInWords } from '../../kernel/text.ts';
import {
  divisions,
  type Division,
  type PublicationClass,
  type ReferenceFacts,
  type ThresholdClass,
  type ThresholdKind,
} from '../reference.ts';
import { standingOf } from './source-note.ts';
import { pounds } from './value-words.ts';
import { thresholdsInForce } from '../thresholds.ts';

const thresholdWords: Readonly<Record<ThresholdKind, { readonly name: string; readonly means: string }>> = {
  procurement: { name: 'Goods and services', means: 'From this value on the full procurement rules apply.' },
  publication: { name: 'Publishing an award', means: 'From this value on an award is published on Contracts Finder.' },
  'light-touch': {
    name: 'Light touch services',
    means: 'From this value on the lighter rules for social and other special services apply.',
  },
  works: { name: 'Works', means: 'From this value on the full procurement rules apply to building works.' },
};
export const classWords: Readonly<Record<ThresholdClass | 'all', string>> = {
  central: 'Central government',
  'sub-central': 'Other authorities',
  all: 'All authorities',
};
const publicationWords: Readonly<Record<PublicationClass, string>> = {
  central: 'As central government',
  'sub-central': 'As other authorities',
  exempt: 'Need not publish',
};
const divisionWords: Readonly<Record<Division, string>> = {
  'england-and-wales': 'England and Wales',
  scotland: 'Scotland',
  'northern-ireland': 'Northern Ireland',
};
const vatWords = { standard: 'Standard rate', reduced: 'Reduced rate', zero: 'Zero rate' } as const;

/** The shared rules as they stand on a date, ready for the page. */
export function rulesOn(facts: ReferenceFacts, on: IsoDate) {
  const source = (key: string) => {
    const found = facts.sources.find((each) => each.key === key);
    return {
      text: found?.title ?? key,
      href: found?.url,
      standing: found === undefined ? undefined : standingOf(found),
    };
  };
  const inForceRow = (row: Dated): boolean => row.from <= on && (row.to === undefined || on <= row.to);
  const yearOn = addDays(on, 365);
  const holidays = facts.bankHolidays.filter((each) => each.date >= on && each.date <= yearOn);
  return {
    thresholds: thresholdsInForce(facts, on).map((row) => ({
      ...thresholdWords[row.kind],
      who: classWords[row.class],
      amount: `${pounds(row.amount)} ${row.includesVat ? 'including' : 'excluding'} VAT`,
      since: period(row),
      source: source(row.source),
    })),
    publication: facts.publicationPeriods.filter(inForceRow).map((row) => ({
      who: `${classWords[row.class]}: ${row.notice} on ${row.place}`,
      days: row.days,
      since: period(row),
      source: source(row.source),
    })),
    vat: facts.vatRates.filter(inForceRow).map((row) => ({
      name: vatWords[row.category],
      percent: `${row.percent}%`,
      since: period(row),
      source: source(row.source),
    })),
    buyers: facts.buyerClasses.map((row) => ({
      name: row.name,
      threshold: classWords[row.thresholdClass],
      publication: publicationWords[row.publicationClass],
      note: row.note,
      source: source(row.source),
      publicationSource: row.publicationSource === undefined ? undefined : source(row.publicationSource),
    })),
    holidays: holidays.map((each) => ({
      day: formatDay(each.date),
      name: each.name,
      where:
        each.divisions.length === divisions.length
          ? 'All of the United Kingdom'
          : listInWords(each.divisions.map((one) => divisionWords[one])),
      projected: each.projected,
    })),
    offMainland: facts.deliveryPlaces.offMainland.map((row) => ({
      name: row.name,
      codes: listInWords(row.codes.map((each) => each.replace('-', ' to '))),
      note: row.note,
      source: row.source === undefined ? undefined : source(row.source),
    })),
    holidaySources: [...new Set(holidays.map((each) => each.source))].map(source),
    sources: facts.sources.map((each) => ({ ...each, standing: standingOf(each) })),
  };
}

/** `1 January 2026 to 31 December 2027`, `since 21 December 2022`. */
function period(row: Dated): string {
  return row.to === undefined ? `Since ${formatDate(row.from)}` : `${formatDate(row.from)} to ${formatDate(row.to)}`;
}
