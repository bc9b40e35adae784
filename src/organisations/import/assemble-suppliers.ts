import { addDays, type IsoDate } from '../../kernel/dates.ts';
import { standingKey } from '../register-change.ts';
import type { Position, StandingEvent, Supplier } from '../supplier.ts';
import { identifierProblem } from '../supplier-identifier.ts';
import { type ColumnKey, columnList, columnOf } from './columns.ts';
import { isWebAddress, readCircular, readContacts, readEvidence, readStanding } from './list-cells.ts';
import type { ProblemList } from './problem-list.ts';
import { groupRows, type SupplierRows } from './supplier-names.ts';
import {
  findAgreement,
  type KnownAgreement,
  overlap,
  readRegions,
  readSize,
  type SupplierRow,
} from './supplier-row.ts';

export interface AssembleOptions {
  readonly register: readonly Supplier[];
  readonly agreements: readonly KnownAgreement[];
  /** Columns the file has; the others leave what the register holds. */
  readonly present: ReadonlySet<ColumnKey>;
  /** End the positions of the file's agreements that the file does not name, on the day before this. */
  readonly replaceOn?: IsoDate;
}

export interface Assembled {
  readonly suppliers: readonly Supplier[];
  /** Positions that end because the file does not name them. */
  readonly ended: number;
}

/** Complete descriptions of the suppliers as the rows want them, over what the register holds now. */
export function assembleSuppliers(
  rows: readonly SupplierRow[],
  options: AssembleOptions,
  problems: ProblemList,
): Assembled {
  const groups = groupRows(rows, options.register, problems);
  const now = new Map(options.register.map((each) => [each.id, each]));
  const wanted = groups.map((group) => new SupplierAssembler(group, now.get(group.id), options, problems).assemble());
  identifiersOnce(wanted, groups, options.register, problems);
  if (options.replaceOn === undefined) return { suppliers: wanted, ended: 0 };
  return endUnnamed(wanted, groups, options.register, options.replaceOn);
}

/** Brings the rows of one supplier together. */
class SupplierAssembler {
  readonly #group: SupplierRows;
  readonly #now: Supplier | undefined;
  readonly #options: AssembleOptions;
  readonly #problems: ProblemList;

  constructor(group: SupplierRows, now: Supplier | undefined, options: AssembleOptions, problems: ProblemList) {
    this.#group = group;
    this.#now = now;
    this.#options = options;
    this.#problems = problems;
  }

