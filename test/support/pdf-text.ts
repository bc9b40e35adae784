import { inflateSync } from 'node:zlib';

/** What a PDF of ours says, in the order of its pages' content, and the types of its structure elements. */
export interface PdfRead {
  /** Without spaces: lines may break anywhere between words. */
  readonly text: string;
  readonly structure: readonly string[];
}

/** Reads the text a PDF shows through the ToUnicode tables of its fonts. */
export function readPdf(bytes: Buffer): PdfRead {
  const raw = bytes.toString('latin1');
  const objects = new Map(
    [...raw.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map((each) => [each[1] ?? '', each[2] ?? '']),
  );
  const streamOf = (body: string): string => {
    const content = /stream\r?\n([\s\S]*)\r?\nendstream/.exec(body)?.[1] ?? '';
    return body.includes('/FlateDecode') ? inflateSync(Buffer.from(content, 'latin1')).toString('latin1') : content;
  };
  const fonts = new Map<string, ReadonlyMap<number, string>>();
  for (const [, name = '', ref = ''] of raw.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(ref) ?? '')?.[1];
    if (table !== undefined) fonts.set(name, unicodeOf(streamOf(objects.get(table) ?? '')));
  }
  const pages = [...raw.matchAll(/\/Contents (\d+) 0 R/g)].map((each) => streamOf(objects.get(each[1] ?? '') ?? ''));
  return {
    text: pages
      .map((page) => shown(page, fonts))
      .join('')
      .replace(/\s+/g, ''),
    structure: [...raw.matchAll(/\/S \/(\w+)/g)].map((each) => each[1] ?? ''),
  };
}

function shown(page: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> = new Map();
  let text = '';
  for (const [, name, glyphs] of page.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    for (const [, hex = ''] of (glyphs ?? '').matchAll(/<([0-9a-f]+)>/gi)) {
      for (let at = 0; at < hex.length; at += 4) text += font.get(parseInt(hex.slice(at, at + 4), 16)) ?? '\u{fffd}';
    }
  }
  return text;
}

/** The table of a font: `<0000> <ffff> [<0020> …]` gives the characters of glyphs one after the other. */
function unicodeOf(table: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const [, from = '', list = ''] of table.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/gi)) {
    [...list.matchAll(/<([0-9a-f ]*)>/gi)].forEach((each, index) => {
      const units = (each[1] ?? '').replaceAll(' ', '').match(/.{4}/g) ?? [];
      found.set(parseInt(from, 16) + index, String.fromCharCode(...units.map((unit) => parseInt(unit, 16))));
    });
  }
  return found;
}
