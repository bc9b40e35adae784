// long: every wording of a price list's mistakes in one table.
/** How a mistake is told. `{name}` stands for a fact of the case, `{value}` and `{column}` for what the cell holds and its heading. */
export interface Wording {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly remedy: string;
}

/** Facts of a case that its wording names. */
export type ProblemFacts = Readonly<Record<string, string | number>>;

/** What can be wrong with a line. An error refuses the file; a warning is only said. */
export const lineWordings = {
  // The row
  'row-not-a-line': {
    severity: 'warning',
    message: 'Only one cell of this row is filled, so it is taken for a title or a note and skipped.',
    remedy: 'If it is an offer, fill in the other cells; if not, leave it or delete it.',
  },
  'headings-again': {
    severity: 'warning',
    message: 'The headings stand here again, so this row is skipped.',
    remedy: 'Nothing need be done; delete the row to be rid of this message.',
  },
  'example-left': {
    severity: 'error',
    message: 'This is an example line of the template.',
    remedy: 'Delete the row.',
  },
  'cells-beyond-headings': {
    severity: 'error',
    message: 'The row has more cells than there are headings: "{value}" stands beyond the last one.',
    remedy: 'Look for a comma inside a value: put that value in quotation marks, or save the file as XLSX.',
  },
  // Any cell
  'cell-error': {
    severity: 'error',
    message: '{column} holds the spreadsheet error {value}.',
    remedy: 'Correct the formula behind it, or type the value.',
  },
  'formula-in-price': {
    severity: 'error',
    message:
      '{column} is calculated by a formula. A price must be what somebody wrote, not what a spreadsheet last worked out.',
    remedy: 'Copy the column and paste it as values.',
  },
  'formula-used': {
    severity: 'warning',
    message: '{column} is calculated by a formula; the value it last had, "{value}", is used.',
    remedy: 'Check the value, or paste the column as values.',
  },
  'formula-text': {
    severity: 'error',
    message: '{column} begins as a formula does.',
    remedy: 'Replace the formula by its value.',
  },
  'text-too-long': {
    severity: 'error',
    message: '{column} has {length} characters; it may have {longest}.',
    remedy: 'Shorten it.',
  },
  'text-markup': {
    severity: 'error',
    message: '{column} holds markup, which is no part of a code.',
    remedy: 'Write the plain text.',
  },
  'character-lost': {
    severity: 'error',
    message: 'A character in {column} was lost when the file was saved.',
    remedy: 'Correct the cell and save the file as "CSV UTF-8" or XLSX.',
  },
  // Who and what
  'sku-missing': {
    severity: 'error',
    message: '{column} is empty, so the line cannot be known again.',
    remedy: 'Give your own code for the line.',
  },
  'code-spoilt-number': {
    severity: 'error',
    message: 'A spreadsheet has turned this code into the number {value}; its digits are lost.',
    remedy: 'Format the column as text, then enter the code again.',
  },
  'code-spoilt-date': {
    severity: 'error',
    message: 'A spreadsheet has turned this code into the date {value}.',
    remedy: 'Format the column as text, then enter the code again.',
  },
  'maker-missing': {
    severity: 'error',
    message: '{column} is empty.',
    remedy: 'Name the maker of the product.',
  },
  'maker-unknown': {
    severity: 'error',
    message: 'The catalogue knows no maker "{value}".',
    remedy: 'Write the name as the catalogue has it, or ask for the maker and its products to be added.',
  },
  'maker-unclear': {
    severity: 'error',
    message: '"{value}" could be {makers}.',
    remedy: 'Write the one you mean.',
  },
  'mpn-missing': {
    severity: 'error',
    message: '{column} is empty.',
    remedy: 'Give the maker’s part number.',
  },
  'mpn-spoilt-number': {
    severity: 'error',
    message: 'A spreadsheet has turned this part number into the number {value}; its digits are lost.',
    remedy: 'Format the column as text, then enter the part number again.',
  },
  'mpn-spoilt-date': {
    severity: 'error',
    message: 'A spreadsheet has turned this part number into the date {value}.',
    remedy: 'Format the column as text, then enter the part number again.',
  },
  'mpn-empty': {
    severity: 'error',
    message: '"{value}" has no letter and no digit.',
    remedy: 'Give the maker’s part number.',
  },
  'gtin-wrong': {
    severity: 'error',
    message: '{value} is not a GTIN: its length or its check digit is wrong.',
    remedy: 'Copy the 8, 12, 13 or 14 digits from the package, or leave the cell empty.',
  },
  'gtin-spoilt': {
    severity: 'error',
    message: 'A spreadsheet has turned this GTIN into the number {value}; its last digits are lost.',
    remedy: 'Format the column as text, then enter the GTIN again, or leave it empty.',
  },
  'other-lot': {
    severity: 'error',
    message: 'The line is for lot {value}, but this price list is for lot {lot}.',
    remedy: 'Take the line out and give it in a price list of its own lot.',
  },
  // Money
  'price-missing': {
    severity: 'error',
    message: '{column} is empty.',
    remedy: 'Give the price of one without VAT.',
  },
  'price-zero': {
    severity: 'error',
    message: '{column} is zero.',
    remedy: 'Give the price, or take the line out if it is not on offer.',
  },
  'money-negative': {
    severity: 'error',
    message: '{column} is {value}, below zero.',
    remedy: 'Give an amount of zero or more.',
  },
  'money-unreadable': {
    severity: 'error',
    message: '"{value}" is not an amount.',
    remedy: 'Write pounds and pence with a point, such as 1234.50.',
  },
  'money-unclear': {
    severity: 'error',
    message: '"{value}" could be {one} or {other}, and the rest of the column does not say which.',
    remedy: 'Write a point before the pence and nothing between the thousands, such as 1234.50.',
  },
  'money-decimals': {
    severity: 'error',
    message: '{value} has more than four decimals.',
    remedy: 'Round it as you charge it: to pence, or to at most four decimals.',
  },
  'money-too-large': {
    severity: 'error',
    message: '{value} is more than a price here can be.',
    remedy: 'Check the number of digits.',
  },
  'other-currency': {
    severity: 'error',
    message: '{value} is in {currency}. Prices on this agreement are in pounds.',
    remedy: 'Give the price in pounds; it is not converted for you, because the rate would be a guess.',
  },
  'cell-with-vat': {
    severity: 'error',
    message: '"{value}" says that VAT is included.',
    remedy: 'Give the price without VAT.',
  },
  // Quantities
  'number-unreadable': {
    severity: 'error',
    message: '{column} is "{value}", which is not a whole number.',
    remedy: 'Write a whole number in digits.',
  },
  'number-out-of-range': {
    severity: 'error',
    message: '{column} is {value}; it may be {least} to {most}.',
    remedy: 'Correct the number.',
  },
  'stock-unreadable': {
    severity: 'error',
    message: 'The stock is "{value}", which is not a number.',
    remedy: 'Write how many you have now, 0 for none, or leave it empty where stock does not apply.',
  },
  'minimum-not-packs': {
    severity: 'warning',
    message: 'The least quantity {minimum} is not whole packs of {pack}; the least that can be ordered is {least}.',
    remedy: 'Correct one of the two if that is not what you mean.',
  },
  'break-incomplete': {
    severity: 'error',
    message: 'Price break {number} has a {has} but no {lacks}.',
    remedy: 'Fill in both, or neither.',
  },
  'break-quantity': {
    severity: 'error',
    message: 'Price break {number} begins at {value}; the price of one holds from there already.',
    remedy: 'A break begins at 2 or more.',
  },
  'break-order': {
    severity: 'error',
    message: 'Price break {number} begins at {value}, not above the break before it, {before}.',
    remedy: 'Put the breaks in ascending quantity.',
  },
  'break-dearer': {
    severity: 'error',
    message: 'From {quantity} on the price is {value}, more than {before} for fewer.',
    remedy: 'A larger quantity may not cost more each: correct one of the two.',
  },
  // Terms
  'lead-time-unreadable': {
    severity: 'error',
    message: '"{value}" is not a lead time.',
    remedy: 'Write working days as one whole number, such as 5.',
  },
  'percent-unreadable': {
    severity: 'error',
    message: '"{value}" is not a percentage.',
    remedy: 'Write whole percent, such as 85.',
  },
  'percent-unclear': {
    severity: 'error',
    message: '{value} could be a fraction or a percentage, and the column has both.',
    remedy: 'Write whole percent in the whole column, such as 85.',
  },
  'vat-unknown': {
    severity: 'error',
    message: '"{value}" is neither a VAT category nor a rate in force on {date}.',
    remedy: 'Use one of: {choices}.',
  },
  'unit-unknown': {
    severity: 'error',
    message: '"{value}" is not a unit that is known.',
    remedy: 'Use one of: {choices}.',
  },
  'condition-unknown': {
    severity: 'error',
    message: '"{value}" is not a condition that is known.',
    remedy: 'Use one of: {choices}.',
  },
  'warranty-unknown': {
    severity: 'error',
    message: '"{value}" is not a kind of warranty that is known.',
    remedy: 'Use one of: {choices}.',
  },
  'funding-unknown': {
    severity: 'error',
    message: '"{value}" is not a way to pay that is known.',
    remedy: 'Use one or more of: {choices}; separate them by semicolons.',
  },
  'flag-unknown': {
    severity: 'error',
    message: '{column} is "{value}".',
    remedy: 'Write yes or no.',
  },
  'warranty-unreadable': {
    severity: 'error',
    message: '"{value}" is not a length of time.',
    remedy: 'Write months as one whole number, such as 36.',
  },
  'warranty-short': {
    severity: 'warning',
    message: '{value} is read as {value} months; the heading does not say months or years.',
    remedy: 'If years are meant, write 36 months or 3 years.',
  },
  'warranty-mismatch': {
    severity: 'error',
    message: 'The warranty lasts {months} months, but its kind is "{type}".',
    remedy: 'Correct one of the two.',
  },
  'grade-unreadable': {
    severity: 'error',
    message: '"{value}" is not a grade; {column} may be {least} to {most}.',
    remedy: 'Write the grade as one digit, with or without its letter.',
  },
  'grades-on-new': {
    severity: 'error',
    message: '{column} is {value}, but the line is for something new.',
    remedy: 'Say refurbished or remanufactured, or leave the grade empty.',
  },
  'grades-missing': {
    severity: 'warning',
    message: 'The line is {condition}, but nothing says in what state: no grade, battery or evidence.',
    remedy: 'Give the cosmetic and functional grade, or the standard and certificate.',
  },
  'footprint-incomplete': {
    severity: 'error',
    message: 'A declared footprint needs its low, typical and high figure and whose they are; {lacks} is missing.',
    remedy: 'Fill in all four, or none.',
  },
  'footprint-order': {
    severity: 'error',
    message: 'The footprint’s figures are out of order: {low}, {typical}, {high}.',
    remedy: 'Give low, typical and high in ascending order.',
  },
  'footprint-unreadable': {
    severity: 'error',
    message: '"{value}" is not a number of kilograms.',
    remedy: 'Write kilograms of CO2e with at most three decimals, such as 212.5.',
  },
  'take-back-mismatch': {
    severity: 'error',
    message: 'A take-back charge of {value} is given, but the line says that nothing is taken back.',
    remedy: 'Say yes to take-back, or leave the charge empty.',
  },
  // Dates
  'date-unreadable': {
    severity: 'error',
    message: '"{value}" is not a date.',
    remedy: 'Write year, month and day, such as 2027-03-31.',
  },
  'date-impossible': {
    severity: 'error',
    message: '{value} is a day no calendar has.',
    remedy: 'Correct the month or the day.',
  },
  'date-unclear': {
    severity: 'error',
    message: '{value} could be {one} or {other}, and no other date of the column says which.',
    remedy: 'Write year, month and day, such as 2027-03-31.',
  },
  'date-mixed': {
    severity: 'error',
    message: '{value} could be {one} or {other}; some dates of the column have the day first, some the month.',
    remedy: 'Write all dates of the column as year, month and day, such as 2027-03-31.',
  },
  'dates-reversed': {
    severity: 'error',
    message: 'The line ends on {to}, before it begins on {from}.',
    remedy: 'Correct one of the two dates.',
  },
  'outside-agreement': {
    severity: 'error',
    message: '{value} is outside the agreement, which runs from {from} to {to}.',
    remedy:
      'Give a day within it, or leave the cell empty: the line then holds as long as the list and the agreement do.',
  },
  // Found with the catalogue
  'product-unknown': {
    severity: 'error',
    message: 'The catalogue has no product {mpn} of {maker}.',
    remedy: 'Check the part number; if it is right, ask for the product to be added before you price it.',
  },
  'gtin-other-product': {
    severity: 'error',
    message: 'GTIN {value} is not that of {product}, which has {gtin}.',
    remedy: 'Correct the GTIN or the part number.',
  },
  'category-not-on-lot': {
    severity: 'error',
    message: '{product} is in the category {category}, which lot {lot} does not cover.',
    remedy: 'Take the line out and give it in a price list of a lot that covers it.',
  },
  'condition-not-possible': {
    severity: 'error',
    message: '{product} is {nature}, so it cannot be {value}.',
    remedy: 'Leave the condition empty.',
  },
  'stock-not-possible': {
    severity: 'warning',
    message: '{product} is a service, which has no stock; {value} is not used.',
    remedy: 'Leave the stock empty.',
  },
  'product-off-sale': {
    severity: 'warning',
    message: 'The maker stopped selling {product} on {date}.',
    remedy: 'Take the line out unless you have stock left.',
  },
  'sku-twice': {
    severity: 'error',
    message: 'The code {value} stands in row {first} already.',
    remedy: 'Keep one of the two lines, or give one a code of its own.',
  },
  'product-twice': {
    severity: 'warning',
    message: '{product} in the same condition stands in row {first} already, under the code {sku}.',
    remedy: 'Keep one of the two, unless you mean both.',
  },
  'sku-other-product': {
    severity: 'error',
    message: 'Your code {value} is live for another product, {product}.',
    remedy: 'Give the line a new code: what was bought under the old one stays readable.',
  },
  // Price controls and changes
  'above-maximum': {
    severity: 'error',
    message: '{value} is above the highest price lot {lot} allows here, {maximum}.',
    remedy: 'Give a price of {maximum} or less.',
  },
  'above-margin': {
    severity: 'error',
    message: '{value} is more than {percent}% above the cost of {cost}; lot {lot} allows up to {maximum}.',
    remedy: 'Lower the price, or correct the cost.',
  },
  'below-discount': {
    severity: 'error',
    message: '{value} is less than {percent}% below the list price of {list}; lot {lot} allows up to {maximum}.',
    remedy: 'Lower the price, or correct the list price.',
  },
  'cost-missing': {
    severity: 'error',
    message: 'Lot {lot} limits the margin over cost here, but the line does not say what you pay.',
    remedy: 'Fill in the column Cost price.',
  },
  'list-price-missing': {
    severity: 'error',
    message: 'Lot {lot} asks for a discount off the list price here, but the line does not state the list price.',
    remedy: 'Fill in the column List price.',
  },
  'rise-held': {
    severity: 'warning',
    message:
      'The price rises by {percent}%, from {before} to {value}. Above {limit}% the authority decides; until then the old price stays.',
    remedy: 'Nothing need be done; correct the price if it is a slip.',
  },
  'break-rise-held': {
    severity: 'warning',
    message:
      'From {quantity} on, the price each rises by {percent}%, from {before} to {value}. Above {limit}% the authority decides; until then the old prices stay.',
    remedy: 'Nothing need be done; correct the price break if it is a slip.',
  },
  'fall-notable': {
    severity: 'warning',
    message: 'The price falls by {percent}%, from {before} to {value}.',
    remedy: 'Check that no digit is missing.',
  },
} as const satisfies Readonly<Record<string, Wording>>;

