import { listInWords } from '../../kernel/text.ts';
import { type AgreementPack, isAssumed, type Lot, type RouteKind } from '../pack.ts';
import type { ReferenceFacts } from '../reference.ts';
import { capital, lotsInWords } from './lot-words.ts';
import { statementsOf } from './statements.ts';
import { isOpen } from './value-words.ts';

/** What is assumed in the pack, a line each, like things together: the panel of the agreement page. */
export function assumptionsOf(pack: AgreementPack, reference: ReferenceFacts): readonly string[] {
  const all = pack.lots.map((each) => each.number);
  const lots = new Map<string, Set<string>>();
  for (const group of statementsOf(pack, reference)) {
    for (const each of group.statements) {
      if (each.assumedAs === undefined || !isAssumed(each.origin)) continue;
      const named = lots.get(each.assumedAs) ?? new Set<string>();
      if (group.lot !== undefined) named.add(group.lot);
      lots.set(each.assumedAs, named);
    }
  }
  const lines = [...lots].map(([words, named]) => {
    const plain = words.replace(/\.$/, '');
    return named.size === 0 || named.size === all.length || plain.includes(':')
      ? plain
      : `${plain} (${lotsInWords([...named], all)})`;
  });
  const charge = lines.filter((each) => each.startsWith('Management charge'));
  const rest = lines.filter((each) => !charge.includes(each));
  return [...charge, ...routeAssumptions(pack), ...rest];
}

const onlyWords: Readonly<Record<RouteKind, string>> = {
  catalogue: 'ordered from the catalogue and nowhere else',
  'direct-award': 'by direct award only',
  'further-competition': 'by competition only',
};
const someWords: Readonly<Record<RouteKind, string>> = {
  catalogue: 'catalogue orders',
  'direct-award': 'direct award',
  'further-competition': 'competition',
};

/** Which lot allows which route, told once for lots that are alike, the fewest lots first. */
function routeAssumptions(pack: AgreementPack): readonly string[] {
  const all = pack.lots.map((each) => each.number);
  const alike = new Map<string, { readonly lots: string[]; readonly lot: Lot }>();
  for (const lot of pack.lots) {
    if (!lot.routes.some((each) => isAssumed(each.allowed))) continue;
    const key = lot.routes.map((each) => each.allowed.value).join();
    const found = alike.get(key);
    if (found === undefined) alike.set(key, { lots: [lot.number], lot });
    else found.lots.push(lot.number);
  }
  return [...alike.values()]
    .toSorted((a, b) => a.lots.length - b.lots.length)
    .map(({ lots, lot }) => {
      const subject = capital(lotsInWords(lots, all));
      const open = lot.routes.filter(isOpen);
      const [only] = open;
      const is = lots.length === 1 || subject.startsWith('Every') ? 'is' : 'are';
      if (open.length === 1 && only !== undefined) return `${subject} ${is} ${onlyWords[only.kind]}`;
      const ways = open.map(
        (each) => `${someWords[each.kind]}${each.allowed.value === 'conditions' ? ' on conditions' : ''}`,
      );
      return `${subject} ${is} open to ${listInWords(ways)}`;
    });
}
