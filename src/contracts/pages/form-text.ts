/** A field of a form as text; empty for anything else. */
export function formText(body: unknown, name: string): string {
  if (typeof body !== 'object' || body === null) return '';
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.trim() : '';
}

/** A field that holds a whole number; -1 for anything else, which is never right. */
export function formCount(body: unknown, name: string): number {
  const text = formText(body, name);
  return /^\d{1,9}$/.test(text) ? Number(text) : -1;
}
