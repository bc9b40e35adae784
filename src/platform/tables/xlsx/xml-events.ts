import { SaxesParser } from 'saxes';
import { TableProblem } from '../table.ts';
import { fileProblems } from '../table-problems.ts';

/** What a reader of a part wants to hear. Names come without their prefix. */
export interface XmlReader {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

const mostDepth = 64;
/** Characters within which something must end: a tag, a text, a comment. A cell of the longest text in escapes stays below. */
const mostPending = 1_000_000;

/**
 * Reads a part's XML as it comes, and yields after each piece so that the caller can hand on what it has. Throws a TableProblem for XML that
 * is broken, that declares a document type or entities, that is nested without end, or that would have to be held in memory.
 */
export async function* readXml(chunks: AsyncIterable<Buffer>, reader: XmlReader): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  let pending = 0;
  // No more handlers than these: saxes keeps each as a property of the parser, and with eight V8 made it a dictionary, six times slower.
  parser.on('error', () => {
    throw new TableProblem(fileProblems.broken);
  });
  parser.on('doctype', () => {
    throw new TableProblem(fileProblems.unsafe);
  });
  parser.on('opentag', (tag) => {
    pending = 0;
    depth += 1;
    if (depth > mostDepth) throw new TableProblem(fileProblems.unsafe);
    reader.open(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    pending = 0;
    depth -= 1;
    reader.close?.(localName(tag.name));
  });
  parser.on('text', (text) => {
    pending = 0;
    reader.text?.(text);
  });
  parser.on('cdata', (text) => {
    pending = 0;
    reader.text?.(text);
  });
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(xmlEncoding(chunk), { fatal: true });
    const text = decode(decoder, chunk);
    pending += text.length;
    parser.write(text);
    if (pending > mostPending) throw new TableProblem(fileProblems.unsafe);
    yield;
  }
  if (decoder !== undefined) parser.write(decode(decoder));
  parser.close();
  yield;
}

/** Reads a small part to its end. */
export async function readWholeXml(chunks: AsyncIterable<Buffer>, reader: XmlReader): Promise<void> {
  const pieces = readXml(chunks, reader);
  while ((await pieces.next()).done !== true);
}

function xmlEncoding(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new TableProblem(fileProblems.broken);
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
