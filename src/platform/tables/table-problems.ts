import type { Problem } from '../../kernel/outcome.ts';
import { columnLetters, type TableLimits } from './table.ts';

const saveAgain = 'Open it in a spreadsheet program and save it as .xlsx or as CSV, then send that file.';
const damaged =
  'Open it in a spreadsheet program, save it anew and send that file. If it does not open, ask for it again.';

function count(value: number): string {
  return value.toLocaleString('en-GB');
}

function megabytes(bytes: number): string {
  return bytes >= 1_000_000 ? `${count(Math.floor(bytes / 1_000_000))} MB` : `${count(bytes)} bytes`;
}

/** Why a file as a whole is not a table that can be read. */
export const fileProblems = {
  empty: {
    code: 'file-empty',
    message: 'The file is empty.',
    remedy: 'Send a CSV or .xlsx file with headings and one row for each line. Begin with the template.',
  },
  oldExcel: {
    code: 'file-old-excel',
    message: 'The file is an old Excel workbook (.xls), which is not read.',
    remedy: 'Open it, choose “Save as” and “Excel workbook (.xlsx)”, then send that file.',
  },
  password: {
    code: 'file-password',
    message: 'The file is protected by a password, so it cannot be read.',
    remedy: 'Take the password off (File, Info, Protect workbook), save it and send it again.',
  },
  otherOffice: {
    code: 'file-kind',
    message: 'The file is an office document of another kind, not a table that can be read.',
    remedy: saveAgain,
  },
  macros: {
    code: 'file-macros',
    message: 'The workbook contains macros, and files with macros are not taken.',
    remedy: 'Choose “Save as” and “Excel workbook (.xlsx)”, which leaves the macros out, then send that file.',
  },
  binaryExcel: {
    code: 'file-binary-excel',
    message: 'The file is a binary Excel workbook (.xlsb), which is not read.',
    remedy: 'Open it, choose “Save as” and “Excel workbook (.xlsx)”, then send that file.',
  },
  openDocument: {
    code: 'file-open-document',
    message: 'The file is an OpenDocument file (.ods or similar), which is not read.',
    remedy: 'Open it, choose “Save as” and “Excel 2007-365 (.xlsx)” or “Text CSV”, then send that file.',
  },
  otherZip: {
    code: 'file-zip',
    message: 'The file is a zip archive or another kind of document, not a workbook.',
    remedy: 'Send the CSV or .xlsx file itself. If it lies in the archive, take it out first.',
  },
  pdf: {
    code: 'file-pdf',
    message: 'The file is a PDF, which holds a picture of a table and not the table.',
    remedy: 'Send the CSV or .xlsx file that the PDF was made from.',
  },
  web: {
    code: 'file-web-page',
    message: 'The file is a web page or XML, even if its name says that it is a workbook.',
    remedy: saveAgain,
  },
  richText: { code: 'file-kind', message: 'The file is a text document, not a table.', remedy: saveAgain },
  picture: {
    code: 'file-picture',
    message: 'The file is a picture, not a table.',
    remedy: 'Send the CSV or .xlsx file itself.',
  },
  compressed: {
    code: 'file-compressed',
    message: 'The file is compressed.',
    remedy: 'Unpack it and send the CSV or .xlsx file itself.',
  },
  binary: {
    code: 'file-not-text',
    message: 'The file is neither a workbook nor text that can be read.',
    remedy: saveAgain,
  },
  broken: {
    code: 'file-broken',
    message: 'The workbook is damaged or was cut off on its way.',
    remedy: damaged,
  },
  unsafe: {
    code: 'file-unsafe',
    message: 'The workbook contains declarations that no spreadsheet program writes, so it is not read.',
    remedy: damaged,
  },
  encrypted: {
    code: 'file-password',
    message: 'Parts of the file are encrypted, so it cannot be read.',
    remedy: 'Take the password off, save it and send it again.',
  },
  noSheet: {
    code: 'file-no-sheet',
    message: 'The workbook has no sheet with cells.',
    remedy: 'Send a workbook that has the table on a sheet.',
  },
} as const satisfies Record<string, Problem>;

