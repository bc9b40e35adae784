import { agreementPaths, type AgreementPack, type Agreements, statusOn, termPicture } from '../agreements/index.ts';
import { formatCount } from '../kernel/money.ts';
import { type IsoDate } from '../kernel/dates.ts';
import { plural } from '../kernel/text.ts';
import { type CatalogueCounts, type CategoryTree, lotKey, searchPath, shelfEntry } from '../catalogue/index.ts';

/** Suppliers with a position on an agreement. */
export interface SupplierCounts {
  readonly suppliers: number;
  readonly sme: number;
}

export interface HomeInput {
  readonly today: IsoDate;
  readonly agreements: Agreements;
  readonly categories: CategoryTree;
  readonly counts: CatalogueCounts;
  /** By agreement number. */
  readonly suppliers: ReadonlyMap<string, SupplierCounts>;
  /** Searches that are known to find something. */
  readonly tries: readonly string[];
  /** Questions the finder asks at the most. */
  readonly questions: number;
}

/** Branches shown on the shelf. */
const shelfLength = 12;

interface Fact {
  readonly value: string;
  readonly text: string;
}

function daysFact(pack: AgreementPack, on: IsoDate): Fact {
  const status = statusOn(pack, on);
  const value = formatCount(status.daysLeft);
  switch (status.status) {
    case 'future':
      return { value: formatCount(status.daysLeft), text: 'days until its end; it has not begun' };
    case 'initial':
      return { value, text: 'days left in the initial term' };
    case 'extension':
      return { value, text: 'days left in the extension' };
    case 'ended':
      return { value: '0', text: 'days left: it takes no new call-offs' };
  }
}

function agreementView(pack: AgreementPack, input: HomeInput, alone: boolean) {
  const number = pack.number.value;
  const held = input.suppliers.get(number) ?? { suppliers: 0, sme: 0 };
  const offers = pack.lots.reduce((sum, lot) => sum + (input.counts.byLot.get(lotKey(number, lot.number)) ?? 0), 0);
  const facts: readonly Fact[] = [
    {
      value: formatCount(pack.lots.length),
      text: pack.lots.length === 1 ? 'lot' : 'lots, each with its own suppliers',
    },
    {
      value: formatCount(held.suppliers),
      text: `suppliers with a position${held.sme === 0 ? '' : `, ${formatCount(held.sme)} of them small or medium-sized`}`,
    },
    { value: formatCount(offers), text: 'offers you can see without an account' },
    daysFact(pack, input.today),
  ];
  return {
    number,
    name: pack.name.value,
    heading: alone ? 'The agreement, today' : pack.shortName.value,
    href: agreementPaths.agreement(number),
    term: termPicture(pack, input.today),
    facts,
  };
}

function ways({ counts, questions }: HomeInput) {
  return [
    {
      icon: 'need',
      title: 'Tell us what you need',
      href: '/find',
      text: `Answer up to ${questions} questions. You get the lot, the route to market, the reasons and what to do next.`,
    },
    {
      icon: 'search',
      title: 'Search the catalogue',
      href: '/catalogue',
      text:
        counts.offers === 0
          ? 'Prices excluding and including VAT, for the quantity you need.'
          : `${plural(counts.offers, 'offer')} from ${plural(counts.suppliers, 'supplier')}. Prices excluding and including VAT, for the quantity you need.`,
    },
    {
      icon: 'pay',
      title: 'Compare ways to pay',
      href: '/guidance/ways-to-pay',
      text: 'Purchase, lease, utility or as a service: what each means for your budget and your books.',
    },
    {
      icon: 'circular',
      title: 'Re-use or dispose',
      href: '/guidance/re-use-or-dispose',
      text: 'Make devices last, sell them on, or have them wiped and recycled with proof for each one.',
    },
  ];
}

const guidance = [
  { href: '/guidance/who-may-buy', text: 'Check if your organisation may buy' },
  { href: '/guidance/thresholds', text: 'Thresholds on a date' },
  { href: '/guidance/routes', text: 'The three routes, step by step' },
  { href: '/guidance/leasing', text: 'Leasing for schools and trusts' },
];

/** Everything the home page prints, without markup. */
export function homeView(input: HomeInput): Readonly<Record<string, unknown>> {
  const { agreements, categories, counts } = input;
  const shelf = categories.roots().map((each) => shelfEntry({ agreements, categories, counts }, each));
  const held = shelf.filter((each) => each.count > 0);
  return {
    tries: input.tries.map((text) => ({ text, href: searchPath({ q: text }) })),
    ways: ways(input),
    agreements: agreements.packs.map((pack) => agreementView(pack, input, agreements.packs.length === 1)),
    categories: (held.length === 0 ? shelf : held)
      .slice(0, shelfLength)
      .map((each) => ({ ...each, text: each.count === 0 ? each.summary : each.countText })),
    guidance,
  };
}
