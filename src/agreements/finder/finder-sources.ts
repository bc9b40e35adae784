import { agreementPaths } from '../agreement-paths.ts';
import { type AgreementPack, isAssumed, type Sourced, sourceOf } from '../pack.ts';
import type { FinderDefinition } from './finder-definition.ts';
import type { ReasonSource } from './finder-decision.ts';

/** Where a value of the pack comes from, leading to the page that shows it. */
export function packSource(pack: AgreementPack, value: Sourced<unknown>, what: string, href: string): ReasonSource {
  const source = sourceOf(pack, value);
  if (isAssumed(value) || source === undefined) return { text: what, href, mark: 'assumed' };
  return { text: `${what}: ${source.title}`, href, ...(source.standing === 'recalled' ? { mark: 'check' } : {}) };
}

/** A source named in the finder's file. */
export function finderSource(definition: FinderDefinition, key: string, guidance?: string): ReasonSource {
  const source = definition.sources[key];
  const href = guidance === undefined ? source?.url : `/guidance/${guidance}`;
  const standing = source?.standing;
  return {
    text: source?.title ?? key,
    ...(href === undefined ? {} : { href }),
    ...(standing === 'demonstration' ? { mark: 'assumed' } : {}),
    ...(standing === 'recalled' ? { mark: 'check' } : {}),
  };
}

/** The page of a lot. */
export function lotHref(pack: AgreementPack, lot: string): string {
  return agreementPaths.lot(pack.number.value, lot);
}
