import { type DecimalText, exact } from '../../../kernel/money.ts';
import type { Problem } from '../../../kernel/outcome.ts';
import { cleanLine, slug } from '../../../kernel/text.ts';
import type { Attribute, Category, Specification, SpecificationValue } from '../../category.ts';
import { readValue } from '../../category-specification.ts';
import type { CategoryTree } from '../../category-tree.ts';
import type { ProductFootprint } from '../../product-footprint.ts';
import { type ImportedProduct, withoutMaker } from '../product-row.ts';
import { addedOn, gigabytesIn, measureIn, type NumberForm, reportedIn, shareIn } from './boavizta-cells.ts';
import type { AttributeSource, BoaviztaColumn, BoaviztaGuide, BoaviztaKind } from './boavizta-guide.ts';
import { readStages, type StageColumn, stageColumns, type StageShare } from './boavizta-shares.ts';

/** A row of the file: cells that say something, cleaned, by column. */
export interface BoaviztaRow {
  /** Line of the file. */
  readonly row: number;
  readonly cells: ReadonlyMap<BoaviztaColumn, string>;
}

/** What is known of the whole file when a row is read. */
export interface BoaviztaContext {
  readonly guide: BoaviztaGuide;
  readonly tree: CategoryTree;
  readonly form: NumberForm;
  /** Columns of shares that count to a hundred. */
  readonly hundreds: ReadonlySet<BoaviztaColumn>;
  /** The heading of a column as the file writes it. */
  headingOf(column: BoaviztaColumn): string;
}

/** A row that can be used, with what was left out of it or should be looked at. */
export interface ReadDevice {
  readonly product: ImportedProduct;
  readonly footprint: ProductFootprint;
  /** The day the row was added to the file; empty where it does not say. */
  readonly added: string;
  readonly remarks: readonly Problem[];
}

const longestName = 200;
const units: Readonly<Partial<Record<BoaviztaColumn, readonly string[]>>> = {
  gwp_total: ['kg', 'kgco2', 'kgco2e', 'kgco2eq', 'kg co2', 'kg co2e', 'kg co2eq', 'kg co2-eq'],
  yearly_tec: ['kwh', 'kwh/an', 'kwh/year', 'kwh/y'],
  lifetime: ['year', 'years', 'yr', 'yrs', 'y', 'an', 'ans'],
  weight: ['kg'],
  screen_size: ['"', '”', '″', "''", 'inch', 'inches', 'in', 'pouces', 'po'],
  memory: ['gb', 'go'],
};

type Note = (column: BoaviztaColumn, code: string, message: string, remedy: string) => void;

/** Reads one device: what is certain is brought into our form, what is not is left out and said. */
export function readDevice(
  { row, cells }: BoaviztaRow,
  context: BoaviztaContext,
): ReadDevice | { readonly problems: readonly Problem[] } {
  const { guide, tree, form } = context;
  const problems: Problem[] = [];
  const remarks: Problem[] = [];
  const into =
    (list: Problem[]): Note =>
    (column, code, message, remedy) => {
      const value = (cells.get(column) ?? '').slice(0, 120);
      list.push({ code, row, column: context.headingOf(column), value, message, remedy });
    };
  const [wrong, remark] = [into(problems), into(remarks)];
  const required = (column: BoaviztaColumn, what: string): string => {
    const text = cells.get(column) ?? '';
    if (text === '') wrong(column, 'missing', `${what} is missing.`, 'Fill it in from the maker’s report.');
    return text;
  };

  const maker = guide.makerOf(required('manufacturer', 'The maker'));
  const name = required('name', 'The name of the model');
  checkNames(maker, name, wrong);
  const totalKg = readTotal(required('gwp_total', 'The total'), form, wrong);
  const kind = readKind(cells, guide, wrong);
  const category = kind?.to === undefined ? undefined : tree.get(kind.to);
  if (problems.length > 0 || kind === undefined || category === undefined || totalKg === undefined) {
    return { problems };
  }

  const measure = (column: BoaviztaColumn, most: number): DecimalText | null => {
    const text = cells.get(column) ?? '';
    if (text === '') return null;
    const number = measureIn(text, units[column] ?? [], form);
    if (number !== undefined && exact(number).greaterThan(0) && exact(number).lessThanOrEqualTo(most)) return number;
    const message =
      number === undefined ? 'This is not a number we can be sure of.' : `This is not between 0 and ${most}.`;
    remark(column, 'not-understood', `${message} It was left out.`, 'Look it up in the maker’s report and correct it.');
    return null;
  };
  const stages = readShares(cells, context, remark);
  const footprint: ProductFootprint = {
    totalKg,
    useShare: stages.gwp_use_ratio,
    manufacturingShare: stages.gwp_manufacturing_ratio,
    transportShare: stages.gwp_transport_ratio,
    endOfLifeShare: stages.gwp_eol_ratio,
    yearlyKwh: measure('yearly_tec', 10_000_000),
    lifetimeYears: measure('lifetime', 100),
    useLocation: cells.has('use_location') ? guide.placeOf(cells.get('use_location') ?? '').slice(0, 60) : null,
    errorRatio: readError(cells.get('gwp_error_ratio') ?? '', context, remark),
    reported: readReported(cells.get('report_date') ?? '', guide, remark),
    source: readSource(cells.get('sources') ?? '', remark),
    declaredBy: maker,
    note: kind.note ?? null,
    collection: guide.collection,
  };
  const product: ImportedProduct = {
    row,
    manufacturer: maker,
    kind: 'maker',
    mpn: name,
    gtin: null,
    name: withoutMaker(name, maker),
    description: '',
    category: category.id,
    unspsc: category.unspsc[0] ?? null,
    cpv: category.cpv[0] ?? null,
    specification: readSpecification(cells, kind, category, form, remark),
    labels: [],
    launched: null,
    endOfSale: null,
    endOfSupport: null,
    identifiedBy: 'model-name',
    footprint,
  };
  return { product, footprint, added: addedOn(cells.get('added_date') ?? ''), remarks };
}

