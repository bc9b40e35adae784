import { crc32, inflateRawSync } from 'node:zlib';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { isEntryName } from './manifest.ts';

/** The most a bundle may hold: what claims more is not unpacked. */
export interface BundleLimits {
  readonly entries: number;
  /** Bytes of all entries together, unpacked. */
  readonly bytes: number;
}

export const bundleLimits: BundleLimits = { entries: 2000, bytes: 512 * 1_048_576 };

/** Sizes a record behind an entry's data can have: none, or one of the four kinds of data descriptor. */
const descriptorSizes: readonly number[] = [0, 12, 16, 20, 24];

/**
 * The entries of a zip by name. Strict, for what other programs might read otherwise than we do: no two entries of one
 * name, no names that could lead out of a folder, no links, nothing before, between or behind the entries, no comments.
 */
export async function readZip(bytes: Buffer, limits: BundleLimits): Promise<Outcome<ReadonlyMap<string, Buffer>>> {
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true });
    const directory = zip.readEntryCursor;
    const entries = await directoryOf(zip, limits);
    if (!entries.ok) return entries;
    const start = typeof directory === 'number' ? directory : bytes.length;
    return await unpack(zip, entries.value, bytes, start);
  } catch {
    return fail(broken);
  }
}

const broken: Problem = {
  code: 'bundle-unreadable',
  message: 'The file is not a whole ZIP file: it was cut short, changed or never was one.',
  remedy: 'Fetch it again from where it was made.',
};

async function directoryOf(zip: ZipFile, limits: BundleLimits): Promise<Outcome<readonly Entry[]>> {
  if (zip.entryCount > limits.entries) return fail(tooMuch(`more than ${String(limits.entries)} entries`));
  if (zip.comment.length > 0) return fail(hidden('a comment'));
  const entries: Entry[] = [];
  const names = new Set<string>();
  let total = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (!isEntryName(name)) return fail(badName(name));
    if (names.has(name)) return fail(twice(name));
    if (entry.fileComment.length > 0) return fail(hidden(`a comment on ${name}`));
    const type = (entry.externalFileAttributes >>> 16) & 0o170000;
    if (type !== 0 && type !== 0o100000) return fail(badName(name));
    names.add(name);
    entries.push(entry);
    total += entry.uncompressedSize;
    if (total > limits.bytes) return fail(tooMuch(`more than ${String(limits.bytes)} bytes`));
  }
  return succeed(entries);
}

async function unpack(
  zip: ZipFile,
  entries: readonly Entry[],
  bytes: Buffer,
  directory: number,
): Promise<Outcome<ReadonlyMap<string, Buffer>>> {
  const unpacked = new Map<string, Buffer>();
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    const gap = entry.relativeOffsetOfLocalHeader - end;
    if (!(end === 0 ? gap === 0 : descriptorSizes.includes(gap)))
      return fail(hidden(`something before ${entry.fileName}`));
    const header = await zip.readLocalFileHeaderPromise(entry, { minimal: false });
    if (!header.fileName.equals(entry.fileNameRaw)) return fail(badName(entry.fileName));
    end = header.fileDataStart + entry.compressedSize;
    const content = inflate(entry, bytes.subarray(header.fileDataStart, end));
    if (content === undefined) return fail(damaged(entry.fileName));
    unpacked.set(entry.fileName, content);
  }
  if (!descriptorSizes.includes(directory - end)) return fail(hidden('something behind the last entry'));
  return succeed(unpacked);
}

/** The content, held to the size that was claimed; undefined when it is not what the directory says. */
function inflate(entry: Entry, packed: Buffer): Buffer | undefined {
  const { uncompressedSize: size, compressionMethod } = entry;
  if (entry.isEncrypted() || (compressionMethod !== 0 && compressionMethod !== 8)) return undefined;
  try {
    const content = compressionMethod === 0 ? packed : inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
    return content.length === size && crc32(content) === entry.crc32 ? content : undefined;
  } catch {
    return undefined;
  }
}

function tooMuch(what: string): Problem {
  return {
    code: 'bundle-too-large',
    message: `The file says it unpacks to ${what}, so it was not unpacked.`,
    remedy: 'No bundle of this service is so large. Fetch it again from where it was made.',
  };
}

function hidden(what: string): Problem {
  return {
    code: 'bundle-hidden-data',
    message: `The file holds ${what} that the signature does not cover.`,
    remedy: 'Take nothing from it. Fetch the file again from where it was made.',
  };
}

function badName(name: string): Problem {
  return {
    code: 'entry-name',
    path: name,
    message: 'An entry has a name no bundle has, or is no plain file.',
    remedy: 'Do not unpack the file. Fetch it again from where it was made.',
  };
}

function twice(name: string): Problem {
  return {
    code: 'entry-twice',
    path: name,
    message: 'Two entries have this name, so programs may show either.',
    remedy: 'Take nothing from it. Fetch the file again from where it was made.',
  };
}

function damaged(name: string): Problem {
  return {
    code: 'entry-changed',
    path: name,
    message: 'The entry is damaged: it is not what the ZIP file itself says of it.',
    remedy: 'Fetch the file again from where it was made.',
  };
}
