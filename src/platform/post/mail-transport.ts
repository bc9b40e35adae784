import { createTransport } from 'nodemailer';
import type { ComposedLetter } from './letter.ts';
import { judgeFailure, type SendResult } from './mail-retry.ts';

/** Hands one letter to a mail server. */
export type MailTransport = (letter: ComposedLetter) => Promise<SendResult>;

/** SMTP as the address says. Elsewhere than on this machine the line must be encrypted, unless the address says `?requireTLS=false`. */
export function smtpTransport(url: string): MailTransport {
  const address = new URL(url);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(address.hostname);
  const transport = createTransport({
    url,
    ...(address.searchParams.has('requireTLS') ? {} : { requireTLS: !here && address.protocol === 'smtp:' }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async ({ messageId, from, to, subject, text, html }) => {
    try {
      await transport.sendMail({
        messageId,
        from: { ...from },
        to: { name: '', address: to },
        envelope: { from: from.address, to: [to] },
        subject,
        text,
        html,
        // So that out-of-office programs keep silent (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { kind: 'sent' };
    } catch (error) {
      if (error instanceof Error) return judgeFailure(error);
      throw error;
    }
  };
}
