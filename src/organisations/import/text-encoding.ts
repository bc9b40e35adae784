import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncoding;
}

function startsWith(bytes: Uint8Array, ...signature: readonly number[]): boolean {
  return signature.every((each, index) => bytes[index] === each);
}

/** Text in UTF-16 without a mark has a zero in nearly every other byte: which half says the byte order. */
function unmarkedUtf16(bytes: Uint8Array): TextEncoding | undefined {
  const sample = bytes.subarray(0, 2000);
  const half = Math.floor(sample.length / 2);
  if (half < 2) return undefined;
  let even = 0;
  let odd = 0;
  for (let index = 0; index < half * 2; index += 1) {
    if (sample[index] !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  if (odd > half * 0.7 && even === 0) return 'utf-16le';
  return even > half * 0.7 && odd === 0 ? 'utf-16be' : undefined;
}

function decode(bytes: Uint8Array, encoding: TextEncoding): DecodedText {
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/**
 * The text of a file as spreadsheets save it: UTF-8 and UTF-16 with or without their mark, else Windows-1252.
 * Files that are not text at all are named for what they are.
 */
export function decodeText(bytes: Uint8Array): Outcome<DecodedText> {
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    return fail({
      code: 'file-is-spreadsheet',
      message: 'This is a spreadsheet file, not a CSV file.',
      remedy: 'Open it, choose "Save as" and the type "CSV UTF-8", and import the file that makes.',
    });
  }
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46)) {
    return fail({
      code: 'file-is-pdf',
      message: 'This is a PDF file, not a CSV file.',
      remedy: 'Export the table as CSV.',
    });
  }
  if (startsWith(bytes, 0xff, 0xfe)) return succeed(decode(bytes, 'utf-16le'));
  if (startsWith(bytes, 0xfe, 0xff)) return succeed(decode(bytes, 'utf-16be'));
  const unmarked = unmarkedUtf16(bytes);
  if (unmarked !== undefined) return succeed(decode(bytes, unmarked));
  if (bytes.subarray(0, 2000).includes(0)) {
    return fail({
      code: 'file-is-not-text',
      message: 'The file holds bytes that no text has.',
      remedy: 'Export the table as "CSV UTF-8" and import that file.',
    });
  }
  try {
    return succeed({ text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' });
  } catch {
    return succeed(decode(bytes, 'windows-1252'));
  }
}
