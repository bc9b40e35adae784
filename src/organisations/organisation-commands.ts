import { Type } from 'typebox';
import type { Outcome } from '../kernel/outcome.ts';
import { type Command, CommandError, paint, renderTable } from '../platform/commands/index.ts';
import { newId } from '../platform/operator/index.ts';
import type { Organisations } from './buyers/directory.ts';
import type { Founded } from './membership/founding.ts';
import type { OrganisationWorks } from './membership/organisation-works.ts';
import { organisationJson, siteJson } from './organisation-api/organisation-json.ts';
import { MemberSchema, OrganisationSchema, SiteSchema } from './organisation-api/organisation-schemas.ts';

/** What the commands use once one that needs data runs. */
export interface OrganisationCommandServices {
  readonly organisations: Organisations;
  readonly organisationWorks: OrganisationWorks;
}

type Open = () => Promise<OrganisationCommandServices>;

const foundedSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  link: Type.Union([Type.String(), Type.Null()], { description: 'The one-time link of the invitation' }),
});

/** `organisation list`, `show`, `authority` and `invite`: for who keeps the machine, beside the data. `agreement` is for examples. */
export function organisationCommands(services: Open, agreement: string): readonly Command[] {
  return [
    listCommand(services),
    showCommand(services),
    authorityCommand(services, agreement),
    inviteCommand(services),
    ...closingCommands(services),
  ];
}

/** Closing what its people cannot close themselves, and opening again what was closed by mistake. */
function closingCommands(services: Open): readonly Command[] {
  const id = { name: '<id>', description: 'the id that organisation list shows' } as const;
  const outputSchema = Type.Object({ id: Type.String() });
  return [
    {
      name: 'organisation close',
      summary: 'Close an organisation that nothing binds any more; everybody in it gets a letter',
      arguments: [id],
      options: [{ flags: '--reason <text>', description: 'why: everybody in it reads it', required: true }],
      needsData: true,
      outputSchema,
      example: 'npx calloff organisation close k3v9xq2m4w1z --reason "Became part of Northmoor Trust"',
      run: async (args, options, context) => {
        const { keeping } = (await services()).organisationWorks;
        const organisation = args['id'] ?? '';
        done(await keeping.close(organisation, String(options['reason'] ?? ''), { actor: 'system' }));
        context.write(context.json ? `${JSON.stringify({ id: organisation })}\n` : 'It is closed.\n');
        return 0;
      },
    },
    {
      name: 'organisation reopen',
      summary: 'Open a closed organisation again as it was',
      arguments: [id],
      needsData: true,
      outputSchema,
      example: 'npx calloff organisation reopen k3v9xq2m4w1z',
      run: async (args, _options, context) => {
        const organisation = args['id'] ?? '';
        done(await (await services()).organisationWorks.keeping.reopen(organisation));
        context.write(context.json ? `${JSON.stringify({ id: organisation })}\n` : 'It is open again.\n');
        return 0;
      },
    },
  ];
}

function listCommand(services: Open): Command {
  return {
    name: 'organisation list',
    summary: 'List the organisations that buy, supply or run an agreement',
    needsData: true,
    outputSchema: Type.Object({ organisations: Type.Array(OrganisationSchema) }),
    example: 'npx calloff organisation list',
    run: async (_args, _options, context) => {
      const all = await (await services()).organisationWorks.founders.all();
      if (context.json) context.write(`${JSON.stringify({ organisations: all.map(organisationJson) })}\n`);
      else if (all.length === 0) context.write('There are no organisations yet.\n');
      else {
        const table = renderTable(
          context,
          [
            { heading: 'Id', value: (each) => each.id },
            { heading: 'Name', value: (each) => each.name },
            { heading: 'Kind', value: (each) => each.buyerClass ?? each.kind },
            {
              heading: 'Number',
              value: ({ identifier }) => (identifier === null ? '' : `${identifier.scheme} ${identifier.number}`),
            },
            { heading: 'Confirmed', value: (each) => each.confirmedAt?.slice(0, 10) ?? 'waits' },
          ],
          all,
        );
        context.write(table);
      }
      return 0;
    },
  };
}

