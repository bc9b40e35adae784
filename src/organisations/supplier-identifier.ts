/** What a number of a scheme looks like, in a pattern and in words. */
interface IdentifierScheme {
  readonly name: string;
  readonly pattern: RegExp;
  readonly looks: string;
}

/** Schemes that identify organisations, by their org-id.guide code, with the shape of their numbers. */
export const identifierSchemes: Readonly<Record<string, IdentifierScheme>> = {
  'GB-COH': {
    name: 'Companies House',
    pattern: /^(\d{8}|[A-Z]{2}\d{6}|R\d{7})$/,
    looks: 'eight digits with leading zeros, or two letters and six digits, such as 01234567 or SC123456',
  },
  'GB-CHC': {
    name: 'Charity Commission',
    pattern: /^\d{6,7}(-\d{1,3})?$/,
    looks: 'six or seven digits, such as 1234567',
  },
  'GB-SC': { name: 'Scottish Charity Register', pattern: /^SC\d{6}$/, looks: 'SC and six digits, such as SC012345' },
  'GB-NIC': {
    name: 'Charity Commission for Northern Ireland',
    pattern: /^(NIC)?\d{6}$/,
    looks: 'six digits, such as 101234',
  },
  'GB-NHS': {
    name: 'NHS organisation code',
    pattern: /^[A-Z0-9]{3,6}$/,
    looks: 'three to six letters and digits, such as RX1',
  },
  'GB-GOR': {
    name: 'Government organisations register',
    pattern: /^[A-Z]{1,4}\d{1,5}$/,
    looks: 'letters and digits, such as D12',
  },
  'GB-LAE': { name: 'Local authorities for England', pattern: /^[A-Z]{3}$/, looks: 'three letters, such as LDS' },
  'GB-EDU': { name: 'Unique reference number of a school', pattern: /^\d{6}$/, looks: 'six digits, such as 100000' },
  'GB-PPON': {
    name: 'Public procurement organisation number',
    pattern: /^[A-Z]{4}-\d{4}-[A-Z]{4}$/,
    looks: 'four letters, four digits and four letters, such as PABC-1234-DEFG',
  },
  'US-DUNS': { name: 'D-U-N-S number', pattern: /^\d{9}$/, looks: 'nine digits, such as 123456789' },
};

/** What is wrong with the number in the scheme, and what to do; undefined when it has the scheme's shape. */
export function identifierProblem(
  scheme: string,
  number: string,
): { readonly message: string; readonly remedy: string } | undefined {
  const known = identifierSchemes[scheme];
  if (known === undefined || !Object.hasOwn(identifierSchemes, scheme)) {
    return {
      message: `${scheme} is not an identifier scheme that is known here.`,
      remedy: `Use one of ${Object.keys(identifierSchemes).join(', ')}, or leave scheme and number empty.`,
    };
  }
  if (known.pattern.test(number)) return undefined;
  if (scheme === 'GB-COH' && /^\d{6,7}$/.test(number)) {
    return {
      message: `A Companies House number has eight characters; this one has ${number.length}, so leading zeros were probably lost.`,
      remedy: `Write ${number.padStart(8, '0')}, in a column formatted as text.`,
    };
  }
  return { message: `This is not a ${known.name} number.`, remedy: `Write ${known.looks}.` };
}
