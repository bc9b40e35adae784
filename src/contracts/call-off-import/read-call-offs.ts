import { type RouteKind, routeKinds } from '../../agreements/index.ts';
import { type IsoDate, isoDate, parseIsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, isDecimalText } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { cleanLine, listInWords } from '../../kernel/text.ts';
import type { TextRow } from '../../platform/tables/index.ts';
import { type CallOffColumn, callOffColumns } from './call-off-columns.ts';

/** An agreement a call-off may have been made under: an installed one, or one that it combines or follows. */
export interface ImportableAgreement {
  readonly number: string;
  readonly name: string | null;
  /** Lots of an installed agreement; null where they are not known. */
  readonly lots: readonly string[] | null;
}

/** What a file is held against. Names are compared without case. */
export interface KnownForImport {
  readonly agreements: readonly ImportableAgreement[];
  readonly suppliers: readonly { readonly id: string; readonly name: string }[];
  /** `agreements`: those of them that may be imported for this buyer; null: all. */
  readonly buyers: readonly {
    readonly id: string;
    readonly name: string;
    readonly agreements: readonly string[] | null;
  }[];
  readonly today: IsoDate;
  /** Standard VAT on a day, in percent. */
  readonly standardVat: (on: IsoDate) => DecimalText;
}

export interface CallOffToImport {
  readonly row: number;
  readonly reference: string;
  readonly agreement: string;
  readonly lot: string;
  readonly route: RouteKind;
  readonly supplier: string;
  readonly buyer: string;
  readonly title: string;
  readonly start: IsoDate;
  readonly end: IsoDate;
  readonly ceiling: DecimalText;
  readonly ceilingGross: DecimalText;
  readonly spent: DecimalText;
  /** Day of the last signature; null: not known. */
  readonly signedOn: IsoDate | null;
  readonly published: { readonly on: IsoDate; readonly as: string; readonly at: string } | null;
}

export interface CallOffsRead {
  readonly callOffs: readonly CallOffToImport[];
  readonly rows: number;
  readonly problems: readonly Problem[];
}

/** The call-offs of a table, and everything that is wrong with it by row and column. */
export function readCallOffs(rows: readonly TextRow[], known: KnownForImport): CallOffsRead {
  const [head, ...rest] = rows;
  const keys = (head?.cells ?? []).map((cell) => callOffColumns.find((each) => each.heading === headingOf(cell))?.key);
  const missing = callOffColumns.filter((each) => each.required && !keys.includes(each.key));
  if (head === undefined || missing.length > 0) {
    const problems = missing.map(({ heading }) => ({
      code: 'column-missing',
      row: head?.row ?? 1,
      column: heading,
      message: `The column ${heading} is missing.`,
      remedy: 'Add it, or begin with the template.',
    }));
    return { callOffs: [], rows: rest.length, problems };
  }
  const problems: Problem[] = [];
  const callOffs = rest.flatMap(({ row, cells }) => {
    const text = new Map(
      keys.flatMap((key, at) => (key === undefined ? [] : [[key, cleanLine(cells[at] ?? '')] as const])),
    );
    const before = problems.length;
    const read = new RowReader(row, text, known, problems).read();
    return problems.length > before ? [] : [read];
  });
  if (rest.length === 0)
    problems.push({
      code: 'no-rows',
      message: 'There is no row below the headings.',
      remedy: 'Add one row for each call-off.',
    });
  const seen = new Set<string>();
  for (const { row, buyer, reference } of callOffs) {
    const key = `${buyer}\n${reference.toLowerCase()}`;
    if (seen.has(key))
      problems.push({
        code: 'reference-twice',
        row,
        column: 'reference',
        value: reference,
        message: `${reference} stands in a row above.`,
        remedy: 'Keep one of them.',
      });
    seen.add(key);
  }
  return { callOffs, rows: rest.length, problems };
}

class RowReader {
  readonly #row: number;
  readonly #cells: ReadonlyMap<CallOffColumn, string>;
  readonly #known: KnownForImport;
  readonly #problems: Problem[];

  constructor(row: number, cells: ReadonlyMap<CallOffColumn, string>, known: KnownForImport, problems: Problem[]) {
    this.#row = row;
    this.#cells = cells;
    this.#known = known;
    this.#problems = problems;
  }

