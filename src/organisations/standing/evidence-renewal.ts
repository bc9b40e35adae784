import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import type { Mail } from '../../platform/post/index.ts';
import type { Evidence, Supplier } from '../supplier.ts';

const longestText = 200;

/** What keeps a certificate from being recorded. `known`: what the supplier has already. */
export function evidenceProblems(evidence: Evidence, known: readonly Evidence[], today: IsoDate): readonly Problem[] {
  const problems: Problem[] = [];
  const texts = { scheme: 'standard', number: 'number', issuer: 'issuer', scope: 'scope' } as const;
  for (const path of ['scheme', 'number', 'issuer', 'scope'] as const) {
    const value = evidence[path];
    if (value !== '' && value.length <= longestText && cleanLine(value) === value) continue;
    problems.push({
      code: 'text-unusable',
      path,
      message: value === '' ? `The ${texts[path]} is missing.` : `The ${texts[path]} cannot be kept as it is.`,
      remedy: `Write the ${texts[path]} as it stands on the certificate, on one line of at most ${String(longestText)} characters.`,
    });
  }
  if (evidence.to !== null && (evidence.to < evidence.from || evidence.to < today)) {
    problems.push({
      code: 'ended',
      path: 'to',
      value: evidence.to,
      message: evidence.to < evidence.from ? 'The last day is before the first.' : 'The certificate has ended already.',
      remedy: 'Look at the last day on the certificate again.',
    });
  }
  if (evidence.link !== null && !/^https:\/\/[^\s]{3,500}$/.test(evidence.link)) {
    problems.push({
      code: 'link-unusable',
      path: 'link',
      message: 'The address to check it at is not one that begins with https://.',
      remedy: 'Copy the address from the issuer’s page, or leave it out.',
    });
  }
  const before = known.find((each) => each.scheme === evidence.scheme && each.number === evidence.number);
  if (before?.to != null && evidence.to !== null && evidence.to < before.to) {
    problems.push({
      code: 'ends-earlier',
      path: 'to',
      value: evidence.to,
      message: `The register has this very certificate until ${formatDate(before.to)}.`,
      remedy: 'Look at the number and the last day again.',
    });
  }
  return problems;
}

/** The letter that asks a supplier for what follows evidence about to end. */
export function evidenceLetter(
  supplier: Pick<Supplier, 'name'>,
  evidence: Evidence,
  today: IsoDate,
): Pick<Mail, 'subject' | 'text' | 'kind'> {
  const ends = evidence.to === null ? '' : formatDate(evidence.to);
  const lapsed = evidence.to !== null && evidence.to < today;
  return {
    kind: 'suppliers.evidence-asked',
    subject: `Please send your renewed ${evidence.scheme}`,
    text: [
      `The register shows for ${supplier.name}: ${evidence.scheme}, number ${evidence.number}, from ${evidence.issuer}.`,
      lapsed ? `It ended on ${ends}.` : `It ends on ${ends}.`,
      'What you say of yourself on the strength of it is shown only while it is in force. Please send the certificate that follows it, with its number, first and last day.',
    ].join('\n\n'),
  };
}
