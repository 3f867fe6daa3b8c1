import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { VendorError } from '../kit/errors';
import { hasStoodStill } from '../kit/standstill';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';
import { type ServerAddress, serverAddress } from './server-address';
import { isPutOff, type SmtpFailure, smtpError } from './trouble';

/** Each bound in wall-clock milliseconds; the whole lies within an activity's own bound per attempt. */
const CONNECT_MS = 8_000;
const SILENCE_MS = 15_000;
const WHOLE_MS = 20_000;

/** A mail ready to go out. */
export interface OutgoingMail {
  /** Asked for in reports on its delivery (RFC 3461). */
  readonly envelopeId: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
  /** What it was made of: no word of it may come back in an error. */
  readonly content: unknown;
}

/** What became of each address. */
export interface Handover {
  readonly taken: readonly string[];
  readonly refused: readonly string[];
  /** To be tried again later. */
  readonly putOff: readonly string[];
  /** Why one was put off; where none was, why one was refused. */
  readonly why: VendorError | undefined;
}

/**
 * A mail server, to which mails are submitted (RFC 6409). The address is `SMTP_URL`; settings values: `user` and `password`,
 * where they do not stand in it, `from`, the sender's address, and `bouncesTo`, where reports go. A server that is not on this
 * machine gets nothing without TLS and a certificate that is trusted. One exchange has a bound in time, and is never repeated
 * by itself.
 */
export class SmtpClient {
  readonly from: string;
  private readonly returnPath: string;

  constructor(private readonly settings: VendorSettings) {
    this.from = requiredValue('smtp', settings, 'from');
    this.returnPath = settings.values['bouncesTo'] ?? this.from;
  }

  /**
   * Hands a mail over, to all of its addresses that the server takes. Not repeatable: SMTP has no guard.
   * @throws VendorError when the mail as a whole is not taken, or nobody knows
   */
  async handOver(mail: OutgoingMail): Promise<Handover> {
    const address = await serverAddress(this.settings);
    const attempt = new Attempt(address, this.returnPath, mail);
    return await attempt.run();
  }

  /** Logs in and does no more. @throws VendorError when the server does not let us in, or cannot be reached */
  async greet(): Promise<void> {
    await new Attempt(await serverAddress(this.settings), this.returnPath, NO_MAIL).greet();
  }
}

const NO_MAIL: OutgoingMail = { envelopeId: '', to: [], bytes: Buffer.alloc(0), content: '' };

type RecipientFailure = SmtpFailure & { readonly recipient?: string };

/** One connection for one mail. */
class Attempt {
  private readonly connection: SMTPConnection;
  private handedOver = false;

  constructor(
    private readonly address: ServerAddress,
    private readonly returnPath: string,
    private readonly mail: OutgoingMail,
  ) {
    const { host, port, secure, isLoopback } = address;
    this.connection = new SMTPConnection({
      host,
      port,
      secure,
      requireTLS: !secure && !isLoopback,
      // What a server of this machine shows for a certificate vouches for nothing, and need not.
      ...(isLoopback ? { tls: { rejectUnauthorized: false } } : {}),
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      logger: false,
    });
  }

  async run(): Promise<Handover> {
    try {
      return await this.bounded(() => this.exchange());
    } catch (error) {
      const failure = error as SmtpFailure & { rejectedErrors?: RecipientFailure[] };
      if (failure.rejectedErrors !== undefined) return this.handoverOf(failure.rejectedErrors, []);
      throw this.errorOf(failure);
    }
  }

  /** Logs in and does no more. */
  async greet(): Promise<void> {
    try {
      await this.bounded(() => this.open());
    } catch (error) {
      throw this.errorOf(error as SmtpFailure);
    }
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    const { connection } = this;
    let deadline: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        deadline = setTimeout(() => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' })), WHOLE_MS);
        connection.on('error', reject);
        work().then(resolve, reject);
      });
    } finally {
      clearTimeout(deadline);
      connection.close();
    }
  }

  private async open(): Promise<void> {
    const { connection } = this;
    const { login } = this.address;
    await told((done) => connection.connect(done));
    if (login !== undefined) await told((done) => connection.login({ ...login }, done));
  }

  private async exchange(): Promise<Handover> {
    const { connection, mail } = this;
    await this.open();
    const envelope = {
      from: this.returnPath,
      to: [...mail.to],
      size: mail.bytes.byteLength,
      dsn: { id: mail.envelopeId, return: 'headers', notify: ['failure', 'delay'] },
    };
    const info = await told<SMTPConnection.SentMessageInfo>((done) =>
      connection.send(envelope, this.content(), done),
    );
    connection.quit();
    return this.handoverOf(info.rejectedErrors ?? [], info.accepted);
  }

  /** The mail's bytes, read when the server is ready for them; when their end is reached, so may be the mail's. */
  private content(): Readable {
    const { bytes } = this.mail;
    const content = new Readable({
      read() {
        if (hasStoodStill()) {
          this.destroy(Object.assign(new Error('stood still'), { originalCode: 'STOOD_STILL' }));
          return;
        }
        this.push(bytes);
        this.push(null);
      },
    });
    content.once('end', () => {
      this.handedOver = true;
    });
    return content;
  }

  private handoverOf(failures: readonly RecipientFailure[], taken: readonly string[]): Handover {
    const putOff = failures.filter(isPutOff);
    const refused = failures.filter((failure) => !isPutOff(failure));
    const [first] = [...putOff, ...refused];
    return {
      taken,
      putOff: putOff.flatMap(({ recipient }) => recipient ?? []),
      refused: refused.flatMap(({ recipient }) => recipient ?? []),
      why: first && this.errorOf(first),
    };
  }

  private errorOf(failure: SmtpFailure): VendorError {
    const { content, to } = this.mail;
    const { login } = this.address;
    return smtpError(failure, { handedOver: this.handedOver, sent: [content, to, login] });
  }
}

/** What a callback of nodemailer's is told. */
function told<T = unknown>(ask: (done: (error?: Error | null, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, result) => {
      if (error) reject(error);
      else resolve(result as T);
    });
  });
}