function checkNames(maker: string, name: string, wrong: Note): void {
  if (maker.length > 120)
    wrong('manufacturer', 'too-long', 'The maker’s name is longer than 120 characters.', 'Shorten it.');
  if (name.length > longestName) {
    wrong('name', 'too-long', `The name is longer than ${longestName} characters.`, 'Shorten it.');
  } else if (name !== '' && slug(name) === '') {
    wrong('name', 'name-empty', 'The name has no letter and no digit.', 'Give the model’s name.');
  }
  for (const [column, text] of [
    ['manufacturer', maker],
    ['name', name],
  ] as const) {
    if (!text.includes('\uFFFD')) continue;
    wrong(column, 'text-broken', 'Characters of this text are lost.', 'Save the file as UTF-8 and import it again.');
  }
}

function readTotal(text: string, form: NumberForm, wrong: Note): DecimalText | undefined {
  if (text === '') return undefined;
  const total = measureIn(text, units.gwp_total ?? [], form);
  if (total === undefined) {
    wrong(
      'gwp_total',
      'not-a-number',
      'The total is not a number of kilograms we can be sure of.',
      'Write it as digits, such as 307.',
    );
  } else if (exact(total).isZero() || exact(total).greaterThan(100_000_000)) {
    wrong('gwp_total', 'out-of-range', 'No device emits this in its life.', 'Look it up in the maker’s report.');
  }
  return total;
}

function readKind(cells: BoaviztaRow['cells'], guide: BoaviztaGuide, wrong: Note): BoaviztaKind | undefined {
  const [category, subcategory] = [cells.get('category') ?? '', cells.get('subcategory') ?? ''];
  const kind = guide.kindOf(category, subcategory);
  const what = `${category}/${subcategory}`;
  if (kind === undefined) {
    const remedy = 'Add it to the kinds in reference/boavizta.yaml, or correct the row.';
    const message =
      subcategory === '' ? 'The kind of device is missing.' : `We do not know where ${what} stands in the catalogue.`;
    wrong('subcategory', subcategory === '' ? 'missing' : 'category-unknown', message, remedy);
  } else if (kind.none !== undefined) {
    const remedy = 'Nothing, or give it a category in reference/boavizta.yaml.';
    wrong('subcategory', 'category-none', `${what}: ${kind.none}.`, remedy);
  }
  return kind;
}

function readShares(
  cells: BoaviztaRow['cells'],
  context: BoaviztaContext,
  remark: Note,
): Readonly<Record<StageColumn, DecimalText | null>> {
  const written: Partial<Record<StageColumn, StageShare>> = {};
  for (const column of stageColumns) {
    const text = cells.get(column) ?? '';
    const share = text === '' ? undefined : shareIn(text, context.form);
    if (share !== undefined) written[column] = { ...share, hundred: context.hundreds.has(column) };
    else if (text !== '')
      remark(column, 'not-understood', 'This is not a share we can be sure of. It was left out.', toShares);
  }
  const { within } = context.guide.limits.shares;
  const { shares, over, noughts, sum } = readStages(written, within);
  for (const column of over) {
    remark(column, 'share-over-whole', 'A share is more than the whole. It was left out.', toShares);
  }
  for (const column of noughts) {
    remark(column, 'share-nought', 'Nought stands for a share that was not read. It was left out.', toShares);
  }
  if (sum !== null) {
    const percent = exact(sum).times(100).toDecimalPlaces(1).toFixed();
    remark(
      'gwp_use_ratio',
      'shares-do-not-add-up',
      `The stages add up to ${percent}%. They were kept as published.`,
      toShares,
    );
  }
  return shares;
}

