import { type TSchema, Type } from 'typebox';
import { plural } from '../kernel/text.ts';
import type { Command, CommandContext } from '../platform/commands/index.ts';
import { newId } from '../platform/operator/index.ts';
import { isNotFound } from './buyers/acting.ts';
import { siteList } from './membership/site-table.ts';
import { KeepingSchema, PlannedSchema, SiteImportSchema } from './organisation-api/keeping-schemas.ts';
import {
  GrantSchema,
  grantOf,
  InvitationSchema,
  JoinDecisionSchema,
  JoinRequestSchema,
  NewInvitationSchema,
} from './organisation-api/member-schemas.ts';
import {
  invitationJson,
  joinRequestJson,
  memberJson,
  plannedJson,
  siteImportJson,
  siteJson,
} from './organisation-api/organisation-json.ts';
import { MemberSchema, SiteSchema } from './organisation-api/organisation-schemas.ts';
import {
  notAllowed,
  type Open,
  openAs,
  type Opened,
  type Options,
  readInput,
  readJson,
  table,
  tell,
  writeProblems,
} from './own-command.ts';

const key = '--key calloff-key.txt';
const file = { name: '<file>', description: 'the file, or - for standard input' } as const;
const check = { flags: '--check', description: 'say what would be done, and change nothing' } as const;
const list = <T extends TSchema>(schema: T) => Type.Object({ items: Type.Array(schema) });

/**
 * `organisation change`, `site …`, `member …`, `invitation …` and `join-request …`: what the pages of an organisation do, for its
 * programs. Each acts for the organisation of the key it is given, and takes and gives the documents of the interface.
 */
