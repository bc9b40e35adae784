import { csvText } from '../../platform/tables/index.ts';
import type { AgreementPack } from '../pack.ts';
import type { PositionCounts } from './agreement-page-services.ts';

/** A lot as the downloads and the API give it. */
export interface LotRow {
  readonly agreement: string;
  readonly lot: string;
  readonly name: string;
  readonly summary: string;
  readonly scope: string;
  readonly suppliers: number;
  readonly sme: number;
  readonly routes: Readonly<Record<string, string>>;
  readonly cpv: readonly string[];
  readonly sectors: readonly string[];
  readonly categories: readonly string[];
}

export function lotRows(pack: AgreementPack, counts: PositionCounts): readonly LotRow[] {
  return pack.lots.map((lot) => {
    const count = counts.lots.find((each) => each.lot === lot.number);
    return {
      agreement: pack.number.value,
      lot: lot.number,
      name: lot.name.value,
      summary: lot.summary.value,
      scope: lot.scope.value,
      suppliers: count?.suppliers ?? 0,
      sme: count?.sme ?? 0,
      routes: Object.fromEntries(lot.routes.map((each) => [each.kind, each.allowed.value])),
      cpv: lot.cpv.value,
      sectors: lot.sectors.value,
      categories: lot.categories.value,
    };
  });
}

/** The lots as CSV (RFC 4180, UTF-8 with a byte order mark, so that spreadsheets read it, and run nothing in it). */
export function lotsCsv(pack: AgreementPack, counts: PositionCounts): string {
  const kinds = pack.routes.map((each) => each.kind);
  const head = [
    'agreement',
    'lot',
    'name',
    'summary',
    'scope',
    'suppliers',
    'sme',
    ...kinds,
    'cpv',
    'sectors',
    'categories',
  ];
  const rows = lotRows(pack, counts).map((row) => [
    row.agreement,
    row.lot,
    row.name,
    row.summary,
    row.scope,
    String(row.suppliers),
    String(row.sme),
    ...kinds.map((kind) => row.routes[kind] ?? ''),
    row.cpv.join(' '),
    row.sectors.join(' '),
    row.categories.join(' '),
  ]);
  return `\uFEFF${csvText([head, ...rows])}`;
}
