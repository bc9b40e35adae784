import type { IsoDate } from '../../kernel/dates.ts';
import { agreementPaths } from '../agreement-paths.ts';
import { packSource } from '../finder/finder-sources.ts';
import { type AgreementPack, type Allowed } from '../pack.ts';
import type { ReferenceFacts } from '../reference.ts';
import { statusOn } from '../status.ts';

/** The "who may buy" form and, when a class was chosen, what it says about it. */
export function buyerCheck(pack: AgreementPack, reference: ReferenceFacts, on: IsoDate, chosen: string | undefined) {
  const classes = pack.buyers.flatMap((buyer) => {
    const known = reference.buyerClasses.find((each) => each.id === buyer.class);
    return known === undefined ? [] : [{ ...known, buyer }];
  });
  const groups = pack.sectors.flatMap((sector) => {
    const members = classes.filter((each) => each.sector === sector.id);
    return members.length === 0
      ? []
      : [
          {
            name: sector.name.value,
            options: members.map((each) => ({ id: each.id, name: each.name, selected: each.id === chosen })),
          },
        ];
  });
  const found = classes.find((each) => each.id === chosen);
  const none = chosen === notListed;
  return {
    groups,
    notListed: { id: notListed, selected: none },
    unknown: chosen !== undefined && chosen !== '' && found === undefined && !none,
    result:
      found === undefined
        ? none
          ? {
              verdict: 'no' as const,
              title: 'You cannot use this agreement',
              text: 'It names classes of public bodies, and you say that you are in none of them.',
              source: packSource(
                pack,
                pack.number,
                'Buyers of the agreement',
                agreementPaths.agreement(pack.number.value),
              ),
              facts: [],
            }
          : undefined
        : {
            verdict: found.buyer.allowed.value,
            title: titles[found.buyer.allowed.value],
            text: `Because ${found.buyer.reason.value}.`,
            source: packSource(
              pack,
              found.buyer.reason,
              'Buyers of the agreement',
              agreementPaths.agreement(pack.number.value),
            ),
            facts: [
              { name: 'Checked for', text: found.name },
              { name: 'Threshold class', text: found.thresholdClass === 'central' ? 'Central' : 'Sub-central' },
              { name: 'Award notices', text: publication[found.publicationClass] },
              ...(found.note === undefined ? [] : [{ name: 'Note', text: found.note }]),
            ],
          },
    open: statusOn(pack, on).newCallOffs,
  };
}

/** The answer of somebody who is in no class of the list. */
const notListed = 'none';

const titles: Readonly<Record<Allowed, string>> = {
  yes: 'You may use this agreement',
  conditions: 'We cannot tell. Ask before you buy',
  no: 'You cannot use this agreement',
};

const publication = {
  central: 'Central rules on Contracts Finder',
  'sub-central': 'Sub-central rules on Contracts Finder',
  exempt: 'Exempt from Contracts Finder',
} as const;