export function ownOrganisationCommands(services: Open): readonly Command[] {
  const command = (
    given: Omit<Command, 'needsData' | 'run' | 'example'> & { readonly usage: string },
    run: (
      opened: Opened,
      args: Readonly<Record<string, string>>,
      options: Options,
      context: CommandContext,
    ) => Promise<0 | 1>,
  ): Command => {
    const { usage, ...rest } = given;
    const scope = given.name.startsWith('site') || given.name === 'organisation change' ? 'write' : 'people';
    const keyOption = {
      flags: '--key <file>',
      description: `a file with an API key of your organisation (scopes organisations:read, organisations:${scope})`,
      required: true,
    };
    return {
      ...rest,
      options: [keyOption, ...(given.options ?? [])],
      needsData: true,
      example: `npx calloff ${usage} ${key}`,
      run: async (args, options, context) => run(await openAs(services, options, context), args, options, context),
    };
  };
  return [
    command(
      {
        name: 'organisation change',
        summary: 'Change what your organisation is, from a JSON document, or ask the authority anew',
        arguments: [file],
        options: [check],
        inputSchema: KeepingSchema,
        outputSchema: PlannedSchema,
        usage: 'organisation change organisation.json --check',
      },
      async ({ works, acting, id }, args, options, context) => {
        const form = await readJson(context, args['file'], KeepingSchema);
        const dry = options['check'] === true;
        const done = await works.keeping[dry ? 'plan' : 'change'](id, form, acting);
        return tell(context, done, (planned) => plannedJson(planned, !dry));
      },
    ),
    command(
      {
        name: 'site list',
        summary: 'List the open sites of your organisation; with --csv as a list that site import takes',
        options: [{ flags: '--csv', description: 'as CSV' }],
        outputSchema: list(SiteSchema),
        usage: 'site list --csv',
      },
      async ({ works, acting, id }, _args, options, context) => {
        const own = await works.members.own(id, acting.actor);
        if (own === undefined) throw notAllowed();
        if (options['csv'] !== true)
          return table(context, own.sites.map(siteJson), ['id', 'name', 'address', 'postcode']);
        context.write(siteList(own.sites));
        return 0;
      },
    ),
    command(
      {
        name: 'site import',
        summary: 'Add or change sites from CSV or a workbook: all rows or none; the same file again changes nothing',
        arguments: [file],
        options: [check],
        outputSchema: SiteImportSchema,
        usage: 'site import sites.csv --check',
      },
      async ({ works, acting, id }, args, options, context) => {
        const dry = options['check'] === true;
        const done = await works.sites.import(id, await readInput(context, args['file']), acting, dry);
        if (!done.ok && isNotFound(done.problems)) throw notAllowed();
        if (context.json) context.write(`${JSON.stringify(siteImportJson(done, dry))}\n`);
        else if (done.ok) {
          const { rows, added, changed, same } = done.value;
          const what = `${String(added)} added, ${String(changed)} changed, ${String(same)} the same`;
          context.write(`${plural(rows, 'site')} read${dry ? ', nothing stored' : ''}: ${what}.\n`);
        } else writeProblems(context, done.problems);
        return done.ok ? 0 : 1;
      },
    ),
    command(
      {
        name: 'member list',
        summary: 'List the people of your organisation, with their roles and limits',
        outputSchema: list(MemberSchema),
        usage: 'member list',
      },
      async ({ works, acting, id }, _args, _options, context) => {
        const found = await works.members.list(id, acting.actor);
        if (found === undefined) throw notAllowed();
        return table(context, found.map(memberJson), ['id', 'name', 'email', 'roles']);
      },
    ),
    command(
      {
        name: 'member change',
        summary: 'Change what somebody may do, from a JSON document; what it does not give is taken away',
        arguments: [{ name: '<id>', description: 'the id that member list shows' }, file],
        inputSchema: GrantSchema,
        outputSchema: MemberSchema,
        usage: 'member change MEMBER grant.json',
      },
      async ({ works, acting, id }, args, _options, context) => {
        const membership = args['id'] ?? '';
        const grant = grantOf(await readJson(context, args['file'], GrantSchema));
        const done = await works.members.change(id, membership, grant, acting);
        const now = (await works.members.list(id, acting.actor))?.find((each) => each.id === membership);
        return tell(context, done, () => (now === undefined ? {} : memberJson(now)));
      },
    ),
    command(
      {
        name: 'member end',
        summary: 'End somebody’s membership; twice is once',
        arguments: [{ name: '<id>', description: 'the id that member list shows' }],
        outputSchema: Type.Object({}),
        usage: 'member end MEMBER',
      },
      async ({ works, acting, id }, args, _options, context) =>
        tell(context, await works.members.end(id, args['id'] ?? '', acting), () => ({})),
    ),
    command(
      {
        name: 'invitation list',
        summary: 'List the invitations that can still be accepted',
        outputSchema: list(InvitationSchema),
        usage: 'invitation list',
      },
      async ({ works, acting, id }, _args, _options, context) => {
        const found = await works.invitations.open(id, acting.actor);
        if (found === undefined) throw notAllowed();
        return table(context, found.map(invitationJson), ['id', 'email', 'roles', 'endsAt']);
      },
    ),
    command(
      {
        name: 'invitation send',
        summary: 'Invite somebody by a letter, from a JSON document; its key sent twice invites once',
        arguments: [file],
        inputSchema: NewInvitationSchema,
        outputSchema: InvitationSchema,
        usage: 'invitation send invitation.json',
      },
      async ({ works, acting, id }, args, _options, context) => {
        const asked = await readJson(context, args['file'], NewInvitationSchema);
        const form = { ...grantOf(asked), email: asked.email, formKey: asked.key ?? newId() };
        const done = await works.invitations.invite(id, form, acting);
        const all = await works.invitations.open(id, acting.actor);
        const made = all?.find((each) => each.email === asked.email.trim().toLowerCase());
        return tell(context, done, () => (made === undefined ? {} : invitationJson(made)));
      },
    ),
    command(
      {
        name: 'invitation revoke',
        summary: 'Take an invitation back; twice is once',
        arguments: [{ name: '<id>', description: 'the id that invitation list shows' }],
        outputSchema: Type.Object({}),
        usage: 'invitation revoke INVITATION',
      },
      async ({ works, acting, id }, args, _options, context) =>
        tell(context, await works.invitations.revoke(id, args['id'] ?? '', acting), () => ({})),
    ),
    command(
      {
        name: 'join-request list',
        summary: 'List the requests to join your organisation that wait',
        outputSchema: list(JoinRequestSchema),
        usage: 'join-request list',
      },
      async ({ works, acting, id }, _args, _options, context) => {
        const found = await works.joining.waiting(id, acting.actor);
        if (found === undefined) throw notAllowed();
        return table(context, found.map(joinRequestJson), ['id', 'name', 'email', 'message']);
      },
    ),
    command(
      {
        name: 'join-request decide',
        summary: 'Let somebody in with roles, or decline with a reason, from a JSON document',
        arguments: [{ name: '<id>', description: 'the id that join-request list shows' }, file],
        inputSchema: JoinDecisionSchema,
        outputSchema: JoinRequestSchema,
        usage: 'join-request decide REQUEST decision.json',
      },
      async ({ works, acting, id }, args, _options, context) => {
        const asked = await readJson(context, args['file'], JoinDecisionSchema);
        const { verdict, reason } = asked;
        const wanted = args['id'] ?? '';
        const done = await works.joining.decide(id, wanted, { ...grantOf(asked), verdict, reason }, acting);
        const now = await works.joining.find(id, wanted, acting.actor);
        return tell(context, done, () => (now === undefined ? {} : joinRequestJson(now)));
      },
    ),
  ];
}