export function fileTooLarge(limits: TableLimits): Problem {
  return {
    code: 'file-too-large',
    message: `The file is larger than ${megabytes(limits.maxBytes)}.`,
    remedy: 'Split the table over several files and send them one after another.',
  };
}

export function inflatedTooLarge(limits: TableLimits): Problem {
  return {
    code: 'file-too-large-unpacked',
    message: `The workbook would unpack to more than ${megabytes(limits.maxInflatedBytes)}.`,
    remedy: 'Delete empty rows below the table and sheets that are not needed, or send it as CSV.',
  };
}

export function tooDense(): Problem {
  return {
    code: 'file-too-dense',
    message: 'The workbook unpacks to many hundred times its size, as no price list does.',
    remedy: 'Delete empty rows and columns beside the table, or send it as CSV.',
  };
}

export function unpacksToMore(): Problem {
  return {
    code: 'file-unpacks-to-more',
    message: 'A part of the workbook unpacks to more than the file says it does.',
    remedy: damaged,
  };
}

export function sharedTextTooLong(limits: TableLimits, begins: string): Problem {
  return {
    code: 'cell-too-long',
    value: begin(begins),
    message: `A cell is longer than ${count(limits.maxCellLength)} characters.`,
    remedy: 'Shorten it.',
  };
}

export function tooManyRows(limits: TableLimits, row: number): Problem {
  return {
    code: 'too-many-rows',
    row,
    message: `The table has more than ${count(limits.maxRows)} rows.`,
    remedy: 'Split it over several files and send them one after another.',
  };
}

export function tooManyColumns(limits: TableLimits, row: number): Problem {
  return {
    code: 'too-many-columns',
    row,
    message: `The row has more than ${count(limits.maxColumns)} columns.`,
    remedy: 'Delete the columns that are not needed.',
  };
}

export function cellTooLong(limits: TableLimits, row: number, column: number, begins: string): Problem {
  return {
    code: 'cell-too-long',
    row,
    value: begin(begins),
    message: `The cell in column ${columnLetters(column)} is longer than ${count(limits.maxCellLength)} characters.`,
    remedy:
      'Shorten it. In a CSV file a quotation mark that is not closed can cause this: look at the start of the cell.',
  };
}

export function quoteNotClosed(row: number, column: number, begins: string): Problem {
  return {
    code: 'quote-not-closed',
    row,
    value: begin(begins),
    message: `The cell in column ${columnLetters(column)} opens a quotation mark that is never closed.`,
    remedy: 'Close it at the end of the cell, or double it where it belongs to the text, such as for inches.',
  };
}

export function quoteMisplaced(row: number, column: number, begins: string): Problem {
  return {
    code: 'quote-misplaced',
    row,
    value: begin(begins),
    message: `The cell in column ${columnLetters(column)} goes on after its closing quotation mark.`,
    remedy: 'Double quotation marks inside a cell that stands in quotation marks, such as 24"" for 24 inches.',
  };
}

export function mixedEncodings(line: number, declared: boolean): Problem {
  return {
    code: 'encoding-mixed',
    row: line,
    message: declared
      ? `The file says that it is UTF-8, but line ${count(line)} holds characters that are not.`
      : `The file mixes two ways of writing characters: line ${count(line)} is not UTF-8, others are.`,
    remedy: 'Open it, check that £ and accented letters look right, and save it as “CSV UTF-8”.',
  };
}

export function unknownEncoding(line: number): Problem {
  return {
    code: 'encoding-unknown',
    row: line,
    message: `Line ${count(line)} holds characters that cannot be read.`,
    remedy: 'Open it, check that £ and accented letters look right, and save it as “CSV UTF-8”.',
  };
}

export function nulBytes(line: number): Problem {
  return {
    code: 'file-not-text',
    row: line,
    message: `Line ${count(line)} holds a zero byte, which no text has: the file is damaged or not a CSV file.`,
    remedy: saveAgain,
  };
}

/** The first words of a cell, on one line. */
function begin(text: string): string {
  const line = text.slice(0, 60).replace(/\s+/g, ' ').trim();
  return text.length > 60 ? `${line}…` : line;
}
