import type { Server, Socket } from 'node:net';
import {
  type SMTPServerError,
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerSession,
} from 'smtp-server';
import type {
  SandboxAnswer,
  SandboxListener,
  SandboxReception,
  SandboxRequest,
} from '../kit/sandbox/vendor-sandbox';
import { goneWith } from '../kit/sandbox/under-faults';
import { requiredValue } from '../kit/vendor-settings';
import { deliver, headerIn, refusalOf } from './sandbox-mailboxes';

const LARGEST_BYTES = 2 * 1024 * 1024;
const OK: SandboxAnswer = { status: 250 };
const BROKEN: SandboxAnswer = { status: 451, body: '4.3.0 Requested action aborted: error in processing' };

/** A client's connection. */
interface Line {
  readonly socket: Socket;
  /** Aborted when it closes. */
  readonly gone: AbortSignal;
}

type Done = (error?: Error | null) => void;

/** An SMTP server on loopback, whose commands are requests of the sandbox: `AUTH`, `MAIL`, `RCPT` and `DATA`. */
export async function listenAsMailServer(
  reception: SandboxReception,
  host: string,
): Promise<SandboxListener> {
  const { world } = reception;
  const lines = new Map<number, Line>();
  const cut = ({ remotePort }: SMTPServerSession) => void lines.get(remotePort)?.socket.destroy();

  const command = async (
    session: SMTPServerSession,
    request: SandboxRequest,
    work: () => Promise<SandboxAnswer>,
    done: Done,
  ) => {
    const gone = lines.get(session.remotePort)?.gone ?? goneWith(undefined);
    const { status, body } = await reception.answer(request, work, gone).catch(() => BROKEN);
    if (status === 0) cut(session);
    else done(status < 400 ? null : refusal(status, String(body)));
  };

  const takeMail = async (stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) => {
    const raw = await readAll(stream).catch(() => undefined);
    if (raw === undefined) return cut(session);
    const { mailFrom, rcptTo, dsn } = session.envelope;
    const to = rcptTo.map(({ address }) => address);
    const messageId = headerIn(raw, 'message-id');
    const returnPath = mailFrom === false ? '' : mailFrom.address;
    const mail = { messageId, returnPath, envelopeId: dsn?.envid ?? undefined, raw };
    const request = { method: 'DATA', path: `/${messageId ?? ''}`, body: { from: returnPath, to, raw } };
    const take = async (): Promise<SandboxAnswer> => {
      if (stream.sizeExceeded) return { status: 552, body: '5.3.4 Message size exceeds fixed limit' };
      await reception.inTurn(() => deliver(world, to, mail));
      return OK;
    };
    await command(session, request, take, done);
  };

  const server = new SMTPServer({
    name: 'sandbox.example',
    size: LARGEST_BYTES,
    // It stands on loopback: nothing is in between.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    hideDSN: false,
    logger: false,
    closeTimeout: 1_000,
    onAuth({ username = '', password }, session, done) {
      const isRight =
        username === requiredValue('smtp', world.settings, 'user') &&
        password === requiredValue('smtp', world.settings, 'password');
      const answer: SandboxAnswer = isRight
        ? { status: 235 }
        : { status: 535, body: '5.7.8 Authentication credentials invalid' };
      const request = { method: 'AUTH', path: `/${username}` };
      void command(
        session,
        request,
        async () => answer,
        (error) => done(error, { user: username }),
      );
    },
    onMailFrom({ address, args }, session, done) {
      const request = { method: 'MAIL', path: `/${address}`, body: args };
      void command(session, request, async () => OK, done);
    },
    onRcptTo({ address, args }, session, done) {
      const request = { method: 'RCPT', path: `/${address}`, body: args };
      void command(session, request, async () => refusalOf(address) ?? OK, done);
    },
    onData: (stream, session, done) => void takeMail(stream, session, done),
  });
  // A client that goes away in the middle of something is no trouble of the server's.
  server.on('error', () => undefined);
  const port = await listening(server.listen(0, host), lines);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const { socket } of lines.values()) socket.destroy();
      }),
  };
}

/** Keeps the connections by the client's port, to cut them. */
async function listening(server: Server, lines: Map<number, Line>): Promise<number> {
  server.on('connection', (socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    lines.set(remotePort, { socket, gone: goneWith(socket) });
    socket.once('close', () => lines.delete(remotePort));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function refusal(responseCode: number, text: string): SMTPServerError {
  return Object.assign(new Error(text), { responseCode });
}

async function readAll(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
