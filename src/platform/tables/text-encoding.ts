import { isAscii, isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { TableEncoding } from './table.ts';
import { fileProblems, mixedEncodings, nulBytes, unknownEncoding } from './table-problems.ts';

export interface TextForm {
  readonly encoding: TableEncoding;
  /** Bytes of the byte order mark at the start. */
  readonly mark: number;
}

/**
 * How the characters of a text file are written: by its byte order mark, by where its zero bytes stand, else UTF-8 where every byte is, else
 * Windows-1252. Reads the whole file once without keeping it, so that one stray byte in the last row is found before the first is used.
 */
export async function detectEncoding(path: string, head: Buffer): Promise<Outcome<TextForm>> {
  if (head[0] === 0xff && head[1] === 0xfe) return succeed({ encoding: 'utf-16le', mark: 2 });
  if (head[0] === 0xfe && head[1] === 0xff) return succeed({ encoding: 'utf-16be', mark: 2 });
  const wide = wideWithoutMark(head);
  if (wide !== undefined) return succeed({ encoding: wide, mark: 0 });
  if (controls(head) > head.length / 100) return fail(fileProblems.binary);
  const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  const found = await scan(path);
  if (found.nul !== undefined) return fail(nulBytes(await lineAt(path, found.nul)));
  if (found.invalid === undefined) return succeed({ encoding: 'utf-8', mark: marked ? 3 : 0 });
  if (marked || found.multibyte) return fail(mixedEncodings(await lineAt(path, found.invalid), marked));
  if (found.unassigned !== undefined) return fail(unknownEncoding(await lineAt(path, found.unassigned)));
  return succeed({ encoding: 'windows-1252', mark: 0 });
}

/** UTF-16 of mostly Latin text has a zero in every second byte. */
function wideWithoutMark(head: Buffer): TableEncoding | undefined {
  const pairs = Math.floor(head.length / 2);
  if (pairs < 2) return undefined;
  let even = 0;
  let odd = 0;
  for (let at = 0; at + 1 < head.length; at += 2) {
    if (head[at] === 0) even += 1;
    if (head[at + 1] === 0) odd += 1;
  }
  if (odd > pairs * 0.6 && even < pairs * 0.05) return 'utf-16le';
  if (even > pairs * 0.6 && odd < pairs * 0.05) return 'utf-16be';
  return undefined;
}

/** Control characters that text does not have. */
function controls(head: Buffer): number {
  let found = 0;
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 26)) found += 1;
  return found;
}

interface Scan {
  /** Offsets of the first zero byte, the first byte that is not UTF-8, the first byte that Windows-1252 leaves unassigned. */
  nul?: number;
  invalid?: number;
  unassigned?: number;
  /** Whether there was a character of several bytes in proper UTF-8. */
  multibyte: boolean;
}

async function scan(path: string): Promise<Scan> {
  const found: Scan = { multibyte: false };
  let held = Buffer.alloc(0);
  let offset = 0;
  const look = (bytes: Buffer): void => {
    if (found.nul === undefined) {
      const nul = bytes.indexOf(0);
      if (nul >= 0) found.nul = offset + nul;
    }
    if (!isAscii(bytes)) {
      if (isUtf8(bytes)) found.multibyte = true;
      else lookClosely(bytes, offset, found);
    }
    offset += bytes.length;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
    const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    const whole = bytes.length - unfinished(bytes);
    look(bytes.subarray(0, whole));
    held = Buffer.from(bytes.subarray(whole));
    if (found.nul !== undefined) break;
  }
  look(held);
  return found;
}

/** How many bytes at the end may be the beginning of a character that goes on in the next chunk. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

const unassigned = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

function lookClosely(bytes: Buffer, offset: number, found: Scan): void {
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      at += 1;
      continue;
    }
    if (found.unassigned === undefined && unassigned.has(byte)) found.unassigned = offset + at;
    const length = sequenceLength(byte);
    if (length > 1 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) {
      found.multibyte = true;
      at += length;
    } else {
      found.invalid ??= offset + at;
      at += 1;
    }
  }
}

/** The line, from 1, on which a byte stands. */
async function lineAt(path: string, offset: number): Promise<number> {
  let line = 1;
  if (offset === 0) return line;
  for await (const chunk of createReadStream(path, { end: offset - 1 }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) line += 1;
  }
  return line;
}
