import type { DeliveryPlaces } from '../../agreements/index.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import { csvText, readSmallTable, type TextRow } from '../../platform/tables/index.ts';
import { type NewSite, readSite, type SiteForm } from '../buyers/new-organisation.ts';
import type { Site } from '../buyers/organisation.ts';

/** Columns of a list of sites, in the order of the template. */
export const siteColumns = [
  { key: 'name', heading: 'Name', example: 'Northmoor Primary School' },
  { key: 'scheme', heading: 'Scheme', example: 'GB-EDU' },
  { key: 'number', heading: 'Number', example: '100000' },
  { key: 'address', heading: 'Address', example: '1 Chapel Rise, Leeds' },
  { key: 'postcode', heading: 'Postcode', example: 'LS1 4DY' },
] as const;

/** The most sites one list may have, and the most bytes. */
export const largestSiteList = { maxRows: 1000, maxBytes: 1_048_576 } as const;

/** A row of a list: what it says, and the open site it is about; undefined: a new one. */
export interface ListedSite {
  readonly site: NewSite;
  readonly known: Site | undefined;
}

/** The sites as the same list: what was downloaded can be sent back and changes nothing. */
export function siteList(sites: readonly Pick<Site, 'name' | 'identifier' | 'address' | 'postcode'>[]): string {
  const rows = sites.map(({ name, identifier, address, postcode }) => [
    name,
    identifier?.scheme ?? '',
    identifier?.number ?? '',
    address,
    postcode,
  ]);
  return csvText([siteColumns.map((each) => each.heading), ...rows]);
}

/**
 * Reads a list of sites from a CSV file or a workbook. All or nothing: every problem is given, with its row as a spreadsheet
 * counts (the headings are row 1). A row is about the open site with its identifier, or else with its name, where not both
 * have one; rows about the same site are problems too.
 */
export async function readSiteTable(
  bytes: Uint8Array,
  places: DeliveryPlaces,
  there: readonly Site[],
): Promise<Outcome<readonly ListedSite[]>> {
  const { maxRows, maxBytes } = largestSiteList;
  const read = await readSmallTable(bytes, { maxBytes, maxRows: maxRows + 1 });
  if (!read.ok) return fail(...read.problems.map((each) => ({ ...each, path: 'rows' })));
  const [headings, ...body] = read.value;
  const columns = (headings?.cells ?? []).map((each) => cleanLine(each).toLowerCase());
  const missing = siteColumns.filter(
    (each) => !['scheme', 'number'].includes(each.key) && !columns.includes(each.heading.toLowerCase()),
  );
  if (missing.length > 0) {
    const names = missing.map((each) => each.heading).join(', ');
    const message = `The first row does not have the headings ${names}.`;
    return fail({ code: 'no-headings', path: 'rows', row: 1, message, remedy: 'Begin with the template.' });
  }
  const filled = body.filter(({ cells }) => cells.some((each) => each.trim() !== ''));
  if (filled.length === 0) {
    const message = 'There is no row below the headings.';
    return fail({ code: 'row-count', path: 'rows', message, remedy: 'Give one row for each site.' });
  }
  return readRows(filled, columns, places, there);
}

function readRows(
  filled: readonly TextRow[],
  columns: readonly string[],
  places: DeliveryPlaces,
  there: readonly Site[],
): Outcome<readonly ListedSite[]> {
  const problems: Problem[] = [];
  const listed: ListedSite[] = [];
  const seen = new Map<string, number>();
  for (const { cells, row } of filled) {
    const cell = (heading: string): string => cells[columns.indexOf(heading.toLowerCase())] ?? '';
    const form: SiteForm = {
      name: cell('Name'),
      scheme: cleanLine(cell('Scheme')).toUpperCase(),
      number: cell('Number'),
      address: cell('Address'),
      postcode: cell('Postcode'),
    };
    const known = siteAbout(form, there);
    const site = readSite(form, places, { standing: known?.postcode });
    if (!site.ok) {
      problems.push(...site.problems.map((each) => ({ ...each, path: 'rows', row, column: headingOf(each.path) })));
      continue;
    }
    const key = known?.id ?? siteKey(site.value);
    const before = seen.get(key);
    if (before !== undefined) {
      const message = `The same site stands in row ${before}.`;
      const remedy = 'Keep one of the rows.';
      problems.push({ code: 'site-twice', path: 'rows', row, column: 'Name', message, remedy });
    }
    seen.set(key, row);
    // A list without numbers takes none away.
    const identifier = site.value.identifier ?? known?.identifier ?? null;
    listed.push({ site: { ...site.value, identifier }, known });
  }
  return problems.length > 0 ? fail(...problems) : succeed(listed);
}

/** The open site a row is about. */
function siteAbout(form: SiteForm, there: readonly Site[]): Site | undefined {
  const number = cleanLine(form.number).replaceAll(' ', '').toUpperCase();
  const same = there.find(({ identifier }) => identifier?.scheme === form.scheme && identifier.number === number);
  if (same !== undefined) return same;
  const name = cleanLine(form.name).toLowerCase();
  return there.find((each) => each.name.toLowerCase() === name && (number === '' || each.identifier === null));
}

/** What makes two sites the same: the identifier, or else the name. */
export function siteKey({ identifier, name }: Pick<NewSite, 'identifier' | 'name'>): string {
  return identifier === null ? `name:${name.toLowerCase()}` : `${identifier.scheme}:${identifier.number}`;
}

function headingOf(path: string | undefined): string {
  return siteColumns.find((each) => each.key === path)?.heading ?? 'Name';
}