function showCommand(services: Open): Command {
  return {
    name: 'organisation show',
    summary: 'Show an organisation with its sites and people',
    arguments: [{ name: '<id>', description: 'the id that organisation list shows' }],
    needsData: true,
    outputSchema: Type.Object({
      ...OrganisationSchema.properties,
      sites: Type.Array(SiteSchema),
      members: Type.Array(MemberSchema),
    }),
    example: 'npx calloff organisation show k3v9xq2m4w1z',
    run: async (args, _options, context) => {
      const { organisations } = await services();
      const id = args['id'] ?? '';
      const found = await organisations.organisation(id);
      if (found === undefined)
        throw new CommandError(`There is no organisation ${id}. See: npx calloff organisation list`);
      const [sites, members] = await Promise.all([organisations.sites(id), organisations.members(id)]);
      if (context.json) {
        const shown = { ...organisationJson(found), sites: sites.map(siteJson), members };
        context.write(`${JSON.stringify(shown)}\n`);
        return 0;
      }
      context.write(`${paint(context, 'bold', found.name)}\n${found.buyerClass ?? found.kind}\n\n`);
      const people = renderTable(
        context,
        [
          { heading: 'Person', value: (each) => each.name },
          { heading: 'Address', value: (each) => each.email },
          { heading: 'Roles', value: (each) => each.roles.join(', ') },
        ],
        members,
      );
      const places = renderTable(
        context,
        [
          { heading: 'Site', value: (each) => each.name },
          { heading: 'Postcode', value: (each) => each.postcode },
        ],
        sites,
      );
      context.write(`${people}\n${places}`);
      return 0;
    },
  };
}

function authorityCommand(services: Open, agreement: string): Command {
  return {
    name: 'organisation authority',
    summary: 'Make the organisation of an authority and invite its administrator',
    options: [
      { flags: '--name <name>', description: 'who runs the agreement', required: true },
      { flags: '--agreement <number>', description: 'the agreement it runs', required: true },
      { flags: '--administrator <mail>', description: 'e-mail address of its administrator', required: true },
    ],
    needsData: true,
    outputSchema: foundedSchema,
    example: `npx calloff organisation authority --name "Northmoor Agreements" --agreement ${agreement} --administrator a@example.org`,
    run: async (_args, options, context) => {
      const { founders } = (await services()).organisationWorks;
      const form = {
        name: String(options['name'] ?? ''),
        agreement: String(options['agreement'] ?? ''),
        administrator: String(options['administrator'] ?? ''),
        formKey: newId(),
      };
      const made = done(await founders.authority(form, { actor: 'system' }));
      context.write(context.json ? `${JSON.stringify(made)}\n` : inWords(made, form.administrator));
      return 0;
    },
  };
}

function inviteCommand(services: Open): Command {
  return {
    name: 'organisation invite',
    summary: 'Invite somebody to an organisation',
    arguments: [{ name: '<id>', description: 'the id that organisation list shows' }],
    options: [
      { flags: '--mail <address>', description: 'whom to invite', required: true },
      { flags: '--roles <roles>', description: 'what they may be, separated by commas', required: true },
      { flags: '--site <id>', description: 'only for this site' },
      { flags: '--approval-limit <pounds>', description: 'most they may approve' },
      { flags: '--signing-limit <pounds>', description: 'most they may sign for' },
    ],
    needsData: true,
    outputSchema: foundedSchema,
    example: 'npx calloff organisation invite k3v9xq2m4w1z --mail a@example.org --roles administrator,buyer',
    run: async (args, options, context) => {
      const { founders } = (await services()).organisationWorks;
      const form = {
        email: String(options['mail'] ?? ''),
        roles: String(options['roles'] ?? '')
          .split(',')
          .map((each) => each.trim())
          .filter((each) => each !== ''),
        site: String(options['site'] ?? ''),
        approvalLimit: String(options['approvalLimit'] ?? ''),
        signingLimit: String(options['signingLimit'] ?? ''),
      };
      const made = done(await founders.invite(args['id'] ?? '', form, { actor: 'system' }));
      context.write(context.json ? `${JSON.stringify(made)}\n` : inWords(made, form.email));
      return 0;
    },
  };
}

function done<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new CommandError(outcome.problems.map((each) => `${each.message} ${each.remedy}`).join('\n'));
}

function inWords({ name, link }: Founded, email: string): string {
  return `${email} is invited to ${name}. The link works once, for 7 days:\n${link ?? ''}\n`;
}
