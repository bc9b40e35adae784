import { type DeliveryPlaces, type BuyerClass, readDeliveryPlace } from '../../agreements/index.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import { identifierProblem } from '../supplier-identifier.ts';
import { problemAt } from './acting.ts';
import type { OrganisationIdentifier } from './organisation.ts';

/** A site as somebody typed it. */
export interface SiteForm {
  readonly name: string;
  readonly scheme: string;
  readonly number: string;
  readonly address: string;
  readonly postcode: string;
}

/** A site that can be stored. */
export interface NewSite {
  readonly name: string;
  readonly identifier: OrganisationIdentifier | null;
  readonly address: string;
  /** With one space, in capitals. */
  readonly postcode: string;
}

/** What a buyer is, as somebody typed it. */
export interface FactsForm {
  readonly name: string;
  readonly buyerClass: string;
  readonly scheme: string;
  readonly number: string;
  readonly authorityBasis: string;
  readonly devolved: boolean;
  readonly noticeToImprove: boolean;
}

/** A buyer organisation as somebody typed it. */
export interface OrganisationForm extends FactsForm {
  /** Whether people with the maker's e-mail domain are shown it. */
  readonly propose: boolean;
  readonly site: SiteForm;
}

/** What a buyer is: the facts that the law and the agreements ask for. */
export interface BuyerIdentity {
  readonly name: string;
  readonly buyerClass: string;
  readonly identifier: OrganisationIdentifier;
  readonly authorityBasis: string | null;
  readonly devolved: boolean;
  readonly noticeToImprove: boolean;
}

/** A buyer organisation that can be stored. */
export interface NewOrganisation extends BuyerIdentity {
  readonly propose: boolean;
  readonly site: NewSite;
}

/** What the form is checked against. */
export interface KnownFacts {
  readonly classes: readonly BuyerClass[];
  /** Classes that may use an agreement on conditions only. */
  readonly conditional: ReadonlySet<string>;
  readonly places: DeliveryPlaces;
}

const longestName = 200;
const longestAddress = 500;

/** An identifier in a scheme, spaces gone and in capitals. Problems lie at the two fields' names. */
export function readIdentifier(
  scheme: string,
  number: string,
  fields: { readonly scheme: string; readonly number: string },
): Outcome<OrganisationIdentifier | null> {
  const compact = cleanLine(number).replaceAll(' ', '').toUpperCase();
  if (scheme === '' && compact === '') return succeed(null);
  if (scheme === '') {
    return fail(
      problemAt(fields.scheme, 'scheme-missing', 'The number has no register.', 'Choose which register it is from.'),
    );
  }
  const problem = identifierProblem(scheme, compact);
  if (problem === undefined) return succeed({ scheme, number: compact });
  return fail(problemAt(fields.number, 'identifier-shape', problem.message, problem.remedy, compact));
}

/** `ls1 4dy` as `LS1 4DY`; undefined for what does not look like a whole postcode. */
function wholePostcode(text: string): string | undefined {
  const compact = cleanLine(text).replaceAll(' ', '').toUpperCase();
  return /^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/.test(compact) ? `${compact.slice(0, -3)} ${compact.slice(-3)}` : undefined;
}

/**
 * Checks a site. `prefix` stands before the names of its fields where a form has others besides. A postcode that stands
 * already is taken as it is: places of the demonstration are invented, and districts are renamed.
 */
export function readSite(
  form: SiteForm,
  places: DeliveryPlaces,
  { prefix = '', standing }: { readonly prefix?: string; readonly standing?: string | undefined } = {},
): Outcome<NewSite> {
  const problems: Problem[] = [];
  const at = (field: string): string => (prefix === '' ? field : `${prefix}-${field}`);
  const name = cleanLine(form.name);
  const address = cleanLine(form.address);
  if (name === '' || name.length > longestName) {
    problems.push(problemAt(at('name'), 'site-name', 'The site has no usable name.', 'Name it, such as Main office.'));
  }
  if (address === '' || address.length > longestAddress) {
    problems.push(
      problemAt(at('address'), 'site-address', 'The site has no usable address.', 'Give street and town on one line.'),
    );
  }
  const postcode = wholePostcode(form.postcode);
  const known = postcode !== undefined && (postcode === standing || readDeliveryPlace(postcode, places).ok);
  if (!known) {
    problems.push(
      problemAt(
        at('postcode'),
        'postcode',
        cleanLine(form.postcode) === '' ? 'The postcode is missing.' : 'This is not a postcode of the United Kingdom.',
        'Give the whole postcode, such as LS1 4DY.',
        form.postcode,
      ),
    );
  }
  const identifier = readIdentifier(form.scheme, form.number, { scheme: at('scheme'), number: at('number') });
  if (!identifier.ok) problems.push(...identifier.problems);
  if (problems.length > 0 || !identifier.ok || postcode === undefined) return fail(...problems);
  return succeed({ name, address, postcode, identifier: identifier.value });
}

/** Checks what somebody typed to make a buyer organisation; gives every problem at once. */
export function readOrganisation(form: OrganisationForm, known: KnownFacts): Outcome<NewOrganisation> {
  const facts = readFacts(form, known);
  const site = readSite(form.site, known.places, { prefix: 'site' });
  if (!facts.ok || !site.ok) return fail(...(facts.ok ? [] : facts.problems), ...(site.ok ? [] : site.problems));
  return succeed({ ...facts.value, propose: form.propose, site: site.value });
}

/** The name of an organisation with single spaces; the problem lies at the field `name`. */
export function readName(text: string): Outcome<string> {
  const name = cleanLine(text);
  if (name !== '' && name.length <= longestName) return succeed(name);
  const what = 'The organisation has no usable name.';
  return fail(problemAt('name', 'name', what, 'Write its name as on its letters.'));
}

/** Checks what somebody says that a buyer is; gives every problem at once. */
export function readFacts(form: FactsForm, known: Omit<KnownFacts, 'places'>): Outcome<BuyerIdentity> {
  const problems: Problem[] = [];
  const name = readName(form.name);
  if (!name.ok) problems.push(...name.problems);
  const basis = cleanLine(form.authorityBasis);
  if (!known.classes.some((each) => each.id === form.buyerClass)) {
    problems.push(problemAt('buyerClass', 'class', 'The kind of organisation is missing.', 'Choose what it is.'));
  } else if (known.conditional.has(form.buyerClass) && basis === '') {
    problems.push(
      problemAt(
        'authorityBasis',
        'basis',
        'Organisations of this kind may buy only as a contracting authority, and no basis is given.',
        'Say why it is one, such as "funded for the most part by a council".',
      ),
    );
  }
  if (basis.length > longestAddress) {
    problems.push(problemAt('authorityBasis', 'basis-long', 'The basis is too long.', 'Say it in 500 characters.'));
  }
  const identifier = readIdentifier(form.scheme, form.number, { scheme: 'scheme', number: 'number' });
  if (!identifier.ok) problems.push(...identifier.problems);
  else if (identifier.value === null) {
    problems.push(
      problemAt(
        'scheme',
        'identifier-missing',
        'The organisation has no identifier.',
        'Choose a register it is in and give its number there, so that nobody makes it twice.',
      ),
    );
  }
  if (problems.length > 0 || !name.ok || !identifier.ok || identifier.value === null) return fail(...problems);
  return succeed({
    name: name.value,
    buyerClass: form.buyerClass,
    identifier: identifier.value,
    authorityBasis: basis === '' ? null : basis,
    devolved: form.devolved,
    noticeToImprove: form.noticeToImprove,
  });
}