  read(): CallOffToImport {
    const start = this.#date('start') ?? isoDate('1970-01-01');
    const end = this.#date('end') ?? isoDate('9999-12-31');
    if (end < start) this.#add('end', 'dates-reversed', 'The last day is before the first.', 'Correct one of them.');
    else if (end < this.#known.today)
      this.#add('end', 'ended', 'The call-off has ended.', 'Leave it out: only running call-offs are imported.');
    const agreement = this.#agreement();
    const ceiling = this.#money('ceiling');
    const spent = this.#money('spent', '0.00');
    if (exact(spent).greaterThan(ceiling))
      this.#add(
        'spent',
        'above-ceiling',
        `More is spent than the ceiling of £${ceiling}.`,
        'Write the ceiling as it is after all variations.',
      );
    const vat = this.#known.standardVat(start);
    const gross = exact(ceiling).times(exact(vat).plus(100)).dividedBy(100).toFixed(2);
    const ceilingGross = this.#money('ceilingGross', gross);
    if (exact(ceilingGross).lessThan(ceiling))
      this.#add('ceilingGross', 'below-net', 'The ceiling with VAT is below that without.', 'Correct one of them.');
    const publishedOn = this.#text('publishedOn') === '' ? undefined : this.#date('publishedOn');
    this.#notLater('publishedOn', publishedOn, 'published');
    const signedOn = this.#text('signedOn') === '' ? undefined : this.#date('signedOn');
    this.#notLater('signedOn', signedOn, 'signed');
    const route = routeKinds.find((each) => each === this.#text('route'));
    if (route === undefined)
      this.#add(
        'route',
        'unknown-route',
        `"${this.#text('route').slice(0, 60)}" is no route to market.`,
        `Write ${listInWords(routeKinds, 'or')}.`,
      );
    return {
      row: this.#row,
      reference: this.#needed('reference', 80),
      agreement,
      lot: this.#lot(agreement),
      route: route ?? 'catalogue',
      supplier: this.#find('supplier', this.#known.suppliers, 'in the register'),
      buyer: this.#buyer(agreement),
      title: this.#needed('title', 200),
      start,
      end,
      ceiling,
      ceilingGross,
      spent,
      signedOn: signedOn ?? null,
      published:
        publishedOn === undefined
          ? null
          : { on: publishedOn, as: this.#needed('publishedAs', 120), at: this.#needed('publishedAt', 120) },
    };
  }

  #notLater(key: CallOffColumn, day: IsoDate | undefined, what: string): void {
    if (day === undefined || day <= this.#known.today) return;
    this.#add(key, 'day-ahead', `It cannot have been ${what} on a day that is still to come.`, 'Correct the day.');
  }

  #agreement(): string {
    const written = this.#text('agreement');
    const found = this.#known.agreements.find((each) => each.number.toLowerCase() === written.toLowerCase());
    if (found === undefined) {
      const numbers = listInWords(
        this.#known.agreements.map((each) => each.number),
        'or',
      );
      this.#add(
        'agreement',
        'unknown-agreement',
        `There is no agreement ${written.slice(0, 60)}.`,
        `Write ${numbers}.`,
      );
      return '';
    }
    const name = this.#text('agreementName');
    if (name !== '' && found.name !== null && name.toLowerCase() !== found.name.toLowerCase()) {
      this.#add(
        'agreementName',
        'other-agreement',
        `${found.number} is ${found.name}, not ${name.slice(0, 80)}.`,
        'Correct the number or the name.',
      );
    }
    return found.number;
  }

  #lot(agreement: string): string {
    const written = this.#needed('lot', 20).replace(/^lot\s*/i, '');
    const lots = this.#known.agreements.find((each) => each.number === agreement)?.lots ?? null;
    if (lots !== null && !lots.includes(written))
      this.#add('lot', 'unknown-lot', `${agreement} has no lot ${written}.`, `Write one of ${lots.join(', ')}.`);
    return written;
  }

  #buyer(agreement: string): string {
    // The buyers of an agreement somebody runs are no "yours": they are named.
    const [only, ...others] = this.#known.buyers.filter((each) => each.agreements === null);
    if (this.#text('buyer') === '' && only !== undefined && others.length === 0) return only.id;
    const mine = this.#known.buyers.filter((each) => each.agreements?.includes(agreement) ?? true);
    return this.#find('buyer', mine, 'among the organisations you import for');
  }

  #find(
    key: 'supplier' | 'buyer',
    known: readonly { readonly id: string; readonly name: string }[],
    where: string,
  ): string {
    const written = this.#text(key).toLowerCase();
    const found = known.filter((each) => each.id === written || each.name.toLowerCase() === written);
    const [first] = found;
    if (first !== undefined && found.length === 1) return first.id;
    this.#add(
      key,
      `unknown-${key}`,
      `"${this.#text(key).slice(0, 80)}" is not ${where}.`,
      'Write its id, or its name as it stands there.',
    );
    return '';
  }

  #text(key: CallOffColumn): string {
    return this.#cells.get(key) ?? '';
  }

  #needed(key: CallOffColumn, longest: number): string {
    const text = this.#text(key);
    if (text === '') this.#add(key, 'cell-empty', 'The cell is empty.', 'Every row needs it.');
    if (text.length > longest)
      this.#add(key, 'too-long', `The cell has more than ${String(longest)} characters.`, 'Shorten it.');
    if (/^[=+\-@]/.test(text))
      this.#add(key, 'formula', 'The cell reads as a spreadsheet formula.', 'Replace it by its value.');
    return text;
  }

  #date(key: CallOffColumn): IsoDate | undefined {
    const date = parseIsoDate(this.#text(key));
    if (date === undefined)
      this.#add(key, 'bad-date', `"${this.#text(key).slice(0, 40)}" is not a date.`, 'Write it as YYYY-MM-DD.');
    return date;
  }

  #money(key: CallOffColumn, fallback?: DecimalText): DecimalText {
    const text = this.#text(key)
      .replace(/^£\s*/, '')
      .replace(/,(?=\d{3}(\D|$))/g, '');
    if (text === '' && fallback !== undefined) return fallback;
    if (isDecimalText(text) && text.length <= 15 && !text.startsWith('-') && exact(text).decimalPlaces() <= 2)
      return exact(text).toFixed(2);
    this.#add(key, 'not-money', `"${text.slice(0, 40)}" is no amount in pounds.`, 'Write it such as 500000.00.');
    return '0.00';
  }

  #add(key: CallOffColumn, code: string, message: string, remedy: string): void {
    const column = callOffColumns.find((each) => each.key === key)?.heading ?? key;
    this.#problems.push({ code, row: this.#row, column, value: this.#text(key).slice(0, 120), message, remedy });
  }
}

function headingOf(cell: string): string {
  return cleanLine(cell).toLowerCase().replace(/[_-]+/g, ' ');
}
