import { TableProblem } from '../table.ts';
import { fileProblems } from '../table-problems.ts';
import { readWholeXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

/** A part that another part names. Those outside the file are never followed. */
export interface Relationship {
  readonly id: string;
  /** The last word of its type, such as `worksheet`. */
  readonly type: string;
  /** The full name of the part. */
  readonly target: string;
  readonly external: boolean;
}

const mostRelationships = 100_000;

/** What a part points to; nothing when it has no list. `''` stands for the package itself. */
export async function readRelationships(parts: ZipParts, part: string): Promise<readonly Relationship[]> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const list = parts.find(`${folder}_rels/${part.slice(slash + 1)}.rels`);
  if (list === undefined) return [];
  const found: Relationship[] = [];
  await readWholeXml(parts.read(list), {
    open(name, attributes) {
      if (name !== 'Relationship') return;
      if (found.length >= mostRelationships) throw new TableProblem(fileProblems.broken);
      found.push({
        id: attributes['Id'] ?? '',
        type: (attributes['Type'] ?? '').split('/').at(-1) ?? '',
        target: resolvePart(folder, attributes['Target'] ?? ''),
        external: attributes['TargetMode'] === 'External',
      });
    },
  });
  return found;
}

/** The part of this type, if there is one in the file. One that lies outside is refused: its cells would come from elsewhere. */
export function partOfType(relationships: readonly Relationship[], type: string): string | undefined {
  const found = relationships.find((each) => each.type === type);
  if (found?.external === true) throw new TableProblem(fileProblems.unsafe);
  return found?.target;
}

function resolvePart(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : folder + target;
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
