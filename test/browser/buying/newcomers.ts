import { letterWith, type MailServer } from '../../support/mail-server.ts';
import type { Hand } from './hand.ts';

/** From the sign-in page, through the letter, to being signed in and going on to what they were about to do. */
export async function makeAccount(
  hand: Hand,
  post: MailServer,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<void> {
  const { page } = hand;
  await hand.link(/^Make one/);
  await page.locator('#name').fill(name);
  await page.locator('#email').fill(email);
  await page.locator('#password').fill('gravel-lantern-owl-nineteen');
  await hand.button('Make an account');
  const letter = await letterWith(post, email);
  await hand.go(/\/register\/verify\/[\w-]+/.exec(letter.raw.replaceAll('=\r\n', ''))?.[0] ?? '');
  await hand.button('Confirm and sign in');
}

/** From the page that leads to an organisation: makes one of that kind, as the form names it, with its number in the register. */
export async function makeOrganisation(
  hand: Hand,
  wanted: { readonly name: string; readonly kind: string; readonly scheme: string; readonly number: string },
): Promise<void> {
  const { page } = hand;
  await hand.button('Make your organisation');
  await page.locator('#name').fill(wanted.name);
  await hand.click(page.getByLabel(wanted.kind));
  await hand.choose(page.locator('#scheme'), wanted.scheme);
  await page.locator('#number').fill(wanted.number);
  await page.locator('#site-address').fill('12 Orchard Lane, Leeds');
  await page.locator('#site-postcode').fill('LS6 2AB');
  await hand.button('Check your answers');
  await hand.button(`Make ${wanted.name}`);
}