  assemble(): Supplier {
    const { id, name } = this.#group;
    for (const column of columnList) if (column.ofSupplier) this.#mustAgree(column.key);
    const evidence = this.#list('evidence', readEvidence, this.#now?.evidence);
    return {
      id,
      name,
      legalName: this.#has('legalName') ? this.#text('legalName') || name : (this.#now?.legalName ?? name),
      identifier: this.#identifier(),
      size: this.#size(),
      website: this.#website(),
      regions: this.#regions(),
      demonstration: this.#demonstration(),
      positions: this.#positions(),
      standing: this.#standing(),
      evidence,
      contacts: this.#list('contacts', readContacts, this.#now?.contacts),
      circular: this.#list(
        'circular',
        (cell, place, problems) => readCircular(cell, place, problems, evidence),
        this.#supported(evidence),
      ),
    };
  }

  #has(key: ColumnKey): boolean {
    return this.#options.present.has(key);
  }

  /** The row that fills the column first, else the supplier's first row. */
  #rowOf(key: ColumnKey): number {
    const filled = this.#group.rows.find((each) => (each.cells.get(key) ?? '') !== '');
    return (filled ?? this.#group.rows[0])?.row ?? 0;
  }

  #text(key: ColumnKey): string {
    return this.#group.rows.map((each) => each.cells.get(key) ?? '').find((each) => each !== '') ?? '';
  }

  #problem(key: ColumnKey, code: string, message: string, remedy: string): void {
    const place = { row: this.#rowOf(key), column: columnOf(key).heading, value: this.#text(key) };
    this.#problems.add(place, code, message, remedy);
  }

  /** A supplier's rows may leave a cell empty, but not say different things. */
  #mustAgree(key: ColumnKey): void {
    const first = this.#text(key);
    for (const row of this.#group.rows) {
      const text = row.cells.get(key) ?? '';
      if (text === '' || text === first) continue;
      const column = columnOf(key).heading;
      const message = `${this.#group.name} has another ${column} in row ${this.#rowOf(key)}.`;
      this.#problems.add(
        { row: row.row, column, value: text },
        'rows-differ',
        message,
        'Write the same, or leave it empty.',
      );
    }
  }

  #identifier(): Supplier['identifier'] {
    if (!this.#has('scheme') && !this.#has('number')) return this.#now?.identifier ?? null;
    const scheme = this.#text('scheme').toUpperCase();
    const number = this.#text('number').toUpperCase().replace(/\s/g, '');
    if (scheme === '' && number === '') return null;
    if (scheme === '' || number === '') {
      const missing: ColumnKey = scheme === '' ? 'scheme' : 'number';
      const message = 'Identifier scheme and number belong together; one is empty.';
      this.#problem(missing, 'identifier-half', message, 'Fill both, or leave both empty.');
      return null;
    }
    const problem = identifierProblem(scheme, number);
    if (problem === undefined) return { scheme, number };
    const key: ColumnKey = problem.message.startsWith(`${scheme} is not`) ? 'scheme' : 'number';
    this.#problem(key, key === 'scheme' ? 'bad-scheme' : 'bad-number', problem.message, problem.remedy);
    return null;
  }

  #size(): Supplier['size'] {
    const text = this.#text('size');
    const size = readSize(text);
    if (size !== undefined) return size;
    if (text === '' && this.#now !== undefined) return this.#now.size;
    const message = text === '' ? `${this.#group.name} has no size.` : `"${text}" is not a size.`;
    this.#problem('size', 'bad-size', message, 'Write micro, small, medium or large.');
    return 'small';
  }

  #website(): string | null {
    if (!this.#has('website')) return this.#now?.website ?? null;
    const text = this.#text('website');
    if (text === '' || isWebAddress(text)) return text === '' ? null : text;
    this.#problem(
      'website',
      'bad-link',
      `"${text}" is not a web address.`,
      'Write an address that begins with https://.',
    );
    return null;
  }

  #regions(): Supplier['regions'] {
    if (!this.#has('regions')) return this.#now?.regions ?? [];
    const { regions, unknown } = readRegions(this.#text('regions'));
    if (unknown !== undefined) {
      const remedy = 'Write regions as docs/suppliers-import.md lists them, or Whole UK.';
      this.#problem('regions', 'bad-region', `"${unknown}" is not a region.`, remedy);
    }
    return regions;
  }

  #demonstration(): boolean {
    if (!this.#has('demonstration')) return this.#now?.demonstration ?? false;
    const text = this.#text('demonstration').toLowerCase();
    if (text !== '' && text !== 'yes' && text !== 'no') {
      this.#problem('demonstration', 'bad-word', 'This column holds yes or no.', 'Write yes for an invented supplier.');
    }
    return text === 'yes';
  }

  #list<T>(
    key: ColumnKey,
    read: (cell: string, place: { row: number; column: string }, problems: ProblemList) => readonly T[],
    before: readonly T[] | undefined,
  ): readonly T[] {
    if (!this.#has(key)) return before ?? [];
    return read(this.#text(key), { row: this.#rowOf(key), column: columnOf(key).heading }, this.#problems);
  }

  /** The claims the register holds, less those whose evidence the file takes away. */
  #supported(evidence: Supplier['evidence']): Supplier['circular'] {
    return (this.#now?.circular ?? []).filter((fact) =>
      evidence.some((each) => each.scheme === fact.evidenceScheme && each.number === fact.evidenceNumber),
    );
  }

  /** The file's stretches of each lot it names, and the register's of the others. */
  #positions(): readonly Position[] {
    const before = this.#now?.positions ?? [];
    const positions: Position[] = [];
    const rows = new Map<Position, number>();
    for (const row of this.#group.rows) {
      const position = this.#begun(row, before);
      const twice = positions.find((each) => overlap(each, position));
      if (twice !== undefined) {
        const place = { row: row.row, column: columnOf('lot').heading, value: position.lot };
        const message = `${this.#group.name} already has lot ${position.lot} in row ${rows.get(twice) ?? 0}.`;
        this.#problems.add(place, 'position-twice', message, 'Keep one row, or give them dates that do not overlap.');
        continue;
      }
      rows.set(position, row.row);
      positions.push(position);
    }
    const named = new Set(positions.map(lotKey));
    return [...positions, ...before.filter((each) => !named.has(lotKey(each)))];
  }

  /** A row that names no first day keeps the one the register has. */
  #begun(row: SupplierRow, before: readonly Position[]): Position {
    if ((row.cells.get('from') ?? '') !== '') return row.position;
    const known = before.filter((each) => each.agreement === row.position.agreement && each.lot === row.position.lot);
    const from = known.at(-1)?.from;
    if (from === undefined || (row.position.to !== null && row.position.to < from)) return row.position;
    return { ...row.position, from };
  }

  /** Standing events are only added: what stands in the register stays. */
  #standing(): readonly StandingEvent[] {
    const place = { row: this.#rowOf('standing'), column: columnOf('standing').heading };
    const known = (number: string): string | undefined => findAgreement(this.#options.agreements, number)?.number;
    const written = [
      ...readStanding(this.#text('standing'), place, this.#problems, undefined, known),
      ...this.#group.rows.flatMap((each) => each.lotStanding),
    ];
    const events = new Map((this.#now?.standing ?? []).map((each) => [standingKey(each), each]));
    for (const event of written) events.set(standingKey(event), event);
    return [...events.values()];
  }
}

/** An identifier belongs to one supplier. */
function identifiersOnce(
  wanted: readonly Supplier[],
  groups: readonly SupplierRows[],
  register: readonly Supplier[],
  problems: ProblemList,
): void {
  const ids = new Set(wanted.map((each) => each.id));
  const holders = new Map<string, Supplier>();
  const key = (each: Supplier): string => JSON.stringify(each.identifier);
  for (const each of register) if (each.identifier !== null && !ids.has(each.id)) holders.set(key(each), each);
  wanted.forEach((each, index) => {
    if (each.identifier === null) return;
    const holder = holders.get(key(each));
    if (holder === undefined) {
      holders.set(key(each), each);
      return;
    }
    const place = {
      row: groups[index]?.rows[0]?.row ?? 0,
      column: columnOf('number').heading,
      value: each.identifier.number,
    };
    const message = `${each.identifier.scheme} ${each.identifier.number} belongs to ${holder.name}.`;
    problems.add(place, 'identifier-taken', message, 'Correct the number, or use that supplier’s id.');
  });
}

/** Ends what the file does not name: of the suppliers in it, and of those it leaves out. Says how many were ended. */
function endUnnamed(
  wanted: readonly Supplier[],
  groups: readonly SupplierRows[],
  register: readonly Supplier[],
  on: IsoDate,
): Assembled {
  const rows = groups.flatMap((each) => each.rows);
  const agreements = new Set(rows.map((each) => each.position.agreement));
  const last = addDays(on, -1);
  let ended = 0;
  const end = (supplier: Supplier, keep: ReadonlySet<string>): Supplier => ({
    ...supplier,
    positions: supplier.positions.flatMap((each): readonly Position[] => {
      if (!agreements.has(each.agreement) || keep.has(lotKey(each))) return [each];
      if (each.to !== null && each.to <= last) return [each];
      if (each.from > last) return [];
      ended += 1;
      return [{ ...each, to: last }];
    }),
  });
  const ids = new Set(groups.map((each) => each.id));
  const leftOut = register.filter(
    (each) => !ids.has(each.id) && each.positions.some((position) => agreements.has(position.agreement)),
  );
  const suppliers = [
    ...wanted.map((each, index) => end(each, new Set((groups[index]?.rows ?? []).map((row) => lotKey(row.position))))),
    ...leftOut.map((each) => end(each, new Set())),
  ];
  return { suppliers, ended };
}

function lotKey(position: Position): string {
  return JSON.stringify([position.agreement, position.lot]);
}
