import type { Policy } from '../../src/platform/access/index.ts';

/** The policy table as a page for people: docs/permissions.md. */
export function permissionsPage(rows: readonly Policy[]): string {
  const lines = rows
    .toSorted((a, b) => (a.action < b.action ? -1 : 1))
    .map(
      (row) =>
        `| \`${row.action}\` | ${row.means} | ${whoMay(row)} | ${row.scope === undefined ? '' : `\`${row.scope}\``} |`,
    );
  return [
    '# Who may do what',
    '',
    'Made from the policy table, one row an act; `npm run permissions` writes it anew, and a test holds it to the table. Whatever',
    'the role, people and keys reach only what belongs to the organisation they act for. "Second factor": only once the session was',
    'confirmed with one. A key of an organisation may what a role of its kind of organisation may, within its scopes.',
    '',
    '| Act | In words | Who | Scope of keys |',
    '|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

function whoMay(row: Policy): string {
  if (row.anyone === true) return 'anybody';
  const who = [
    ...(row.signedIn === true ? ['anybody who signed in'] : (row.roles ?? [])),
    ...(row.operator ? ['operator'] : []),
  ];
  const factor = row.secondFactor === true ? '; second factor' : '';
  return `${who.length === 0 ? 'programs only' : who.join(', ')}${factor}`;
}
