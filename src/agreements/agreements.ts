import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import { loadPack } from './loading/load-pack.ts';
import { loadReference } from './loading/load-reference.ts';
import type { AgreementPack } from './pack.ts';
import type { ReferenceFacts } from './reference.ts';

/** The installed agreements and the facts they share. Read at the start; a restart reads them again. */
export interface Agreements {
  /** By number. */
  readonly packs: readonly AgreementPack[];
  readonly reference: ReferenceFacts;
  /** The agreement with the number, whatever its case; undefined when it is not installed. */
  find(number: string): AgreementPack | undefined;
  /** The folder the agreement was read from: its finder, guidance and demonstration data are there too. */
  folderOf(pack: AgreementPack): string;
}

export interface AgreementFolders {
  /** Folder with one agreement pack a folder. */
  readonly agreementsDir: string;
  /** Folder of dated public facts. */
  readonly referenceDir: string;
}

/** Reads every pack and the shared facts; fails with every mistake, its path seen from the two folders' own. */
export async function createAgreements(folders: AgreementFolders): Promise<Outcome<Agreements>> {
  const [reference, names] = await Promise.all([
    loadReference(folders.referenceDir),
    packFolders(folders.agreementsDir),
  ]);
  const surroundings = reference.ok
    ? { buyerClasses: new Set(reference.value.buyerClasses.map((each) => each.id)) }
    : {};
  const loaded = await Promise.all(
    names.map(async (name) => ({ name, pack: await loadPack(join(folders.agreementsDir, name), surroundings) })),
  );
  const problems: Problem[] = reference.ok ? [] : [...reference.problems];
  const packs: AgreementPack[] = [];
  const folderByNumber = new Map<string, string>();
  for (const { name, pack } of loaded) {
    if (!pack.ok) {
      problems.push(...pack.problems.map((each) => ({ ...each, path: `${name}/${each.path ?? ''}` })));
    } else if (packs.some((each) => sameNumber(each.number.value, pack.value.number.value))) {
      problems.push({
        code: 'duplicate-agreement',
        path: `${name}/agreement.yaml:1`,
        value: pack.value.number.value,
        message: `Two folders hold the agreement ${pack.value.number.value}.`,
        remedy: 'Keep one of them.',
      });
    } else {
      packs.push(pack.value);
      folderByNumber.set(pack.value.number.value, join(folders.agreementsDir, name));
    }
  }
  if (problems.length > 0 || !reference.ok) return fail(...problems);
  return succeed({
    packs: packs.toSorted((a, b) => (a.number.value < b.number.value ? -1 : 1)),
    reference: reference.value,
    find: (number) => packs.find((each) => sameNumber(each.number.value, number)),
    folderOf: (pack) => folderByNumber.get(pack.number.value) ?? folders.agreementsDir,
  });
}

function sameNumber(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function packFolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((each) => each.isDirectory()).map((each) => each.name);
}
