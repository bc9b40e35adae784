import { arrayLiteral } from './array-literal.ts';

/** What a column may be given: bytes for `bytea`, a list for an array column, null for no value. */
export type CopyValue =
  string | number | bigint | boolean | null | Uint8Array | readonly (string | number | boolean | null)[];

const special = /[\\\n\r\t]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One row in the text format of `COPY … FROM STDIN`, with its line end. Needs nothing but its values, so that a worker
 * thread can make it: import this file alone there. Texts must be without NUL, which PostgreSQL does not store.
 * Source: PostgreSQL documentation, COPY, "Text Format".
 */
export function copyText(values: readonly CopyValue[]): string {
  let line = '';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) line += '\t';
    line += field(values[index] ?? null);
  }
  return `${line}\n`;
}

function field(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Uint8Array) {
    return `\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
  }
  return escaped(arrayLiteral(value));
}

function escaped(text: string): string {
  return special.test(text) ? text.replace(/[\\\n\r\t]/g, (each) => escapes[each] ?? each) : text;
}
