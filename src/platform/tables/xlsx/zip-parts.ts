import { crc32, createInflateRaw } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { fail, type Outcome, succeed } from '../../../kernel/outcome.ts';
import { type TableLimits, TableProblem } from '../table.ts';
import { fileProblems, inflatedTooLarge, tooDense, unpacksToMore } from '../table-problems.ts';

const mostParts = 10_000;
/** Deflate can reach 1:1032; sheets of equal rows reach about 1:60. Small parts may be denser: they do no harm. */
const mostDensity = 200;
const denseBytes = 8_000_000;

/** The parts of a workbook, by name. What its directory claims was checked; what is inflated is held to the claim. */
export interface ZipParts {
  readonly names: readonly string[];
  /** The stored name of a part, looked up without regard to case as spreadsheet programs do. */
  find(name: string): string | undefined;
  /** Bytes that a part says it unpacks to; 0 when there is none. */
  size(name: string): number;
  /** A part's bytes, streamed. Throws a TableProblem when it is damaged or unpacks to more than it says. */
  read(name: string): AsyncIterable<Buffer>;
  close(): void;
}

/** Opens a zip and reads its directory; nothing is inflated yet. */
export async function openZipParts(path: string, limits: TableLimits): Promise<Outcome<ZipParts>> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false, lazyEntries: true });
  } catch (error) {
    if (isSystemError(error)) throw error;
    return fail(fileProblems.broken);
  }
  const directory = await readDirectory(zip, limits);
  if (!directory.ok) {
    zip.close();
    return directory;
  }
  const entries = directory.value;
  const lower = new Map([...entries.keys()].map((name) => [name.toLowerCase(), name]));
  const find = (name: string): string | undefined => lower.get(name.toLowerCase());
  const entry = (name: string): Entry | undefined => entries.get(find(name) ?? '');
  return succeed({
    names: [...entries.keys()],
    find,
    size: (name) => entry(name)?.uncompressedSize ?? 0,
    read: (name) => readEntry(zip, entry(name)),
    close: () => zip.close(),
  });
}

async function readDirectory(zip: ZipFile, limits: TableLimits): Promise<Outcome<ReadonlyMap<string, Entry>>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > mostParts) return fail(fileProblems.broken);
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) return fail(fileProblems.encrypted);
      if (entries.has(entry.fileName)) return fail(fileProblems.broken);
      entries.set(entry.fileName, entry);
      total += entry.uncompressedSize;
      if (total > limits.maxInflatedBytes) return fail(inflatedTooLarge(limits));
      if (entry.uncompressedSize > denseBytes && entry.uncompressedSize > entry.compressedSize * mostDensity) {
        return fail(tooDense());
      }
    }
  } catch (error) {
    if (isSystemError(error)) throw error;
    return fail(fileProblems.broken);
  }
  return succeed(entries);
}

async function* readEntry(zip: ZipFile, entry: Entry | undefined): AsyncGenerator<Buffer> {
  if (entry === undefined) throw new TableProblem(fileProblems.broken);
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) throw new TableProblem(fileProblems.broken);
  let unpacked = 0;
  let checksum = 0;
  const chunks = inflate(zip, entry);
  for (;;) {
    let next: IteratorResult<Buffer, unknown>;
    try {
      next = await chunks.next();
    } catch (error) {
      if (isSystemError(error)) throw error;
      throw new TableProblem(fileProblems.broken);
    }
    if (next.done === true) break;
    const chunk = next.value;
    unpacked += chunk.length;
    if (unpacked > entry.uncompressedSize) {
      await chunks.return(undefined);
      throw new TableProblem(unpacksToMore());
    }
    checksum = crc32(chunk, checksum);
    let used = false;
    try {
      yield chunk;
      used = true;
    } finally {
      if (!used) await chunks.return(undefined);
    }
  }
  if (unpacked !== entry.uncompressedSize || checksum !== entry.crc32) throw new TableProblem(fileProblems.broken);
}

/** The inflated bytes; the source and the inflater are destroyed when the reader stops, at the end or before. */
async function* inflate(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const source = await zip.openReadStreamPromise(entry, { decodeFileData: false });
  if (entry.compressionMethod === 0) {
    yield* source as AsyncIterable<Buffer>;
    return;
  }
  const inflater = createInflateRaw({ chunkSize: 65_536 });
  const flow = pipeline(source, inflater);
  // A failure reaches the reader through the inflater; without this it would also be an unhandled one.
  flow.catch(() => undefined);
  try {
    yield* inflater as AsyncIterable<Buffer>;
  } finally {
    inflater.destroy();
    source.destroy();
  }
}

/** Errors of the disk, which are no fault of the file. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
