import { escapeText } from './escaped-text.ts';

/** How a written cell looks beyond its number format. */
export type CellLook = 'plain' | 'heading' | 'marked' | 'note';

const looks: Readonly<Record<CellLook, { readonly font: number; readonly fill: number }>> = {
  plain: { font: 0, fill: 0 },
  heading: { font: 1, fill: 2 },
  marked: { font: 0, fill: 3 },
  note: { font: 2, fill: 0 },
};
/** The first number that is free for own number formats. */
const firstOwnFormat = 164;
/** Beyond this many number formats cells are written without: no program reads endless ones. */
const mostFormats = 1000;

/** The cell styles of a workbook that is being written, numbered in the order in which cells ask for them. */
export class SheetStyles {
  readonly #numbers = new Map<string, number>([['plain ', 0]]);
  readonly #formats: string[] = [];

  /** The number of the style with this number format (`''` for the general one) and look. */
  number(format: string, look: CellLook): number {
    const key = `${look} ${format}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (format !== '' && !this.#formats.includes(format)) {
      if (this.#formats.length >= mostFormats) return this.number('', look);
      this.#formats.push(format);
    }
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    return number;
  }

  /** The part of the workbook that says what the numbers mean. */
  xml(): string {
    const formats = this.#formats
      .map((code, index) => `<numFmt numFmtId="${firstOwnFormat + index}" formatCode="${escapeText(code)}"/>`)
      .join('');
    const cells = [...this.#numbers.keys()].map((key) => this.#cellStyle(key)).join('');
    return [
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
      '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">',
      formats === '' ? '' : `<numFmts count="${this.#formats.length}">${formats}</numFmts>`,
      '<fonts count="3"><font><sz val="11"/><name val="Arial"/></font>',
      '<font><b/><sz val="11"/><name val="Arial"/></font>',
      '<font><i/><sz val="11"/><color rgb="FF505A5F"/><name val="Arial"/></font></fonts>',
      '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
      '<fill><patternFill patternType="solid"><fgColor rgb="FFE7ECEF"/><bgColor indexed="64"/></patternFill></fill>',
      '<fill><patternFill patternType="solid"><fgColor rgb="FFFFE9B8"/><bgColor indexed="64"/></patternFill></fill></fills>',
      '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
      `<cellXfs count="${this.#numbers.size}">${cells}</cellXfs>`,
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    ].join('');
  }

  #cellStyle(key: string): string {
    const space = key.indexOf(' ');
    const name = key.slice(0, space);
    const format = key.slice(space + 1);
    const look = looks[isLook(name) ? name : 'plain'];
    const id = format === '' ? 0 : firstOwnFormat + this.#formats.indexOf(format);
    const wrap = name === 'heading' || name === 'note' ? '<alignment vertical="top" wrapText="1"/>' : '';
    return (
      `<xf numFmtId="${id}" fontId="${look.font}" fillId="${look.fill}" borderId="0" xfId="0" ` +
      `applyNumberFormat="1" applyFont="1" applyFill="1"${wrap === '' ? '/>' : ` applyAlignment="1">${wrap}</xf>`}`
    );
  }
}

function isLook(name: string): name is CellLook {
  return name in looks;
}
