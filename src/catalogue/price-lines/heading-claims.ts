import type { Problem } from '../../kernel/outcome.ts';
import type { ColumnContent } from './column-content.ts';
import { headingKey } from './heading-key.ts';
import type { AmbiguousField, Mapping, MatchedBy } from './heading-meaning.ts';
import { headingAsides, type HeadingNames, likeHeading } from './heading-names.ts';
import { listProblem } from './line-problems.ts';
import { columnOf } from './price-column.ts';
import { breakPairs, isPriceField, type PriceField } from './price-field.ts';
import { quantityInHeading } from './read-price-line.ts';

/** A column of the file before its meaning is known. */
export interface FoundColumn {
  readonly at: number;
  readonly heading: string;
  readonly content: ColumnContent;
}

interface Claim {
  readonly field: PriceField | null;
  readonly by: MatchedBy | null;
  readonly why: string;
}

export interface Claims {
  /** By the column's place. */
  readonly columns: readonly Claim[];
  readonly ambiguous: readonly AmbiguousField[];
  readonly problems: readonly Problem[];
  /** Fields whose only column was refused, which is a problem of its own. */
  readonly refused: ReadonlySet<PriceField>;
}

interface Wish {
  readonly column: FoundColumn;
  readonly field: PriceField;
  readonly by: MatchedBy;
  readonly why: string;
}

/** Gives each column its field, the surest claims first. The order of the columns makes no difference. */
export function claimFields(columns: readonly FoundColumn[], names: HeadingNames, remembered: Mapping): Claims {
  const claimer = new Claimer(columns, names);
  claimer.remembered(remembered);
  claimer.round((column) => claimer.byName(column, 'name'));
  claimer.round((column) => claimer.byName(column, 'synonym'));
  claimer.breaksInHeadings();
  claimer.round((column) => claimer.byWeakName(column));
  claimer.round((column) => claimer.byLikeness(column));
  claimer.byContent();
  return claimer.result();
}

class Claimer {
  readonly #columns: readonly FoundColumn[];
  readonly #names: HeadingNames;
  readonly #claims = new Map<number, Claim>();
  readonly #taken = new Map<PriceField, string>();
  readonly #ambiguous: AmbiguousField[] = [];
  readonly #problems: Problem[] = [];
  readonly #refused = new Set<PriceField>();
  /** Columns that hold prices with VAT or in another currency, by the field they would be. */
  readonly #unusable = new Map<PriceField, { readonly column: FoundColumn; readonly problem: Problem }[]>();

  constructor(columns: readonly FoundColumn[], names: HeadingNames) {
    this.#columns = columns;
    this.#names = names;
  }

