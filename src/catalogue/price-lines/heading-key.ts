/** What a price heading may say beside its name without changing it; VAT included is another matter. */
const aside =
  /\b(ex|exc|excl|excluding|without|net of|nett of|less|plus)\.?\s*(of\s+)?(vat|tax)\b|\+\s*vat\b|\b(gbp|sterling)\b|£/g;

/** A heading or a word as it is compared: capitals, accents, punctuation, spaces, `£` and `ex VAT` make no difference. */
export function headingKey(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ');
  const key = plain
    .replace(aside, ' ')
    .replace(/%/g, ' percent ')
    .replace(/[^\p{L}\p{N}+]+/gu, '');
  // `£` alone as a heading is something: do not make it nothing.
  return key === '' ? plain.replace(/\s+/g, '') : key;
}
