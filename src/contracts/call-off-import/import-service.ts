import type { AgreementPack, Agreements } from '../../agreements/index.ts';
import { inForce } from '../../kernel/dated.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Organisations } from '../../organisations/index.ts';
import { readRegister } from '../../organisations/index.ts';
import { type Actor, actorReference, type Membership, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { readSmallTable } from '../../platform/tables/index.ts';
import { addCallOff, addPublication, addSpend } from '../call-offs/call-off-write-store.ts';
import { nextNumber } from '../contract-number-store.ts';
import { importedBefore, lockImports } from './import-store.ts';
import { type CallOffToImport, type ImportableAgreement, type KnownForImport, readCallOffs } from './read-call-offs.ts';

/** What an import did, or would do. A file with any mistake changes nothing. */
export interface CallOffImportResult {
  readonly rows: number;
  readonly added: number;
  /** Imported before: they stay as they are. */
  readonly same: number;
  readonly problems: readonly Problem[];
  readonly callOffs: readonly CallOffToImport[];
  readonly applied: boolean;
}

export interface CallOffImporter {
  /** Checks the file, and unless `dryRun` imports it: all of it or nothing. Twice is the same as once. */
  import(
    by: { readonly actor: Actor; readonly requestId: string },
    file: Uint8Array,
    how: { readonly dryRun: boolean },
  ): Promise<CallOffImportResult>;
}

/** Bytes and rows of the largest file. */
export const largestImport = { maxBytes: 2_097_152, maxRows: 2000 };

export function createCallOffImporter(world: {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Pick<Agreements, 'packs' | 'reference'>;
  readonly organisations: Pick<Organisations, 'organisationsByIds' | 'confirmedBuyers'>;
  readonly policies: Pick<PolicyTable, 'scope'>;
}): CallOffImporter {
  const { database, clock, agreements, organisations, policies } = world;
  const rates = agreements.reference.vatRates.filter((each) => each.category === 'standard');

  /** The agreements whose authority the actor imports for, with those they combine or follow. */
  const agreementsRun = async (reached: readonly Membership[]): Promise<readonly string[]> => {
    const authorities = await organisations.organisationsByIds(
      reached.flatMap((each) => (each.kind === 'authority' ? each.organisation : [])),
    );
    const numbers = new Set([...authorities.values()].flatMap((each) => each.agreements));
    return agreements.packs.flatMap((pack) =>
      numbers.has(pack.number.value) ? importable(pack).map((each) => each.number) : [],
    );
  };

  const knownFor = async (actor: Actor): Promise<KnownForImport> => {
    const reached = policies.scope('call-offs.import', actor).filter((each) => each.site === null);
    const own = reached.filter((each) => each.kind === 'buyer');
    const buyers = await organisations.organisationsByIds(own.map((each) => each.organisation));
    const run = await agreementsRun(reached);
    const others = run.length === 0 ? [] : await organisations.confirmedBuyers();
    const { suppliers } = await readRegister(database.handle);
    return {
      agreements: agreements.packs.flatMap(importable),
      suppliers: suppliers.map(({ id, name }) => ({ id, name })),
      buyers: [
        ...[...buyers.values()].map(({ id, name }) => ({ id, name, agreements: null })),
        ...others.flatMap(({ id, name }) => (buyers.has(id) ? [] : { id, name, agreements: run })),
      ],
      today: today(clock),
      standardVat: (on) => inForce(rates, on)?.percent ?? '0',
    };
  };

  const write = async (
    transaction: Handle,
    callOff: CallOffToImport,
    by: { readonly actor: Actor; readonly requestId: string },
  ): Promise<void> => {
    const at = clock.now().toString();
    const id = newId();
    const number = await nextNumber(transaction, 'call-off');
    const { agreement, lot, route, title, ceiling, supplier } = callOff;
    const made = await addCallOff(
      transaction,
      {
        ...{ id, number, agreement, lot, route, title, ceiling, supplier, sites: [], prices: [] },
        ...{ organisation: callOff.buyer, formation: 'imported', valueGross: callOff.ceilingGross, madeAt: at },
        ...{ starts: callOff.start, ends: callOff.end, commencedOn: callOff.start },
        signedOn: callOff.signedOn,
      },
      keyOf(callOff),
    );
    if (!made) throw new Error(`The call-off ${callOff.reference} was imported meanwhile`);
    if (!exact(callOff.spent).isZero()) {
      const row = {
        callOff: id,
        order: null,
        kind: 'invoiced',
        net: callOff.spent,
        on: today(clock),
        source: keyOf(callOff),
      } as const;
      await addSpend(transaction, row, at);
    }
    if (callOff.published !== null) {
      const publication = {
        place: callOff.published.at,
        reference: callOff.published.as,
        publishedOn: callOff.published.on,
      };
      await addPublication(transaction, id, publication, { actor: actorReference(by.actor), at });
    }
    await recordAudit(transaction, by.actor, {
      action: 'call-offs.import',
      subject: `call-off:${id}`,
      detail: { number, agreement, ceiling, spent: callOff.spent },
      requestId: by.requestId,
    });
  };

  return {
    import: async (by, file, { dryRun }) => {
      const table = await readSmallTable(file, largestImport);
      if (!table.ok) return { rows: 0, added: 0, same: 0, problems: table.problems, callOffs: [], applied: false };
      const { callOffs, rows, problems } = readCallOffs(table.value, await knownFor(by.actor));
      if (problems.length > 0) return { rows, added: 0, same: 0, problems, callOffs: [], applied: false };
      const counted = (before: ReadonlySet<string>) => {
        const fresh = callOffs.filter((each) => !before.has(keyOf(each)));
        return { rows, added: fresh.length, same: rows - fresh.length, problems: [], callOffs, fresh };
      };
      const keys = callOffs.map(keyOf);
      if (dryRun) {
        const { fresh: _fresh, ...result } = counted(await importedBefore(database.handle, keys));
        return { ...result, applied: false };
      }
      return database.transact(async (transaction) => {
        await lockImports(transaction);
        const { fresh, ...result } = counted(await importedBefore(transaction, keys));
        for (const each of fresh) await write(transaction, each, by);
        return { ...result, applied: true };
      });
    },
  };
}

function keyOf({ buyer, reference }: CallOffToImport): string {
  return `import:${buyer}:${reference.toLowerCase()}`;
}

/** The agreement and those it combines or follows, each once. */
function importable(pack: AgreementPack): readonly ImportableAgreement[] {
  const earlier = new Map(
    [...pack.combines, ...pack.follows].map((each) => [each.number.value, each.name?.value ?? null]),
  );
  earlier.delete(pack.number.value);
  return [
    { number: pack.number.value, name: pack.name.value, lots: pack.lots.map((each) => each.number) },
    ...[...earlier].map(([number, name]) => ({ number, name, lots: null })),
  ];
}