const toShares = 'Look the shares up in the maker’s report.';

function readError(text: string, context: BoaviztaContext, remark: Note): DecimalText | null {
  if (text === '') return null;
  const written = shareIn(text, context.form);
  if (written === undefined) {
    remark('gwp_error_ratio', 'not-understood', 'This is not a share we can be sure of. It was left out.', toShares);
    return null;
  }
  const ratio = exact(written.number).dividedBy(written.percent || context.hundreds.has('gwp_error_ratio') ? 100 : 1);
  // No report is exact: nought says that the error was not published.
  if (ratio.isZero()) return null;
  const { most } = context.guide.limits.error;
  if (ratio.lessThanOrEqualTo(most)) return ratio.toDecimalPlaces(6).toFixed();
  const message = `An error of more than ${most} times the total is taken for a slip. It was left out.`;
  remark('gwp_error_ratio', 'error-too-large', message, 'Look it up in the maker’s report and correct it.');
  return null;
}

function readReported(text: string, guide: BoaviztaGuide, remark: Note): string | null {
  if (text === '') return null;
  const reported = reportedIn(text, (word) => guide.monthOf(word));
  if (reported !== undefined) return reported;
  const message = 'The date of the report could mean more than one day, or none. It was left out.';
  remark('report_date', 'not-a-date', message, 'Write year and month, such as 2020-11.');
  return null;
}

function readSource(text: string, remark: Note): string | null {
  if (text === '') return null;
  if (/^https?:\/\/[^\s<>"]+$/i.test(text) && text.length <= 2000 && URL.canParse(text)) return text;
  remark(
    'sources',
    'not-an-address',
    'This is not one address of the web. It was left out.',
    'Give the address of the maker’s report.',
  );
  return null;
}

function readSpecification(
  cells: BoaviztaRow['cells'],
  kind: BoaviztaKind,
  category: Category,
  form: NumberForm,
  remark: Note,
): Specification {
  const specification: Record<string, SpecificationValue> = {};
  const attributes = new Map(category.attributes.map((each) => [each.key, each]));
  for (const [key, source] of Object.entries(kind.specification ?? {})) {
    const attribute = attributes.get(key);
    const columns = [source.column].flat();
    const column = columns.find((each) => {
      const cell = cells.get(each) ?? '';
      // Nought is how the file says that there is none, or that it does not know.
      return (
        !/^(0+([.,]0+)?)?$/.test(cell) &&
        (columns.length === 1 || valueIn(cell, each, source, attribute, form) !== undefined)
      );
    });
    if (attribute === undefined || column === undefined) continue;
    const value = valueIn(cells.get(column) ?? '', column, source, attribute, form);
    if (value === undefined) {
      // A count of drives without their size, or other prose, is not a mistake where a capacity was hoped for.
      if (source.read === undefined || source.read === 'number') {
        remark(column, 'not-understood', 'This is not a number we can be sure of. It was left out.', 'Correct it.');
      }
      continue;
    }
    const read = readValue(attribute, value);
    if (read.ok) specification[key] = read.value;
    else {
      for (const each of read.problems) {
        remark(column, 'specification-wrong', `${each.message} It was left out.`, each.remedy);
      }
    }
  }
  return specification;
}

function valueIn(
  text: string,
  column: BoaviztaColumn,
  source: AttributeSource,
  attribute: Attribute | undefined,
  form: NumberForm,
): SpecificationValue | undefined {
  switch (source.read ?? 'number') {
    case 'number':
      return rounded(measureIn(text, units[column] ?? [], form), attribute);
    case 'capacity':
      return gigabytesIn(text, form, attribute?.larger?.of ?? 1000);
    case 'pages':
      return rounded(measureIn(text, ['ppm', 'pages/min'], form), attribute);
    case 'words': {
      const key = cleanLine(text).toLowerCase();
      return Object.entries(source.words ?? {}).find(([word]) => word.toLowerCase() === key)?.[1];
    }
  }
}

/** A specification carries as many decimals as its attribute has. */
function rounded(number: DecimalText | undefined, attribute: Attribute | undefined): number | undefined {
  return number === undefined
    ? undefined
    : exact(number)
        .toDecimalPlaces(attribute?.decimals ?? 0)
        .toNumber();
}
