import { slug } from '../../kernel/text.ts';

/** Makers are the same whatever their capitals, spaces and company form: `HP Inc.` and `hp`. */
export function makerKey(name: string): string {
  return slug(name).replace(/-(inc|ltd|limited|plc|llc|corp|corporation|gmbh|co)$/, '');
}
