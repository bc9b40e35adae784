import { open } from 'node:fs/promises';
import type { Problem } from '../../kernel/outcome.ts';
import { fileProblems } from './table-problems.ts';

/** The first bytes of a compound file (MS-CFB): old office documents and new ones under a password. */
export const compoundMark = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1';

/** Which kind of document a compound file holds, by the names in the first sector of its directory. */
export async function compoundProblem(path: string, head: Buffer): Promise<Problem> {
  const names = await directoryNames(path, head);
  if (names.includes('encryptedpackage') || names.includes('encryptioninfo')) return fileProblems.password;
  if (names.includes('workbook') || names.includes('book')) return fileProblems.oldExcel;
  return fileProblems.otherOffice;
}

async function directoryNames(path: string, head: Buffer): Promise<readonly string[]> {
  if (head.length < 76) return [];
  const shift = head.readUInt16LE(30);
  const sector = shift === 12 ? 4096 : 512;
  const start = (head.readUInt32LE(48) + 1) * sector;
  const bytes = Buffer.alloc(4096);
  const file = await open(path, 'r');
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    const names: string[] = [];
    for (let at = 0; at + 128 <= bytesRead; at += 128) {
      const length = Math.min(64, bytes.readUInt16LE(at + 64));
      names.push(bytes.toString('utf16le', at, at + Math.max(0, length - 2)).toLowerCase());
    }
    return names;
  } finally {
    await file.close();
  }
}