/** Stable names of what can be wrong with a line. */
export type LineProblemCode = keyof typeof lineWordings;

/** What can be wrong with a price list as a whole. */
export const listWordings = {
  'no-headings': {
    message: 'No row looks like headings: none of the first {rows} rows names a part number and a price.',
    remedy: 'Put one row of headings above the lines; the template has ours.',
  },
  'no-lines': { message: 'The price list has headings, but no line below them.', remedy: 'Add a line for each offer.' },
  'column-missing': {
    message: 'There is no column for "{heading}". The headings are: {headings}.',
    remedy: 'Say which column it is, or add a column called "{heading}".',
  },
  'column-needed-by-control': {
    message:
      'There is no column for "{heading}", which the price controls of the lot need. The headings are: {headings}.',
    remedy: 'Say which column it is, or add a column called "{heading}".',
  },
  'column-unclear': {
    message: 'More than one column could be "{heading}": {rivals}.',
    remedy: 'Say which one it is.',
  },
  'vat-included': {
    message: 'The heading "{heading}" says that VAT is included.',
    remedy: 'Give prices without VAT, or choose the column that has them.',
  },
  'heading-other-currency': {
    message: 'The heading "{heading}" names {currency}. Prices on this agreement are in pounds.',
    remedy: 'Give prices in pounds, or choose the column that has them.',
  },
  'mapping-field-unknown': {
    message: 'The mapping gives the heading "{heading}" the field "{field}", which there is not.',
    remedy: 'Choose one of the fields offered, or none.',
  },
  'supplier-not-on-lot': {
    message: '{supplier} has no position on lot {lot} of {agreement} on {date}.',
    remedy: 'Choose a lot the supplier is on, or a day on which it is.',
  },
  'lot-unknown': { message: 'The agreement {agreement} has no lot {lot}.', remedy: 'Choose one of its lots: {lots}.' },
  'list-outside-agreement': {
    message: 'The price list is to hold from {date}, but {agreement} runs from {from} to {to}.',
    remedy: 'Choose a day within it.',
  },
  'list-in-the-past': {
    message: 'The price list is to hold from {date}, which is past: today is {today}.',
    remedy: 'Choose today or a later day. What was on offer on a past day is not rewritten.',
  },
} as const satisfies Readonly<Record<string, Pick<Wording, 'message' | 'remedy'>>>;

/** Stable names of what can be wrong with a price list as a whole. */
export type ListProblemCode = keyof typeof listWordings;
