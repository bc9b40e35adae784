import { TableProblem, type TableLimits } from '../table.ts';
import { inflatedTooLarge, sharedTextTooLong } from '../table-problems.ts';
import { unescapeText } from './escaped-text.ts';
import { readWholeXml } from './xml-events.ts';
import type { ZipParts } from './zip-parts.ts';

/** Strings of a table that is held in memory. */
const mostStrings = 5_000_000;

/**
 * The texts that cells point to by number. They must be held while the sheet is read, so this part may unpack to a quarter of what the
 * workbook may.
 */
export async function readSharedStrings(
  parts: ZipParts,
  name: string,
  limits: TableLimits,
): Promise<readonly string[]> {
  if (parts.size(name) > limits.maxInflatedBytes / 4) throw new TableProblem(inflatedTooLarge(limits));
  const strings: string[] = [];
  let current = '';
  let inText = false;
  let phonetic = false;
  await readWholeXml(parts.read(name), {
    open(tag) {
      if (tag === 'si') current = '';
      else if (tag === 't') inText = !phonetic;
      else if (tag === 'rPh') phonetic = true;
    },
    close(tag) {
      if (tag === 't') inText = false;
      else if (tag === 'rPh') phonetic = false;
      else if (tag === 'si') {
        if (strings.length >= mostStrings) throw new TableProblem(inflatedTooLarge(limits));
        strings.push(ownCopy(unescapeText(current)));
      }
    },
    text(text) {
      if (!inText) return;
      current += text;
      if (current.length > limits.maxCellLength * 8) throw new TableProblem(sharedTextTooLong(limits, current));
    },
  });
  return strings;
}

/** A text that does not keep the piece of the file alive it was cut from, as slices of strings do. */
function ownCopy(text: string): string {
  return text.length < 13 ? text : Buffer.from(text).toString();
}
