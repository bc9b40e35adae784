/** By what reminders of contracts are named, so that whoever does the thing settles them. */
export const invoiceDueKey = (invoice: string): string => `invoice-due:${invoice}`;
export const publicationDueKey = (callOff: string): string => `publication-due:${callOff}`;
/** A term that is extended ends anew. */
export const callOffEndKey = (callOff: string, ends: string): string => `call-off-ends:${callOff}:${ends}`;
