/** What an invoice may be at most: characters, lines, digits of a number, and any amount or quantity. */
export const invoiceLimits = { number: 60, mpn: 80, title: 300, lines: 1000, digits: 20, most: '999999999' } as const;
