/** The columns of an invoice as a table: one row a line, with the invoice's own facts in each row or in the first. */
export const invoiceColumns = [
  {
    key: 'number',
    heading: 'invoice number',
    required: true,
    example: '40172',
    means: 'Your number of the invoice or credit note.',
  },
  { key: 'issuedOn', heading: 'invoice date', required: true, example: '2026-11-20', means: 'As YYYY-MM-DD.' },
  { key: 'orderNumber', heading: 'order number', required: true, example: 'O-000001', means: 'The order it charges.' },
  {
    key: 'credits',
    heading: 'credits invoice',
    required: false,
    example: '',
    means: 'On a credit note: the invoice it corrects.',
  },
  { key: 'orderLine', heading: 'order line', required: false, example: '1', means: 'Number of the line on the order.' },
  { key: 'mpn', heading: 'part number', required: false, example: 'EX-100', means: "Maker's part number." },
  { key: 'title', heading: 'description', required: true, example: 'Example laptop', means: 'What it is.' },
  { key: 'quantity', heading: 'quantity', required: true, example: '30', means: 'How many are charged.' },
  { key: 'unitPrice', heading: 'unit price', required: true, example: '395.00', means: 'Pounds without VAT for one.' },
  {
    key: 'net',
    heading: 'line total',
    required: false,
    example: '11850.00',
    means: 'Pounds without VAT. Empty: quantity times price.',
  },
  { key: 'vatPercent', heading: 'vat percent', required: false, example: '20', means: 'Empty: no VAT.' },
  {
    key: 'periodFrom',
    heading: 'period from',
    required: false,
    example: '',
    means: 'First day an instalment is for, as YYYY-MM-DD.',
  },
  { key: 'periodTo', heading: 'period to', required: false, example: '', means: 'Its last day, as YYYY-MM-DD.' },
] as const;

export type InvoiceColumn = (typeof invoiceColumns)[number]['key'];
