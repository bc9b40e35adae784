import { formatDate, type IsoDate } from '../kernel/dates.ts';
import { listInWords, plural } from '../kernel/text.ts';
import type { CircularClaim, EvidenceState } from './supplier-evidence.ts';
import type { SupplierOnDate } from './supplier-filter.ts';
import type { Standing, StandingOnDate } from './supplier-standing.ts';
import type { CircularKind, SupplierSize } from './supplier.ts';

export const sizeWords: Readonly<Record<SupplierSize, string>> = {
  micro: 'Micro',
  small: 'Small',
  medium: 'Medium-sized',
  large: 'Large',
};

export const standingWords: Readonly<Record<Standing, string>> = {
  active: 'Active',
  suspended: 'Suspended',
  excluded: 'Excluded',
};

export const evidenceWords: Readonly<Record<EvidenceState, string>> = {
  current: 'Current',
  'lapses-soon': 'Lapses soon',
  lapsed: 'Lapsed',
  'not-yet': 'Not yet in force',
};

/** What the circular facts are about, for "No evidence filed for …". */
export const circularSubjects: Readonly<Record<CircularKind, string>> = {
  'refurbished-share': 'its share of refurbished devices',
  'parts-years': 'how long spare parts are available',
  'take-back': 'taking devices back',
  'update-years': 'how long software is updated',
  'warranty-years': 'its warranty',
};

export const circularTitles: Readonly<Record<CircularKind, string>> = {
  'refurbished-share': 'Refurbished share',
  'parts-years': 'Spare parts',
  'take-back': 'Take-back',
  'update-years': 'Software updates',
  'warranty-years': 'Warranty',
};

function years(value: string): string {
  return Number.isInteger(Number(value)) ? plural(Number(value), 'year') : `${value} years`;
}

/** A claim in a few words, such as `38%` or `7 years`; its period and terms stand after it. */
export function claimWords(claim: Extract<CircularClaim, { state: 'shown' }>): string {
  const { value } = claim.fact;
  switch (claim.kind) {
    case 'refurbished-share':
      return `${value}%`;
    case 'take-back':
      return Number(value) > 0 ? 'Takes devices back' : 'Does not take devices back';
    case 'parts-years':
    case 'update-years':
    case 'warranty-years':
      return years(value);
  }
}

/** `lots 2, 6 and 8`; with several agreements each is named. */
export function lotsInWords(lots: readonly { readonly agreement: string; readonly lot: string }[]): string {
  const agreements = [...new Set(lots.map((each) => each.agreement))];
  const parts = agreements.map((agreement) => {
    const numbers = lots.filter((each) => each.agreement === agreement).map((each) => each.lot);
    const words = `${numbers.length === 1 ? 'lot' : 'lots'} ${listInWords(numbers)}`;
    return agreements.length === 1 ? words : `${words} of ${agreement}`;
  });
  return listInWords(parts);
}

/** `since 21 October 2026` or `from 11 November 2026 to 10 January 2027`. */
function stretch(from: IsoDate, to: IsoDate | null): string {
  return to === null ? `since ${formatDate(from)}` : `from ${formatDate(from)} to ${formatDate(to)}`;
}

/** What a supplier's standing means for a buyer: the sentence its page begins with, and what follows from it. */
export interface StandingSentence {
  readonly main: string;
  readonly more: string;
}

/** Begins with the standing as a whole; a lot with another standing is named. `standings` are those of the lots held. */
export function standingSentence(
  row: SupplierOnDate,
  lots: readonly { readonly agreement: string; readonly lot: string; readonly standing: StandingOnDate }[],
): StandingSentence {
  const { standing } = row;
  if (standing.standing === 'excluded') {
    return {
      main: `Excluded ${stretch(standing.from, standing.to)}. It may take no business.`,
      more: `${standing.reason} Its offers are left out of the catalogue.`,
    };
  }
  if (standing.standing === 'suspended') {
    const until = standing.to === null ? 'it is reinstated' : 'that day has passed';
    return {
      main: `Suspended ${stretch(standing.from, standing.to)}. It takes no new business until ${until}.`,
      more: `${standing.reason} Contracts made before run on. Its offers are left out of the catalogue.`,
    };
  }
  if (lots.length === 0) {
    return { main: 'Holds no lot on this day.', more: 'It has ended, or not yet begun, every position it has had.' };
  }
  const open = lots.filter((each) => each.standing.standing === 'active');
  const closed = lots.filter((each) => each.standing.standing !== 'active');
  const [first] = closed;
  if (first === undefined || first.standing.standing === 'active') {
    return { main: `Active. It takes new business on ${lotsInWords(open)}.`, more: '' };
  }
  const word = standingWords[first.standing.standing];
  const rest = open.length === 0 ? '' : ` Active on ${lotsInWords(open)}.`;
  return {
    main: `${word} on ${lotsInWords(closed)} ${stretch(first.standing.from, first.standing.to)}.${rest}`,
    more: `${first.standing.reason} Its offers there are left out of the catalogue.`,
  };
}
