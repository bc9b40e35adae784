import type { OrganisationKind } from '../../platform/access/index.ts';

/** How a notice reaches a person besides the inbox: a letter at once, in the daily letter, or only there. */
export const channels = ['mail', 'digest', 'inbox'] as const;
export type Channel = (typeof channels)[number];

export const channelWords: Readonly<Record<Channel, string>> = {
  mail: 'By e-mail at once',
  digest: 'In the daily letter',
  inbox: 'Only here',
};

interface KindWords {
  /** What it is called where people choose how to hear of it. */
  readonly name: string;
  /** How it goes out until the person chooses. */
  readonly channel: Channel;
  /** Whose people get it; all organisations unless told. */
  readonly kinds?: readonly OrganisationKind[];
}

const table = {
  'approval-asked': { name: 'You are asked to approve', channel: 'mail', kinds: ['buyer'] },
  approved: { name: 'Your request was approved', channel: 'mail', kinds: ['buyer'] },
  refused: { name: 'Your request was refused or sent back', channel: 'mail', kinds: ['buyer'] },
  'quote-asked': { name: 'You are asked to quote', channel: 'mail', kinds: ['supplier'] },
  'quote-answered': { name: 'A supplier answered your request to quote', channel: 'mail', kinds: ['buyer'] },
  'order-placed': { name: 'An order was placed with you', channel: 'mail', kinds: ['supplier'] },
  'order-accepted': { name: 'A supplier accepted an order', channel: 'digest', kinds: ['buyer'] },
  'order-declined': { name: 'A supplier declined an order', channel: 'mail', kinds: ['buyer'] },
  'order-change': { name: 'A supplier proposed a change to an order', channel: 'mail', kinds: ['buyer'] },
  'order-answered': { name: 'A buyer answered a change you proposed', channel: 'mail', kinds: ['supplier'] },
  'order-cancelled': { name: 'An order was cancelled', channel: 'mail', kinds: ['buyer', 'supplier'] },
  'order-lapsed': { name: 'An order lapsed without an answer', channel: 'mail', kinds: ['buyer', 'supplier'] },
  'invoice-disputed': { name: 'An invoice line was disputed', channel: 'mail', kinds: ['supplier'] },
  'dispute-answered': { name: 'A dispute was answered', channel: 'mail', kinds: ['buyer'] },
  'signature-asked': { name: 'Your signature is asked for', channel: 'mail', kinds: ['buyer', 'supplier'] },
  'spend-70': { name: 'Spend reached 70% of a ceiling', channel: 'digest', kinds: ['buyer'] },
  'spend-90': { name: 'Spend reached 90% of a ceiling', channel: 'mail', kinds: ['buyer'] },
  'spend-100': { name: 'Spend reached a ceiling', channel: 'mail', kinds: ['buyer'] },
  reminder: { name: 'Something you were asked for still waits', channel: 'mail', kinds: ['buyer', 'supplier'] },
  'invoice-due': { name: 'An invoice must be paid', channel: 'digest', kinds: ['buyer'] },
  'call-off-ends': { name: 'A call-off contract nears its end', channel: 'digest', kinds: ['buyer'] },
  'publication-due': { name: 'A notice must be published', channel: 'digest', kinds: ['buyer'] },
  invitation: { name: 'You are invited to an organisation', channel: 'mail' },
  'join-request': { name: 'Somebody asks to join your organisation', channel: 'mail' },
  'price-rise-decided': { name: 'A price rise was decided', channel: 'mail', kinds: ['supplier'] },
  'list-rejected': { name: 'A price list was rejected', channel: 'mail', kinds: ['supplier'] },
  'evidence-lapsing': { name: 'Evidence is about to lapse', channel: 'digest', kinds: ['supplier', 'authority'] },
  standing: {
    name: 'A supplier you deal with, or you yourself, is suspended or may trade again',
    channel: 'mail',
    kinds: ['buyer', 'supplier'],
  },
  announcement: { name: 'Announcements of the authority', channel: 'digest' },
} as const satisfies Readonly<Record<string, KindWords>>;

/** What a notice tells of. */
export type NoticeKind = keyof typeof table;

export const noticeKinds: Readonly<Record<NoticeKind, KindWords>> = table;

export const noticeKindNames: readonly NoticeKind[] = Object.keys(table).filter(isNoticeKind);

export function isNoticeKind(text: string): text is NoticeKind {
  return Object.hasOwn(table, text);
}

/** The kinds people of such organisations get, in the order they choose in. */
export function kindsFor(organisations: readonly OrganisationKind[]): readonly NoticeKind[] {
  return noticeKindNames.filter((each) => {
    const { kinds } = noticeKinds[each];
    return kinds === undefined || kinds.some((kind) => organisations.includes(kind));
  });
}