  /** The supplier's own mapping wins over everything, but prices with VAT stay what they are. */
  remembered(mapping: Mapping): void {
    const own = new Map(Object.entries(mapping).map(([heading, field]) => [headingKey(heading), { heading, field }]));
    const wishes = this.#columns.flatMap((column): readonly Wish[] => {
      const exact = Object.hasOwn(mapping, column.heading) ? { field: mapping[column.heading] ?? null } : undefined;
      const found = exact ?? own.get(headingKey(column.heading));
      if (found === undefined) return [];
      const why = 'You said so for this heading.';
      if (found.field === null) {
        this.#claims.set(column.at, { field: null, by: 'remembered', why: 'You said that this column is not used.' });
        return [];
      }
      if (!isPriceField(found.field)) {
        this.#problems.push(
          listProblem('mapping-field-unknown', { heading: column.heading, field: String(found.field) }),
        );
        return [];
      }
      return [{ column, field: found.field, by: 'remembered', why }];
    });
    this.#grant(wishes);
  }

  /** Lets every column without a field wish for one, and grants the wishes. */
  round(wish: (column: FoundColumn) => Wish | undefined): void {
    this.#grant(this.#open().flatMap((column) => wish(column) ?? []));
  }

  byName(column: FoundColumn, by: 'name' | 'synonym'): Wish | undefined {
    const { plain } = headingAsides(column.heading, this.#names.columns);
    const found =
      this.#names.sure.get(headingKey(untwinned(column.heading))) ?? this.#names.sure.get(headingKey(untwinned(plain)));
    if (found?.by !== by) return undefined;
    const why = by === 'name' ? 'The heading is ours.' : `"${found.text}" is another name for it.`;
    return { column, field: found.field, by, why };
  }

  /** Of headings that may mean several things, the first that is still free. */
  byWeakName(column: FoundColumn): Wish | undefined {
    const found = this.#names.weak
      .get(headingKey(untwinned(column.heading)))
      ?.find((each) => !this.#taken.has(each.field));
    if (found === undefined) return undefined;
    return { column, field: found.field, by: 'likeness', why: 'The heading can mean it, and no other column does.' };
  }

  byLikeness(column: FoundColumn): Wish | undefined {
    const { plain } = headingAsides(column.heading, this.#names.columns);
    const found = likeHeading(untwinned(plain), this.#names);
    if (found === undefined || this.#taken.has(found.field) || !this.#fits(column, found.field)) return undefined;
    return { column, field: found.field, by: 'likeness', why: `The heading is like "${found.text}".` };
  }

  /** Prices under `10+` or `Price 25-49`: breaks in ascending quantity; the price from one on is the unit price. */
  breaksInHeadings(): void {
    const priced = this.#open().flatMap((column) => {
      const quantity =
        /^(?:(?:unit )?price|cost|qty|quantity)?\W*(?:qty|quantity|from|each)?\W*\d+\s*(?:\+|[-–]\s*\d+|to \d+|or more)\W*(?:price|units?|each|off|pcs)?\W*$/i.test(
          column.heading,
        )
          ? quantityInHeading(column.heading)
          : undefined;
      return quantity === undefined || !this.#fits(column, 'unitPrice') ? [] : [{ column, quantity }];
    });
    const wishes: Wish[] = [];
    let place = 0;
    for (const { column, quantity } of priced.toSorted((one, other) => one.quantity - other.quantity)) {
      const why = `The heading says that the price holds from ${String(quantity)} on.`;
      if (quantity === 1 && !this.#taken.has('unitPrice'))
        wishes.push({ column, field: 'unitPrice', by: 'synonym', why });
      if (quantity <= 1) continue;
      while (place < breakPairs.length && this.#taken.has(breakPairs[place]?.price ?? 'unitPrice')) place += 1;
      const field = breakPairs[place]?.price;
      place += 1;
      if (field !== undefined) wishes.push({ column, field, by: 'synonym', why });
    }
    this.#grant(wishes);
  }

  /** What a column holds tells what it is where no heading did, and only one column holds it. */
  byContent(): void {
    const only = (kind: ColumnContent['kind'], field: PriceField, why: string): void => {
      if (this.#taken.has(field) || this.#refused.has(field)) return;
      this.#grant(
        this.#open()
          .filter((each) => each.content.kind === kind && !this.#isUnusable(each))
          .map((column) => ({ column, field, by: 'content', why })),
      );
    };
    only('gtin', 'gtin', 'Its numbers are GTINs: their check digits are right.');
    only('maker', 'manufacturer', 'It holds names of makers the catalogue knows.');
    only('money', 'unitPrice', 'It is the only column of amounts without another meaning.');
    if (this.#taken.has('supplierSku')) only('code', 'mpn', 'It is the only column of codes without another meaning.');
    else if (this.#taken.has('mpn'))
      only('code', 'supplierSku', 'It is the only column of codes without another meaning.');
  }

  result(): Claims {
    for (const [field, refused] of this.#unusable) {
      if (this.#taken.has(field)) continue;
      this.#refused.add(field);
      this.#problems.push(...refused.map((each) => each.problem));
    }
    const columns = this.#columns.map(
      (column): Claim => this.#claims.get(column.at) ?? { field: null, by: null, why: this.#whyNot(column) },
    );
    return { columns, ambiguous: this.#ambiguous, problems: this.#problems, refused: this.#refused };
  }

  #open(): readonly FoundColumn[] {
    return this.#columns.filter((each) => !this.#claims.has(each.at) && !this.#isUnusable(each));
  }

  #isUnusable(column: FoundColumn): boolean {
    return [...this.#unusable.values()].some((each) => each.some((other) => other.column === column));
  }

  /** Gives a field to the one column that wishes for it; several that wish alike are for a person to decide. */
  #grant(wishes: readonly Wish[]): void {
    const byField = Map.groupBy(wishes, (each) => each.field);
    for (const [field, rivals] of byField) {
      if (this.#taken.has(field)) continue;
      const usable = rivals.filter((each) => !this.#refuse(each));
      const filled = usable.filter((each) => each.column.content.filled > 0);
      const [first, ...others] = usable.length > 1 && filled.length > 0 ? filled : usable;
      if (first === undefined) continue;
      // Columns that are not read, such as descriptions, may be several.
      if (others.length === 0 || columnOf(this.#names.columns, field).kind === 'note') {
        for (const { column, by, why } of [first, ...others]) this.#claims.set(column.at, { field, by, why });
        this.#taken.set(field, first.column.heading);
      } else if (first.by !== 'content' || columnOf(this.#names.columns, field).required) {
        this.#ambiguous.push({ field, headings: [first, ...others].map((each) => each.column.heading).toSorted() });
        this.#taken.set(field, '');
      }
    }
  }

  /** A price with VAT in it or in another currency is no price here. */
  #refuse({ column, field }: Wish): boolean {
    if (columnOf(this.#names.columns, field).kind !== 'money') return false;
    const { vatIncluded, currency } = headingAsides(column.heading, this.#names.columns);
    if (!vatIncluded && currency === undefined) return false;
    const facts = { heading: column.heading, currency: currency ?? '' };
    const problem = listProblem(vatIncluded ? 'vat-included' : 'heading-other-currency', facts, {
      column: column.heading,
    });
    this.#unusable.set(field, [...(this.#unusable.get(field) ?? []), { column, problem }]);
    return true;
  }

  /** Whether what the column holds can be what its heading seems to say. */
  #fits(column: FoundColumn, field: PriceField): boolean {
    const { kind, filled } = column.content;
    if (filled === 0) return true;
    switch (columnOf(this.#names.columns, field).kind) {
      case 'money':
        return (
          kind === 'money' ||
          (kind === undefined ? column.content.seen.some((each) => /\d/.test(each)) : kind === 'code')
        );
      case 'date':
        return kind === 'date' || kind === undefined;
      case 'gtin':
        return kind === 'gtin' || kind === 'code' || kind === undefined;
      default:
        return kind !== 'date';
    }
  }

  #whyNot(column: FoundColumn): string {
    const unusable = [...this.#unusable.values()].flat().find((each) => each.column === column);
    if (unusable !== undefined) return unusable.problem.message;
    const undecided = this.#ambiguous.find((each) => each.headings.includes(column.heading));
    if (undecided !== undefined) return 'Another column could mean the same: say which one it is.';
    const { plain, vatIncluded, currency } = headingAsides(column.heading, this.#names.columns);
    const key = headingKey(untwinned(plain));
    const found = this.#names.sure.get(headingKey(untwinned(column.heading))) ?? this.#names.sure.get(key);
    if (found !== undefined && vatIncluded) return 'Its heading says that VAT is included, so the column is not used.';
    if (found !== undefined && currency !== undefined)
      return `Its heading names ${currency}, so the column is not used.`;
    const before = found === undefined ? undefined : this.#taken.get(found.field);
    if (before !== undefined) return `"${before}" is used for it already.`;
    const holds = { gtin: 'GTINs', maker: 'names of makers', money: 'amounts', date: 'dates', code: 'codes' };
    const kind = column.content.kind;
    return kind === undefined
      ? 'The heading is none we know, so the column is not used.'
      : `It holds ${holds[kind]}, but the heading is none we know, so the column is not used.`;
  }
}

/** The heading without the number that tells twins apart. */
function untwinned(heading: string): string {
  return heading.replace(/ \(\d+\)$/, '');
}
