import { randomBytes } from 'node:crypto';
import {
  GOOGLE_COMMON_QUERY,
  googleAuthorize,
  googleRefusal,
  googleRefusals,
  googleTokenRoute,
} from '../google/sandbox';
import type { SandboxAnswer, SandboxCall, SandboxWorld, VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import spec from './openapi.json';

interface Message {
  id: string;
  threadId: string;
  labelIds: string[];
  internalDate: string;
  raw: string;
}
interface Draft {
  id: string;
  message: Message;
}

function newId(): string {
  return randomBytes(8).toString('hex');
}

/** The headers of a mail, unfolded. */
function headersOf(raw: string): { name: string; value: string }[] {
  const text = Buffer.from(raw, 'base64url').toString('utf8');
  const [head = ''] = text.split(/\r?\n\r?\n/);
  return head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    });
}

function shown({ raw, ...message }: Message, format: string | undefined): unknown {
  return format === 'raw' ? { ...message, raw } : { ...message, payload: { headers: headersOf(raw) } };
}

function missing(): SandboxAnswer {
  return googleRefusal(404, 'notFound', 'Requested entity was not found.');
}

async function createDraft(
  { body }: SandboxCall<{ message?: { raw?: string; threadId?: string } }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { message } = body;
  const raw = message?.raw;
  if (raw === undefined) return googleRefusal(400, 'invalidArgument', 'Missing draft message');
  const id = newId();
  const draft: Draft = {
    id: `r${(await world.nextNumber('draft')) + 1_000_000}`,
    message: {
      id,
      threadId: message?.threadId ?? id,
      labelIds: ['DRAFT'],
      internalDate: String(Math.floor(world.nowMs())),
      raw,
    },
  };
  await world.put('draft', draft.id, draft);
  const { raw: _, ...answered } = draft.message;
  return { status: 200, body: { id: draft.id, message: answered } };
}

async function sendDraft(
  { body }: SandboxCall<{ id?: string }>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const draft = await world.get<Draft>('draft', body.id ?? '');
  if (draft === undefined) return missing();
  if (!headersOf(draft.message.raw).some(({ name }) => /^(to|cc|bcc)$/i.test(name))) {
    return googleRefusal(400, 'invalidArgument', 'Recipient address required');
  }
  const internalDate = String(Math.floor(world.nowMs()));
  const sent: Message = { ...draft.message, labelIds: ['SENT'], internalDate };
  // Of two calls at once one sends it; so does one that comes again after a death in between.
  const isFirst = await world.insert('message', sent.id, sent);
  await world.remove('draft', draft.id);
  if (!isFirst) return missing();
  return { status: 200, body: { id: sent.id, threadId: sent.threadId, labelIds: sent.labelIds } };
}

async function listDrafts(_call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const drafts = await world.list<Draft>('draft');
  return {
    status: 200,
    body: {
      drafts: drafts.map(({ id, message }) => ({
        id,
        message: { id: message.id, threadId: message.threadId },
      })),
      resultSizeEstimate: drafts.length,
    },
  };
}

async function getDraft({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const draft = await world.get<Draft>('draft', params['id'] ?? '');
  if (draft === undefined) return missing();
  return { status: 200, body: { id: draft.id, message: shown(draft.message, query['format']) } };
}

async function listMessages(_call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const messages = await world.list<Message>('message');
  return {
    status: 200,
    body: {
      messages: messages.map(({ id, threadId }) => ({ id, threadId })),
      resultSizeEstimate: messages.length,
    },
  };
}

async function getMessage({ params, query }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const message = await world.get<Message>('message', params['id'] ?? '');
  return message === undefined ? missing() : { status: 200, body: shown(message, query['format']) };
}

/** Gmail's stand-in: drafts that can be sent once, and the mails that were sent. */
export const gmailSandbox: VendorSandbox = {
  spec: spec,
  basePath: '',
  commonQuery: GOOGLE_COMMON_QUERY,
  operations: {
    'gmail.users.drafts.create': createDraft,
    'gmail.users.drafts.send': sendDraft,
    'gmail.users.drafts.list': listDrafts,
    'gmail.users.drafts.get': getDraft,
    'gmail.users.messages.list': listMessages,
    'gmail.users.messages.get': getMessage,
  },
  routes: [googleTokenRoute('gmail')],
  refusals: googleRefusals,
  authorize: (token, world) => googleAuthorize('gmail', token, world),
};
