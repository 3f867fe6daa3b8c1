import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { sendFact } from '../dispatch/send-fact';
import type { SentFact } from '../domain/heard-fact';
import {
  type CommandState,
  findCommand,
  type JudgeWhenStored,
  type NewCommand,
  readCommand,
  storeCommand,
} from '../store/commands';
import type { Command } from '../../database/generated/client';
import { fingerprintOf } from '../store/idempotency';
import type { ApiDeps } from '../../edge/http/deps';
import { actorOf, type Principal } from '../../edge/http/principal';
import { conflict, invalid, Problem } from '../../edge/http/problem';
import type { Answer, AnswerSpec } from '../../edge/http/route';

export const PREFER_HEADER = {
  Prefer: z.string().optional().describe('`wait=5` waits up to so many seconds (30 at most) for the outcome'),
};

export const outcomeSchema = z
  .union([
    z.strictObject({
      commandId: z.string(),
      state: z.enum(['accepted', 'applied']),
      note: z.string().optional().describe('What it comes to, such as how much is still open'),
    }),
    z.strictObject({ commandId: z.string(), state: z.literal('ignored'), reason: z.string() }),
  ])
  .meta({ id: 'CommandOutcome' });

/** How a stated fact is answered. */
export const FACT_ANSWERS: Record<number, AnswerSpec> = {
  200: {
    description: 'The outcome, within the time to wait: it had its effect, or was ignored and why',
    content: { 'application/json': outcomeSchema },
  },
  202: {
    description: 'Stored for good: it will be judged, even if every worker is down now',
    content: { 'application/json': outcomeSchema },
  },
  409: { description: 'It cannot fit any more' },
};

/** A fact as a caller states it. */
export interface StatedFact {
  /** Whose journal it goes to. */
  subjectId: string;
  /** What it is stated to: the subject, or one of its escalations. */
  target: string;
  signal: string;
  /** As it was sent. */
  body: { commandId?: string | undefined };
  principal: Principal;
  headers: IncomingHttpHeaders;
}

/** A fact that has passed every check, and where it goes. */
export interface CheckedFact {
  workflowId: string;
  /** The body with what the product added. */
  body: Record<string, unknown>;
  occurredAtMs: number;
  promiseId?: string | undefined;
  fields: object;
  /** Left out: everything was judged before. */
  whenStored?: JudgeWhenStored | undefined;
  /** Takes it when the workflow has ended, and says whether it counts then; left out: it does not. */
  whenOver?: (fact: SentFact) => Promise<boolean>;
}

/**
 * Takes a fact once per command id: the same again gives the same answer without a second effect, however far the first
 * has come. When this answers, PostgreSQL and Temporal both have the fact.
 * @param check judges a fact that was not taken before; throws the problem to answer with
 * @throws Problem 422 when the command id was used for something else, 503 when Temporal is away
 */
export async function stateFact(
  deps: ApiDeps,
  stated: StatedFact,
  check: () => Promise<CheckedFact>,
): Promise<Answer> {
  const { db, clock } = deps;
  const { subjectId, target, signal, principal } = stated;
  const { commandId = `cmd_${uuidv7()}`, ...rest } = stated.body;
  const identity = {
    subjectId,
    id: commandId,
    fingerprint: fingerprintOf({ target, signal, body: rest, actor: actorOf(principal) }),
  };
  let known = stated.body.commandId === undefined ? null : await findCommand(db, identity);
  if (known?.outcome === 'other') throw commandReused();
  if (known?.outcome !== 'same' || known.command.state === ('received' satisfies CommandState)) {
    const checked = await check();
    const command: NewCommand = { ...identity, signal, body: checked.body, actor: actorOf(principal) };
    const stored = await storeCommand(db, command, new Date(clock.productNow()), checked.whenStored);
    if (stored.outcome === 'wrong') throw invalid([...stored.faults]);
    if (stored.outcome !== 'same') throw commandReused();
    known = stored;
    await send(deps, command, checked);
  }
  return outcomeOf(deps, subjectId, commandId, secondsToWait(stated.headers));
}

async function send(deps: ApiDeps, command: NewCommand, checked: CheckedFact): Promise<void> {
  const { workflowId, whenOver, promiseId, occurredAtMs: atMs, fields } = checked;
  const fact: SentFact = {
    commandId: command.id,
    actor: command.actor,
    occurredAtMs: atMs,
    ...(promiseId === undefined ? {} : { promiseId }),
    fields,
  };
  if (!(await sendFact(deps, { command, workflowId, fact, whenOver }))) {
    throw conflict(
      'The work that this fact is about has ended meanwhile. Nothing was changed; nothing is left to do.',
    );
  }
}

/** Asks again at growing intervals, in wall-clock milliseconds. */
const FIRST_LOOK_MS = 40;
const LOOKS_APART_MS = 250;
const LONGEST_WAIT_SECONDS = 30;

async function outcomeOf(deps: ApiDeps, subjectId: string, id: string, waitSeconds: number): Promise<Answer> {
  const headers: Record<string, string> =
    waitSeconds > 0 ? { 'preference-applied': `wait=${waitSeconds}` } : {};
  const until = performance.now() + waitSeconds * 1_000;
  for (let pauseMs = FIRST_LOOK_MS; ; pauseMs = Math.min(pauseMs * 1.5, LOOKS_APART_MS)) {
    const command = waitSeconds > 0 ? await readCommand(deps.db, subjectId, id) : null;
    const settled = command && verdictOf(command);
    if (settled) return { status: 200, body: settled, headers };
    const leftMs = until - performance.now();
    if (leftMs <= 0) return { status: 202, body: { commandId: id, state: 'accepted' }, headers };
    await delay(Math.min(pauseMs, leftMs));
  }
}

function verdictOf({ id, state, reason }: Command): object | null {
  switch (state as CommandState) {
    case 'applied':
      return { commandId: id, state, ...(reason === null ? {} : { note: reason }) };
    case 'ignored':
      return { commandId: id, state, reason: reason ?? 'it changes nothing' };
    case 'received':
    case 'accepted':
      return null;
  }
}

/** RFC 7240; what cannot be understood is no preference. */
function secondsToWait(headers: IncomingHttpHeaders): number {
  const prefer = headers['prefer'];
  const text = Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '');
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/.exec(text)?.[1];
  return Math.min(Number(seconds ?? 0), LONGEST_WAIT_SECONDS);
}

function commandReused(): Problem {
  return invalid([
    { pointer: '/commandId', message: 'this id was used for another fact; use a new one for a new fact' },
  ]);
}

/** How far a caller's clock may run ahead of ours. */
const CLOCK_TOLERANCE_MS = 5_000;

/**
 * When a fact happened: as stated, or now. Never before there was anything that it could be about.
 * @throws Problem 422 on /occurredAt
 */
export function occurredAtMs(stated: string | undefined, nowMs: number, sinceMs: number): number {
  if (stated === undefined) {
    return nowMs;
  }
  const atMs = Date.parse(stated);
  if (atMs > nowMs + CLOCK_TOLERANCE_MS) {
    throw invalid([{ pointer: '/occurredAt', message: 'lies in the future: a fact has happened' }]);
  }
  if (atMs < sinceMs - CLOCK_TOLERANCE_MS) {
    throw invalid([
      { pointer: '/occurredAt', message: `lies before the beginning, ${new Date(sinceMs).toISOString()}` },
    ]);
  }
  return Math.min(atMs, nowMs);
}
