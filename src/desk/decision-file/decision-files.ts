import type { Clock } from '../../kernel/dates.ts';
import { today } from '../../kernel/dates.ts';
import type { Actor, Membership, PolicyTable } from '../../platform/access/index.ts';
import { readHead, recordAudit, sealEvents } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { makeBundle, type MadeBundle, type SigningKeys } from '../../platform/signed-bundle/index.ts';
import type { Views } from '../../platform/views/index.ts';
import { assembleFile, type AssembledFile } from './assemble.ts';
import { bundleEntries } from './bundle-entries.ts';
import { type DecisionFile, decisionFileVersion, type SectionContent } from './decision-file.ts';
import { makeAction } from './decision-file-policies.ts';
import type { SectionKey } from './section-keys.ts';
import { type OrderRecord, versionInForce } from './sources/order-record.ts';

/** What a source is asked about. The actor acts only where decision files may be made, never for a supplier. */
export interface AboutPurchase {
  readonly order: OrderRecord;
  readonly actor: Actor;
}

/** Where a section comes from. Undefined: nothing is recorded. */
export interface DecisionSource {
  readonly key: SectionKey;
  read(about: AboutPurchase): Promise<SectionContent | undefined>;
}

export interface DecisionFileOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly signingKeys: Pick<SigningKeys, 'current'>;
  readonly views: Views;
  /** Address people use. */
  readonly address: { readonly current: string };
  /** The order, if the actor's roles reach it. */
  readonly order: (actor: Actor, id: string) => Promise<OrderRecord | undefined>;
  readonly names: (order: OrderRecord) => Promise<{ readonly buyer: string; readonly supplier: string }>;
  readonly sources: readonly DecisionSource[];
}

/** A decision file ready to be handed over. */
export interface DecisionBundle extends MadeBundle {
  /** Name to save it under. */
  readonly name: string;
  readonly file: DecisionFile;
}

export interface By {
  readonly actor: Actor;
  readonly requestId?: string;
}

/** The record of a purchase, for those whose roles reach it; undefined for everybody else. Each asking is recorded. */
export interface DecisionFiles {
  read(by: By, order: string): Promise<DecisionFile | undefined>;
  /** The same, packed and signed. */
  make(by: By, order: string): Promise<DecisionBundle | undefined>;
}

export function createDecisionFiles(options: DecisionFileOptions): DecisionFiles {
  const { database, clock, views, signingKeys } = options;

  async function assemble(actor: Actor, id: string): Promise<(AssembledFile & { order: OrderRecord }) | undefined> {
    const reached = options.policies.scope(makeAction, actor).filter((each) => each.kind !== 'supplier');
    const narrowed = actingFor(actor, reached);
    if (narrowed === undefined) return undefined;
    const order = await options.order(narrowed, id);
    if (order === undefined) return undefined;
    // What happened just now gets its seal, so that the file does not change when it has one.
    await sealEvents(database);
    const contents: Partial<Record<SectionKey, SectionContent>> = {};
    for (const source of options.sources) {
      const content = await source.read({ order, actor: narrowed });
      if (content !== undefined) contents[source.key] = joined(contents[source.key], content);
    }
    const { buyer, supplier } = await options.names(order);
    const { net, gross } = versionInForce(order);
    const { number, title, agreement, lot, placedAt } = order;
    const subject = { order: id, number, title, buyer, supplier, agreement, lot, placedAt, net, gross };
    return { ...assembleFile(subject, contents, today(clock)), order };
  }

  async function record({ actor, requestId }: By, order: string, detail: Record<string, unknown>): Promise<void> {
    await database.transact((transaction) =>
      recordAudit(transaction, actor, {
        action: makeAction,
        subject: `order:${order}`,
        detail,
        ...(requestId === undefined ? {} : { requestId }),
      }),
    );
  }

  return {
    read: async (by, id) => {
      const assembled = await assemble(by.actor, id);
      if (assembled === undefined) return undefined;
      await record(by, id, { form: 'json' });
      return assembled.file;
    },
    make: async (by, id) => {
      const assembled = await assemble(by.actor, id);
      if (assembled === undefined) return undefined;
      const head = await readHead(database.handle);
      const bundle = await makeBundle(
        {
          kind: 'decision-file',
          schemaVersion: decisionFileVersion,
          subject: `order:${id}`,
          madeAt: clock.now().toString({ smallestUnit: 'second' }),
          service: options.address.current,
          auditHead: head.seal === null ? null : { position: head.position, seal: head.seal },
          entries: bundleEntries(assembled, views),
        },
        await signingKeys.current(),
      );
      const { contentHash, fingerprint } = bundle;
      await record(by, id, { form: 'bundle', contentHash, fingerprint });
      return { ...bundle, name: `decision-file-${assembled.order.number.toLowerCase()}.zip`, file: assembled.file };
    },
  };
}

/** The actor as somebody who acts only in those organisations; undefined where there is none left. */
function actingFor(actor: Actor, memberships: readonly Membership[]): Actor | undefined {
  const [first] = memberships;
  if (first === undefined) return undefined;
  if (actor.kind === 'person') return { ...actor, memberships };
  return actor.kind === 'key' ? { ...actor, membership: first } : undefined;
}

/** Two sources may fill one section, such as two kinds of documents. */
function joined(before: SectionContent | undefined, next: SectionContent): SectionContent {
  if (before === undefined) return next;
  return {
    blocks: [...before.blocks, ...next.blocks],
    data: [before.data, next.data].flat(),
    facts: { ...before.facts, ...next.facts },
    documents: [...(before.documents ?? []), ...(next.documents ?? [])],
  };
}
