import type { Problem } from '../../../kernel/outcome.ts';
import { fileProblems } from '../table-problems.ts';
import { readWholeXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

/** Why a zip is not a workbook that is taken; undefined for one that may be. */
export async function refusedPackage(parts: ZipParts): Promise<Problem | undefined> {
  const has = (pattern: RegExp): boolean => parts.names.some((name) => pattern.test(name));
  if (parts.find('mimetype') !== undefined) {
    return has(/^content\.xml$/) ? fileProblems.openDocument : fileProblems.otherZip;
  }
  if (has(/(^|\/)vbaProject\.bin$/i) || has(/^xl\/macrosheets\//i)) return fileProblems.macros;
  if (has(/^xl\/workbook\.bin$/i)) return fileProblems.binaryExcel;
  if (has(/^(word|ppt|visio)\//i)) return fileProblems.otherOffice;
  const types = parts.find('[Content_Types].xml');
  if (types === undefined) return has(/^(xl|_rels)\//i) ? fileProblems.broken : fileProblems.otherZip;
  const macros: string[] = [];
  await readWholeXml(parts.read(types), {
    open(_name, attributes) {
      const type = attributes['ContentType'] ?? '';
      if (macros.length === 0 && /macroEnabled|vbaProject/i.test(type)) macros.push(type);
    },
  });
  return macros.length > 0 ? fileProblems.macros : undefined;
}
