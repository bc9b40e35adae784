export { MailSender } from './mail-sender.ts';
export { countLetters } from './mail-outbox.ts';
export { smtpTransport } from './mail-transport.ts';
export { postPages } from './post-pages.ts';
export { postPaths } from './post-paths.ts';
export { postPolicies } from './post-policies.ts';
export { type Mail, queueMail } from './queue-mail.ts';
export { dropWaitingLetters } from './mail-store.ts';
