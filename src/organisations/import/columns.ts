/** A column of the supplier file. */
export interface Column {
  /** As the template writes it; letter case, underscores and hyphens do not matter. */
  readonly heading: string;
  /** Every row must fill it. */
  readonly required?: boolean;
  /** The longest a cell may be, in characters. */
  readonly longest: number;
  /** Says something of the supplier, so that its rows must agree. The others are about the row's position. */
  readonly ofSupplier: boolean;
  /** What to write, for the documentation. */
  readonly means: string;
  /** For the template's row. */
  readonly example: string;
}

const list = [
  {
    key: 'agreement',
    heading: 'agreement',
    required: true,
    longest: 40,
    ofSupplier: false,
    means: 'Number of an installed agreement.',
    example: '',
  },
  {
    key: 'lot',
    heading: 'lot',
    required: true,
    longest: 20,
    ofSupplier: false,
    means: 'Number of one of its lots.',
    example: '',
  },
  {
    key: 'from',
    heading: 'from',
    longest: 40,
    ofSupplier: false,
    means: 'First day of the position. Empty: the first day of the agreement.',
    example: '',
  },
  {
    key: 'to',
    heading: 'to',
    longest: 40,
    ofSupplier: false,
    means: 'Last day of the position, inclusive. Empty: until further notice.',
    example: '',
  },
  {
    key: 'id',
    heading: 'supplier id',
    longest: 80,
    ofSupplier: true,
    means: 'Small letters, digits and hyphens. Empty: the id the register has for the name, or one made from the name.',
    example: 'example-supplier',
  },
  {
    key: 'name',
    heading: 'name',
    required: true,
    longest: 200,
    ofSupplier: true,
    means: 'Name people know the supplier by. Two suppliers cannot share one.',
    example: 'Example Supplier',
  },
  {
    key: 'legalName',
    heading: 'legal name',
    longest: 200,
    ofSupplier: true,
    means: 'Registered name. Empty: the name.',
    example: 'Example Supplier Limited',
  },
  {
    key: 'scheme',
    heading: 'identifier scheme',
    longest: 20,
    ofSupplier: true,
    means: 'GB-COH (Companies House), GB-CHC, GB-SC, GB-NIC, GB-NHS, GB-GOR, GB-LAE, GB-EDU, GB-PPON or US-DUNS.',
    example: 'GB-COH',
  },
  {
    key: 'number',
    heading: 'identifier number',
    longest: 40,
    ofSupplier: true,
    means: 'The number in that scheme, with its leading zeros.',
    example: 'ZZ999999',
  },
  {
    key: 'size',
    heading: 'size',
    longest: 20,
    ofSupplier: true,
    means: 'micro, small, medium or large. Needed once for each supplier.',
    example: 'small',
  },
  {
    key: 'website',
    heading: 'website',
    longest: 300,
    ofSupplier: true,
    means: 'An address that begins with https://.',
    example: 'https://supplier.example',
  },
  {
    key: 'regions',
    heading: 'regions',
    longest: 400,
    ofSupplier: true,
    means: 'Regions served, separated by semicolons, or Whole UK.',
    example: 'North West; Wales',
  },
  {
    key: 'contacts',
    heading: 'contacts',
    longest: 4000,
    ofSupplier: true,
    means: 'role | name | email | phone. Email or phone may be empty.',
    example: 'Agreement manager | Alex Example | alex@supplier.example | 01632 960000',
  },
  {
    key: 'evidence',
    heading: 'evidence',
    longest: 20_000,
    ofSupplier: true,
    means: 'scheme | number | first day | last day | scope | issuer | link. Last day and link may be empty.',
    example: 'ISO 14001 | EX-1 | 2026-01-01 | 2028-12-31 | All UK sites | Example Certification |',
  },
  {
    key: 'circular',
    heading: 'circular supply',
    longest: 8000,
    ofSupplier: true,
    means:
      'fact | value | period | as of | evidence scheme | evidence number | terms. Facts: refurbished-share (percent), parts-years, take-back (yes or no), update-years, warranty-years. Period and terms may be empty.',
    example: 'take-back | yes | | 2026-06-30 | ISO 14001 | EX-1 | Free for 20 devices or more',
  },
  {
    key: 'standing',
    heading: 'standing',
    longest: 8000,
    ofSupplier: true,
    means:
      'suspended, excluded or reinstated | first day | last day | reason | agreement. Without agreement it concerns the supplier as a whole. Only added to, never taken away: write a reinstatement.',
    example: '',
  },
  {
    key: 'lotStanding',
    heading: 'lot standing',
    longest: 8000,
    ofSupplier: false,
    means: 'The same for the lot of the row: kind | first day | last day | reason.',
    example: '',
  },
  {
    key: 'demonstration',
    heading: 'demonstration',
    longest: 10,
    ofSupplier: true,
    means: 'yes for an invented supplier. Empty: no.',
    example: 'yes',
  },
] as const satisfies readonly (Column & { readonly key: string })[];

export type ColumnKey = (typeof list)[number]['key'];

/** The columns of the supplier file, in the order of the template. One row is one supplier on one lot. */
export const columnList: readonly (Column & { readonly key: ColumnKey })[] = list;

/** The column with the key. */
export function columnOf(key: ColumnKey): Column {
  const column = columnList.find((each) => each.key === key);
  if (column === undefined) throw new RangeError(`No column ${key}`);
  return column;
}

/** What makes two headings the same. */
export function headingKey(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
