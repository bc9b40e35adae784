import type { IsoDate } from '../../kernel/dates.ts';
import { formatDate } from '../../kernel/dates.ts';
import { type DecimalText, formatMoney } from '../../kernel/money.ts';
import type { Handle } from '../../platform/database/index.ts';
import type { CategoryTree } from '../categories.ts';
import {
  type FieldHeadings,
  lineProblem,
  type LineProblemCode,
  type PriceField,
  stepField,
} from '../price-lines/index.ts';
import { mpnKey } from '../price-lines/read-code.ts';
import { slips } from '../search-spelling.ts';
import * as store from './check-lines-store.ts';
import type { ProblemCount } from './price-list.ts';
import type { LineProblem } from './price-lists.ts';

/** What lines are checked under, once they were compared with the catalogue. */
export interface CheckScope {
  readonly listId: string;
  readonly lot: string;
  readonly tree: CategoryTree;
  /** The supplier's own headings, for the messages. */
  readonly headings: FieldHeadings;
  readonly allowedRise: DecimalText | null;
  readonly notableFall: DecimalText | null;
}

export interface Checked {
  readonly problems: readonly LineProblem[];
  readonly counts: readonly ProblemCount[];
}

/** Part numbers that are suggested for one that is unknown, and lines for which that is done. */
const suggestions = 3;
const linesHelped = 200;

interface Check {
  readonly code: LineProblemCode;
  readonly field: PriceField;
  find(transaction: Handle, scope: CheckScope): Promise<readonly store.FoundLine[]>;
  /** Facts as people read them, where they are not so already. */
  say?(facts: store.FoundLine['facts'], scope: CheckScope): store.FoundLine['facts'];
  /** The field a line's message points at, where that depends on what was found. */
  column?(facts: store.FoundLine['facts']): PriceField;
}

const pounds = (fact: string | number | undefined): string => formatMoney(String(fact ?? '0'));

const riseFacts = (facts: store.FoundLine['facts'], { allowedRise }: CheckScope): store.FoundLine['facts'] => ({
  ...facts,
  before: pounds(facts['before']),
  limit: allowedRise ?? '',
});

/** Every check that needs the catalogue or the whole list. What one row says by itself was checked when it was read. */
const checks: readonly Check[] = [
  {
    code: 'product-unknown',
    field: 'mpn',
    find: (transaction, { listId }) => store.linesWithoutProduct(transaction, listId),
  },
  { code: 'sku-twice', field: 'supplierSku', find: (transaction, { listId }) => store.codesTwice(transaction, listId) },
  { code: 'product-twice', field: 'mpn', find: (transaction, { listId }) => store.productsTwice(transaction, listId) },
  {
    code: 'category-not-on-lot',
    field: 'mpn',
    find: (transaction, { listId }) => store.linesOffTheLot(transaction, listId),
    say: (facts, { tree, lot }) => {
      const category = String(facts['category'] ?? '');
      return { ...facts, category: tree.get(category)?.name ?? category, lot };
    },
  },
  {
    code: 'sku-other-product',
    field: 'supplierSku',
    find: (transaction, { listId }) => store.codesOfOthers(transaction, listId),
  },
  {
    code: 'gtin-other-product',
    field: 'gtin',
    find: (transaction, { listId }) => store.otherGtins(transaction, listId),
  },
  {
    code: 'condition-not-possible',
    field: 'condition',
    find: (transaction, { listId }) => store.usedLines(transaction, listId),
    say: (facts, { tree }) => {
      const nature = tree.get(String(facts['category'] ?? ''))?.nature;
      return { ...facts, nature: nature === 'service' ? 'a service' : 'software' };
    },
  },
  {
    code: 'stock-not-possible',
    field: 'stock',
    find: (transaction, { listId }) => store.stockedLines(transaction, listId),
  },
  {
    code: 'product-off-sale',
    field: 'mpn',
    find: (transaction, { listId }) => store.linesOffSale(transaction, listId),
    say: (facts) => ({ ...facts, date: formatDate(String(facts['date']) as IsoDate) }),
  },
  {
    code: 'rise-held',
    field: 'unitPrice',
    find: (transaction, { listId, allowedRise }) =>
      allowedRise === null ? Promise.resolve([]) : store.heldRises(transaction, listId, 'for-one'),
    say: riseFacts,
  },
  {
    code: 'break-rise-held',
    field: 'unitPrice',
    column: ({ reached }) => stepField(Number(reached)),
    find: (transaction, { listId, allowedRise }) =>
      allowedRise === null ? Promise.resolve([]) : store.heldRises(transaction, listId, 'at-break'),
    say: riseFacts,
  },
  {
    code: 'fall-notable',
    field: 'unitPrice',
    find: (transaction, { listId, notableFall }) =>
      notableFall === null ? Promise.resolve([]) : store.largeFalls(transaction, listId, notableFall),
    say: (facts) => ({ ...facts, before: pounds(facts['before']) }),
  },
];

/** Runs every check that needs the catalogue or the whole list, in the caller's transaction. */
export async function checkLines(transaction: Handle, scope: CheckScope): Promise<Checked> {
  const problems: LineProblem[] = [];
  const counts: ProblemCount[] = [];
  for (const check of checks) {
    const lines = await check.find(transaction, scope);
    const told = lines.map((each) => {
      const field = check.column?.(each.facts) ?? check.field;
      return lineProblem(
        check.code,
        {
          row: each.row,
          column: scope.headings[field] ?? '',
          value: check.field === 'unitPrice' ? pounds(each.value) : each.value,
          field,
        },
        check.say?.(each.facts, scope) ?? each.facts,
      );
    });
    const [first] = told;
    if (first === undefined) continue;
    const { code, severity, message } = first;
    counts.push({ code, severity, message, count: lines[0]?.total ?? told.length });
    problems.push(...(check.code === 'product-unknown' ? await withSuggestions(transaction, told, lines) : told));
  }
  return { problems, counts };
}

/** Names the part numbers of the maker that an unknown one is a slip away from. */
async function withSuggestions(
  transaction: Handle,
  told: readonly LineProblem[],
  lines: readonly store.FoundLine[],
): Promise<readonly LineProblem[]> {
  const known = new Map<string, readonly string[]>();
  const helped: LineProblem[] = [];
  for (const [index, problem] of told.entries()) {
    const key = mpnKey(problem.value ?? '');
    const maker = String(lines[index]?.facts['makerId'] ?? '');
    if (index >= linesHelped || key.length < 4) {
      helped.push(problem);
      continue;
    }
    const shelf = `${maker} ${key.slice(0, 2)}`;
    const candidates = known.get(shelf) ?? (await store.partNumbersLike(transaction, maker, key));
    known.set(shelf, candidates);
    const near = nearest(key, candidates);
    const remedy = near.length === 0 ? problem.remedy : `Did you mean ${near.join(' or ')}? ${problem.remedy}`;
    helped.push({ ...problem, remedy });
  }
  return helped;
}

function nearest(key: string, candidates: readonly string[]): readonly string[] {
  const most = key.length < 8 ? 1 : 2;
  return candidates
    .map((mpn) => ({ mpn, away: slips(key, mpnKey(mpn), most) }))
    .filter((each) => each.away <= most)
    .toSorted((one, other) => one.away - other.away || (one.mpn < other.mpn ? -1 : 1))
    .slice(0, suggestions)
    .map((each) => each.mpn);
}
