/** Text with the escapes that spreadsheets write for characters XML cannot hold: `_x000D_` is a carriage return. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text
    .replace(/_x([0-9A-F]{4})_/gi, (whole, hex: string) =>
      // No text has a zero character: that escape stays as it is written.
      hex === '0000' ? whole : String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .toWellFormed();
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it may stand in a cell's XML or in an attribute: marked-up characters and those XML cannot hold are escaped. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/_(?=x[0-9A-F]{4}_)/gi, '_x005F_')
    .replace(/[&<>"]/g, (character) => escapes[character] ?? '')
    .replace(
      /[\x00-\x08\x0B\x0C\x0D\x0E-\x1F\uFFFE\uFFFF]/g,
      (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    );
}
