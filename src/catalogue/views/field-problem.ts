/** A field of the page's form that could not be read: its id, what is wrong, and what was typed. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  readonly typed: string;
}
