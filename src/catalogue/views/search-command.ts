import type { QueryValue } from '../catalogue-paths.ts';

/** A word of a command as a shell reads it literally. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The command that gives the same results, ready to paste into a shell. */
export function searchCommand(values: Readonly<Record<string, QueryValue>>): string {
  const { q, ...others } = values;
  const words = typeof q === 'string' ? q : '';
  const pairs = Object.entries(others).flatMap(([name, value]) =>
    (typeof value === 'object' ? value : [value])
      .filter((each) => each !== undefined && each !== '')
      .map((each) => quoted(`${name}=${each ?? ''}`)),
  );
  const where = pairs.length === 0 ? '' : ` --where ${pairs.join(' ')}`;
  if (words === '') return `npx calloff offers search${where}`;
  // Words that look like an option stand behind the mark that ends the options.
  return words.startsWith('-')
    ? `npx calloff offers search${where} -- ${quoted(words)}`
    : `npx calloff offers search ${quoted(words)}${where}`;
}
