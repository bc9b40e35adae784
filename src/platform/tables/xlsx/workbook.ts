import { TableProblem } from '../table.ts';
import { fileProblems } from '../table-problems.ts';
import { partOfType, readRelationships } from './relationships.ts';
import { readWholeXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

export interface WorkbookSheet {
  readonly name: string;
  readonly hidden: boolean;
  /** The part with its cells. */
  readonly part: string;
}

export interface Workbook {
  readonly sheets: readonly WorkbookSheet[];
  /** Whether its dates count from 1904. */
  readonly from1904: boolean;
  readonly styles: string | undefined;
  readonly sharedStrings: string | undefined;
}

const mostSheets = 1000;

/** What a workbook consists of: its sheets with cells (not charts), in the order of their tabs. */
export async function readWorkbook(parts: ZipParts): Promise<Workbook> {
  const part = partOfType(await readRelationships(parts, ''), 'officeDocument') ?? 'xl/workbook.xml';
  if (parts.find(part) === undefined) throw new TableProblem(fileProblems.otherZip);
  const listed: { name: string; hidden: boolean; id: string }[] = [];
  let from1904 = false;
  await readWholeXml(parts.read(part), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = isTrue(attributes['date1904']);
      if (name !== 'sheet') return;
      if (listed.length >= mostSheets) throw new TableProblem(fileProblems.broken);
      const state = attributes['state'] ?? 'visible';
      listed.push({ name: attributes['name'] ?? '', hidden: state !== 'visible', id: relationId(attributes) });
    },
  });
  const relationships = await readRelationships(parts, part);
  const sheets: WorkbookSheet[] = [];
  for (const { name, hidden, id } of listed) {
    const relationship = relationships.find((each) => each.id === id);
    if (relationship === undefined) throw new TableProblem(fileProblems.broken);
    if (relationship.type !== 'worksheet') continue;
    if (relationship.external) throw new TableProblem(fileProblems.unsafe);
    if (parts.find(relationship.target) === undefined) throw new TableProblem(fileProblems.broken);
    sheets.push({ name, hidden, part: relationship.target });
  }
  if (sheets.length === 0) throw new TableProblem(fileProblems.noSheet);
  // Some programs name these and leave them out where they would be empty.
  const present = (name: string | undefined): string | undefined => (name === undefined ? undefined : parts.find(name));
  const styles = present(partOfType(relationships, 'styles'));
  const sharedStrings = present(partOfType(relationships, 'sharedStrings'));
  return { sheets, from1904, styles, sharedStrings };
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}

/** `r:id`, whatever prefix the file chose. */
function relationId(attributes: Readonly<Record<string, string>>): string {
  const name = Object.keys(attributes).find((each) => each === 'r:id' || each.endsWith(':id'));
  return name === undefined ? '' : (attributes[name] ?? '');
}
