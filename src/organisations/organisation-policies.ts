import type { Policy } from '../platform/access/index.ts';
import { roles } from './people/roles.ts';

/** Who may do what with organisations and the people in them. */
export const organisationPolicies: readonly Policy[] = [
  { action: 'organisations.start', means: 'look for your organisation', operator: false, signedIn: true },
  { action: 'organisations.make', means: 'make an organisation', operator: false, signedIn: true },
  { action: 'organisations.ask-to-join', means: 'ask to join an organisation', operator: false, signedIn: true },
  { action: 'organisations.accept', means: 'accept an invitation', operator: false, signedIn: true },
  {
    action: 'organisations.read',
    means: 'see your organisation',
    operator: false,
    roles: [...roles],
    scope: 'organisations:read',
  },
  {
    action: 'organisations.sites',
    means: 'change the sites of your organisation',
    operator: false,
    roles: ['administrator'],
    scope: 'organisations:write',
  },
  {
    action: 'organisations.change',
    means: 'change what your organisation is',
    operator: false,
    roles: ['administrator'],
    secondFactor: true,
    scope: 'organisations:write',
  },
  {
    action: 'organisations.close',
    means: 'close your organisation',
    operator: false,
    roles: ['administrator'],
    secondFactor: true,
  },
  {
    action: 'organisations.people',
    means: 'decide who may do what in your organisation',
    operator: false,
    roles: ['administrator'],
    secondFactor: true,
    scope: 'organisations:people',
  },
  {
    action: 'organisations.reset-second-factor',
    means: 'reset the lost second factor of somebody in your organisation',
    operator: false,
    roles: ['administrator'],
    secondFactor: true,
  },
  {
    action: 'organisations.keys',
    means: 'make and revoke API keys of your organisation',
    operator: false,
    roles: ['administrator'],
    secondFactor: true,
  },
  {
    action: 'organisations.confirm',
    means: 'let organisations buy under the agreement',
    operator: false,
    roles: ['category-manager'],
  },
  {
    action: 'organisations.invite-supplier',
    means: 'invite the first person of a supplier',
    operator: false,
    roles: ['category-manager'],
  },
  { action: 'organisations.make-authority', means: 'make the organisation of an authority', operator: true },
];
