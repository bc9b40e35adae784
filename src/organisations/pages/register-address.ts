import type { IsoDate } from '../../kernel/dates.ts';
import type { SupplierQuery } from '../supplier-filter.ts';
import type { RegisterQuery } from '../supplier-paths.ts';
import { sizeWords, standingWords } from '../supplier-words.ts';

/** The parameters of the register's address that say what the query says; the present day is left out. */
export function addressOf(query: SupplierQuery, today: IsoDate): RegisterQuery {
  return {
    q: query.words,
    agreement: query.agreement,
    lot: query.lot,
    size: query.size,
    sme: query.sme,
    standing: query.standing,
    takesBack: query.takesBack,
    evidence: query.evidence,
    region: query.region,
    on: query.on === today ? undefined : query.on,
  };
}

/** A filter in use: its words, and the query without it. */
export interface UsedFilter {
  readonly text: string;
  readonly without: SupplierQuery;
}

/** The filters in use, in the order of the page. An agreement counts only where there are several. */
export function usedFilters(
  query: SupplierQuery,
  lotName: (lot: string) => string,
  severalAgreements: boolean,
): readonly UsedFilter[] {
  const less = <T>(list: readonly T[], item: T): readonly T[] => list.filter((each) => each !== item);
  return [
    ...(query.words === '' ? [] : [{ text: `“${query.words}”`, without: { ...query, words: '' } }]),
    ...(severalAgreements ? query.agreement : []).map((each) => ({
      text: each,
      without: { ...query, agreement: less(query.agreement, each) },
    })),
    ...query.lot.map((each) => ({ text: lotName(each), without: { ...query, lot: less(query.lot, each) } })),
    ...(query.sme ? [{ text: 'Small or medium-sized', without: { ...query, sme: false } }] : []),
    ...query.size.map((each) => ({ text: sizeWords[each], without: { ...query, size: less(query.size, each) } })),
    ...query.standing.map((each) => ({
      text: standingWords[each],
      without: { ...query, standing: less(query.standing, each) },
    })),
    ...(query.takesBack ? [{ text: 'Takes devices back', without: { ...query, takesBack: false } }] : []),
    ...query.evidence.map((each) => ({
      text: each,
      without: { ...query, evidence: less(query.evidence, each) },
    })),
    ...query.region.map((each) => ({ text: each, without: { ...query, region: less(query.region, each) } })),
  ];
}

/** The query with every filter taken away. */
export function withoutFilters(query: SupplierQuery, severalAgreements: boolean): SupplierQuery {
  return {
    on: query.on,
    words: '',
    agreement: severalAgreements ? [] : query.agreement,
    lot: [],
    size: [],
    sme: false,
    standing: [],
    takesBack: false,
    evidence: [],
    region: [],
  };
}
