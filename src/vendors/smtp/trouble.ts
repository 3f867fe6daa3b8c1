import { VendorError, type VendorOutcome } from '../kit/errors';
import { withoutEchoes } from '../kit/redact';

/** Greylisting lets a mail in after some minutes; who asks earlier is put off again. */
const PUT_OFF_MS = 60_000;
/** A server that is not there, or is about to go. */
const AWAY_MS = 15_000;

/** What nodemailer says of a mail that did not go out, as far as it tells. */
export interface SmtpFailure {
  readonly code?: string;
  /** Of the system's or of the TLS library's, where `code` is nodemailer's own. */
  readonly originalCode?: string;
  /** Of the server's answer, such as 451; absent when none came. */
  readonly responseCode?: number;
  /** The server's whole answer. */
  readonly response?: string;
  /** What was answered, such as `RCPT TO`; `CONN` for the connection itself, `API` for what was never sent. */
  readonly command?: string;
}

/** How far a mail had come when it failed. */
export interface Progress {
  /** All of it was handed over, the end perhaps included: nobody knows then whether it was taken, unless the server says it. */
  readonly handedOver: boolean;
  /** Whatever was sent, so that no word of it comes back in an error. */
  readonly sent: readonly unknown[];
}

interface Verdict {
  readonly outcome: VendorOutcome;
  readonly retryAfterMs?: number;
  readonly refusesUs?: boolean;
}

/**
 * The error that a failed mail is. An answer is the server's word: 4xx, not now, and 5xx, never; both mean that it was not
 * taken. Without one, nothing was done as long as the end of the mail was not sent.
 */
export function smtpError(failure: SmtpFailure, { handedOver, sent }: Progress): VendorError {
  const { responseCode = 0, response = '' } = failure;
  return new VendorError({
    system: 'smtp',
    op: 'mail.send',
    status: responseCode,
    vendorCode: codeOf(failure),
    vendorText: withoutEchoes(wordsOf(response), sent),
    ...verdictOn(failure, responseCode, handedOver),
  });
}

/** Whether an answer puts a recipient off, rather than refusing it. */
export function isPutOff({ responseCode = 0 }: SmtpFailure): boolean {
  return responseCode >= 400 && responseCode < 500;
}

function verdictOn(failure: SmtpFailure, answer: number, handedOver: boolean): Verdict {
  if (answer >= 500) return { outcome: 'rejected', refusesUs: isAboutUs(failure) };
  if (isPutOff(failure)) {
    // A server that shuts down may say so in the place of the answer that it owes.
    if (answer === 421) return away(handedOver);
    return { outcome: 'throttled', retryAfterMs: PUT_OFF_MS };
  }
  if (isUntrusted(failure) || failure.code === 'EAUTH') return { outcome: 'rejected', refusesUs: true };
  if (failure.code === 'EMESSAGE' || failure.code === 'EENVELOPE') return { outcome: 'rejected' };
  return away(handedOver);
}

function away(handedOver: boolean): Verdict {
  return handedOver ? { outcome: 'unknown' } : { outcome: 'throttled', retryAfterMs: AWAY_MS };
}

/** Refused before any recipient was named, and not for the mail's size: our host, our login or our sender's address. */
function isAboutUs({ responseCode, command = '' }: SmtpFailure): boolean {
  const isEarly = /^(AUTH|CONN|EHLO|HELO|STARTTLS|MAIL FROM)/.test(command) && responseCode !== 552;
  return isEarly || responseCode === 530;
}

/** No TLS with this server as it stands: its certificate is not trusted, or it speaks something else. */
function isUntrusted({ originalCode = '' }: SmtpFailure): boolean {
  return /CERT|SIGNATURE|^ERR_(SSL|TLS)|^EPROTO$/.test(originalCode);
}

/** The enhanced status (RFC 3463), such as `5.1.1`, else the answer's code, else what happened to the connection. */
function codeOf({ response = '', responseCode, originalCode, code }: SmtpFailure): string {
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  const connection = originalCode ?? (code === 'ETIMEDOUT' ? 'TIMEOUT' : code);
  return enhanced ?? String(responseCode ?? connection ?? 'TRANSPORT');
}

/** An answer of several lines begins each of them with its code. */
function wordsOf(response: string): string {
  return response.replaceAll(/^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3} )?/gm, '');
}
