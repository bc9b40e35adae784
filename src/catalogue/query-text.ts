/** The values of a parameter or form field as texts; what is no text or number counts as not given. */
export function allTexts(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((each) => (typeof each === 'string' ? [each] : typeof each === 'number' ? [String(each)] : []));
}

/** The first value; empty when none is given. */
export function firstText(value: unknown): string {
  return allTexts(value)[0] ?? '';
}
