import { extname } from 'node:path';

const LONGEST = 120;

/** Control characters, invisible ones that turn text round, and what some system does not take in a name. */
const unwanted = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029<>:"|?*]/gu;

/**
 * A plain file name from what a sender calls a file: no folders, nothing invisible, no leading dots, of bearable length with
 * its ending kept. What nothing is left of is called `file`.
 */
export function plainFileName(name: string): string {
  const last = name.toWellFormed().replaceAll('\\', '/').split('/').at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(unwanted, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const characters = [...plain];
  if (characters.length <= LONGEST) return plain === '' ? 'file' : plain;
  const ending = extname(plain);
  const kept = [...ending].length <= 10 ? ending : '';
  return `${characters
    .slice(0, LONGEST - [...kept].length)
    .join('')
    .trimEnd()}${kept}`;
}
