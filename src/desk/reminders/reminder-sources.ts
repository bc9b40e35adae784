import type { Agreements } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import { formatDate } from '../../kernel/dates.ts';
import { listInWords } from '../../kernel/text.ts';
import {
  askedNotices,
  type DueSource,
  type DueThing,
  evidenceKey,
  type NoticeKind,
  type Organisations,
  type Suppliers,
  supplierPaths,
} from '../../organisations/index.ts';
import { waitingApprovals } from '../../purchasing/index.ts';
import { everySupplier } from '../authority/authority-waiting.ts';
import { lapsingEvidence } from '../authority/evidence-watch.ts';
import { deskPaths } from '../desk-paths.ts';

/** Notices that ask for something, with the rule by which they are said again. */
const asks: Readonly<Partial<Record<NoticeKind, string>>> = {
  'approval-asked': 'approval',
  'signature-asked': 'signature',
  'order-placed': 'order',
  'order-change': 'change',
};
/** Rules that count from the last day rather than from the day it was asked. */
const byLastDay: ReadonlySet<string> = new Set(['order', 'change']);

/** What people were asked for by a notice and nobody has done: approvals, signatures, answers to orders and changes. */
export function askedThings({ clock }: { readonly clock: Clock }): DueSource {
  return async (handle, { on }) => {
    const asked = await askedNotices(handle, Object.keys(asks), on);
    const approvals = asked.filter((each) => each.kind === 'approval-asked').map((each) => each.key);
    const waiting = await waitingApprovals({ clock }, handle, approvals);
    return asked.flatMap((each): readonly DueThing[] => {
      const rule = Object.entries(asks).find(([kind]) => kind === each.kind)?.[1];
      if (rule === undefined || (each.kind === 'approval-asked' && !waiting.has(each.key))) return [];
      const day = byLastDay.has(rule) ? each.due : each.on;
      if (day === null) return [];
      const { key, organisation, people, title, href } = each;
      return [
        {
          ...{ rule, key, day, href, kind: 'reminder', title: `Still waiting: ${title}` },
          to: { people, organisation },
          text: `You were asked on ${formatDate(each.on)}, and nobody has answered yet.${each.due === null ? '' : ` The last day is ${formatDate(each.due)}.`}`,
        },
      ];
    });
  };
}

/** Evidence that ends: told to the supplier, and to the authority where a position rests on it. */
export function lapsingThings(services: {
  readonly agreements: Agreements;
  readonly suppliers: Suppliers;
  readonly organisations: Pick<Organisations, 'authoritiesOf'>;
}): DueSource {
  const { agreements, organisations } = services;
  return async (_handle, { on, until }) => {
    const things: DueThing[] = [];
    const last = until('evidence');
    for (const each of lapsingEvidence(await everySupplier(services, on), agreements.packs, on)) {
      const { supplier, name, evidence, requiredOn, lapsed } = each;
      if (lapsed || evidence.to > last) continue;
      const rests =
        requiredOn.length === 0
          ? 'What rests on it is no longer shown from the day after.'
          : `Lot ${listInWords(requiredOn.map((one) => one.lot))} of ${requiredOn[0]?.agreement ?? ''} requires it.`;
      const about = { rule: 'evidence', day: evidence.to, kind: 'evidence-lapsing' } as const;
      const what = `${evidence.scheme} ${evidence.number} lapses on ${formatDate(evidence.to)}`;
      things.push({
        ...{ ...about, key: evidenceKey(supplier, evidence), title: what, href: supplierPaths.supplier(supplier) },
        to: { supplier, roles: ['supplier-catalogue-manager', 'supplier-bid-manager', 'administrator'] },
        text: `${rests} Send the authority the certificate that follows it.`,
      });
      for (const agreement of new Set(requiredOn.map((one) => one.agreement))) {
        for (const authority of await organisations.authoritiesOf(agreement)) {
          things.push({
            ...{
              ...about,
              key: evidenceKey(supplier, evidence),
              title: `${name}: ${what}`,
              href: deskPaths.evidence(),
            },
            to: { organisation: authority, roles: ['category-manager'] },
            text: `${rests} Ask for the certificate that follows it, and record it.`,
          });
        }
      }
    }
    return things;
  };
}
