type Scalar = string | number | boolean | null;

/** A PostgreSQL array literal: `{1,"a \"b\"",NULL}`. */
export function arrayLiteral(values: readonly Scalar[]): string {
  const parts = values.map((each) =>
    each === null ? 'NULL' : `"${String(each).replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`,
  );
  return `{${parts.join(',')}}`;
}
