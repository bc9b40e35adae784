import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import type { DocumentBlock, FormDocument } from './order-form.ts';

const fonts = join(import.meta.dirname, '../../../web/fonts');
const ink = '#12262b';
const deep = '#0b2f36';
const line = '#93a3a1';
const margin = 56;

type Pdf = InstanceType<typeof PDFDocument>;
type Section = ReturnType<Pdf['struct']>;

/**
 * The order form as an accessible PDF (PDF/UA): headings, lists and tables with header cells are marked as such, the
 * language is named and the fonts are in it. It says exactly what the page and the JSON say. The same document gives the
 * same bytes.
 */
export async function orderFormPdf({ form, hash, madeAt }: FormDocument): Promise<Buffer> {
  const options: PDFKit.PDFDocumentOptions = {
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en-GB',
    displayTitle: true,
    size: 'A4',
    margin,
    info: { Title: form.title, Subject: form.reference, CreationDate: new Date(madeAt) },
    font: join(fonts, 'DejaVuSans.ttf'),
  };
  // The types of the library do not know the subset yet; the library does.
  const pdf = new PDFDocument(Object.assign(options, { subset: 'PDF/UA' }));
  pdf.registerFont('plain', join(fonts, 'DejaVuSans.ttf'));
  pdf.registerFont('bold', join(fonts, 'DejaVuSans-Bold.ttf'));
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  const root = pdf.struct('Document');
  pdf.addStructure(root);
  text(pdf, root, 'P', form.reference, { size: 10 });
  text(pdf, root, 'H1', form.title, { size: 20, bold: true, after: 10 });
  for (const section of form.sections) {
    const part = pdf.struct('Sect');
    root.add(part);
    text(pdf, part, 'H2', section.title, { size: 13, bold: true, before: 10, after: 4 });
    for (const block of section.blocks) drawBlock(pdf, part, block);
    part.end();
  }
  text(pdf, root, 'P', `SHA-256 of this document: ${hash}`, { size: 8, before: 14 });
  root.end();
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

interface Look {
  readonly size?: number;
  readonly bold?: boolean;
  readonly before?: number;
  readonly after?: number;
  readonly indent?: number;
}

/** A piece of text as a tagged element, on a new page where it would not fit. */
function text(pdf: Pdf, parent: Section, tag: string, words: string, look: Look = {}): void {
  const { size = 10, bold = false, before = 0, after = 3, indent = 0 } = look;
  const width = pdf.page.width - 2 * margin - indent;
  pdf.font(bold ? 'bold' : 'plain').fontSize(size);
  if (pdf.y + before + pdf.heightOfString(words, { width }) > pdf.page.height - margin) pdf.addPage();
  else pdf.y += before;
  const draw = () => {
    pdf.fillColor(bold ? deep : ink).text(words, margin + indent, pdf.y, { width });
  };
  parent.add(pdf.struct(tag, {}, draw));
  pdf.y += after;
}

function drawBlock(pdf: Pdf, parent: Section, block: DocumentBlock): void {
  switch (block.kind) {
    case 'paragraph':
      text(pdf, parent, 'P', block.text, { after: 6 });
      return;
    case 'list': {
      const list = pdf.struct('L');
      parent.add(list);
      for (const item of block.items) {
        const entry = pdf.struct('LI');
        list.add(entry);
        text(pdf, entry, 'LBody', `• ${item}`, { indent: 10 });
        entry.end();
      }
      list.end();
      pdf.y += 4;
      return;
    }
    case 'terms':
      drawTable(
        pdf,
        parent,
        block.rows.map((each) => [each.term, each.text]),
        [],
      );
      return;
    case 'table':
      text(pdf, parent, 'P', block.caption, { bold: true });
      drawTable(pdf, parent, block.rows, block.columns);
  }
}

/** Rows with a header cell each; a row of column headings first, where there are any. */
function drawTable(
  pdf: Pdf,
  parent: Section,
  rows: readonly (readonly string[])[],
  columns: readonly { readonly text: string; readonly numeric: boolean }[],
): void {
  const table = pdf.struct('Table');
  parent.add(table);
  const count = Math.max(columns.length, rows[0]?.length ?? 1);
  const whole = pdf.page.width - 2 * margin;
  const first = count === 2 ? whole * 0.34 : whole * 0.38;
  const widths = Array.from({ length: count }, (_, index) => (index === 0 ? first : (whole - first) / (count - 1)));
  const all = columns.length === 0 ? rows : [columns.map((each) => each.text), ...rows];
  all.forEach((cells, rowIndex) => {
    const heads = columns.length > 0 && rowIndex === 0;
    pdf.font('plain').fontSize(9);
    const height = Math.max(
      ...cells.map((cell, index) => pdf.heightOfString(cell, { width: (widths[index] ?? 0) - 8 })),
    );
    if (pdf.y + height + 8 > pdf.page.height - margin) pdf.addPage();
    const top = pdf.y + 4;
    const row = pdf.struct('TR');
    table.add(row);
    cells.forEach((cell, index) => {
      const x = margin + widths.slice(0, index).reduce((sum, each) => sum + each, 0);
      const bold = heads || index === 0;
      const align = columns[index]?.numeric === true ? 'right' : 'left';
      const draw = () => {
        pdf
          .font(bold ? 'bold' : 'plain')
          .fontSize(9)
          .fillColor(ink);
        pdf.text(cell, x, top, { width: (widths[index] ?? 0) - 8, align });
      };
      row.add(pdf.struct(bold ? 'TH' : 'TD', {}, draw));
    });
    row.end();
    pdf.y = top + height + 4;
    pdf.markContent('Artifact', { type: 'Layout' });
    pdf
      .moveTo(margin, pdf.y)
      .lineTo(margin + whole, pdf.y)
      .lineWidth(0.5)
      .strokeColor(line)
      .stroke();
    pdf.endMarkedContent();
  });
  table.end();
  pdf.y += 8;
}
