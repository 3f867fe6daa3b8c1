import type { SurveyAnswer, SurveyQuestion } from '../../capability/offered/survey';
import type { Connection, Database } from '../../database/database';
import { lockName } from '../../database/lock';
import { surveyAnswered } from '../../engagement/domain/facts/result';
import { type OutsideObject, restingOn, saw } from '../../engagement/store/outside';
import type { Clock } from '../../promise/domain/time';
import { shortEffectKey } from '../../vendors/kit/effect-key';
import type { SurveyVerdict } from '../domain/intake';
import { putVendorFacts } from './vendor-facts';

/** What a respondent has answered, as it was read. */
export interface SurveySight {
  vendor: string;
  respondentId: string;
  /** What they are asked. */
  questions: readonly SurveyQuestion[];
  answers: readonly SurveyAnswer[];
  /** Nothing more is waited for: what is answered by now is the answer. */
  isLast: boolean;
}

/**
 * Judges what a respondent has answered: the engagement that asked last before it is told once, when everything that was
 * asked is answered, or so much time has passed that the rest is left open. Whoever else it asked is not waited for then.
 */
export async function judgeSurvey(
  { db, clock }: { db: Database; clock: Clock },
  { vendor, respondentId, questions, answers, isLast }: SurveySight,
): Promise<SurveyVerdict> {
  return db.$transaction(async (tx) => {
    await lockName(tx, `survey:${vendor}:${respondentId}`);
    const asking = (await restingOn(tx, { vendor, what: 'survey' }, [respondentId])).toSorted(
      (a, b) => a.createdAt.getTime() - b.createdAt.getTime(),
    );
    const waiting = asking.filter(isWaiting);
    if (waiting.length === 0) return { do: 'nothing', outcome: 'ignored: no engagement waits for it' };
    for (const row of waiting) {
      const own = ownAnswers(row, asking, answers);
      const isComplete = questions.every((question) => own.has(question));
      if (own.size === 0 || !(isComplete || isLast)) continue;
      return { do: 'tell', ...(await tell(tx, row, own, new Date(clock.productNow()))) };
    }
    return { do: 'nothing', outcome: 'noted: not everything that was asked is answered yet' };
  });
}

function isWaiting({ seen }: OutsideObject): boolean {
  return (seen as { place?: string } | null)?.place !== 'gone';
}

/** The newest answer to each question since this engagement asked, and before another one did. */
function ownAnswers(
  row: OutsideObject,
  asking: readonly OutsideObject[],
  answers: readonly SurveyAnswer[],
): Map<SurveyQuestion, SurveyAnswer> {
  const fromMs = row.createdAt.getTime();
  const next = asking.find(({ createdAt }) => createdAt.getTime() > fromMs);
  const untilMs = next?.createdAt.getTime() ?? Number.POSITIVE_INFINITY;
  const own = answers.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);
  return new Map(own.toSorted((a, b) => a.atMs - b.atMs).map((answer) => [answer.question, answer]));
}

async function tell(
  tx: Connection,
  { vendor, vendorId, engagementId, createdAt }: OutsideObject,
  own: ReadonlyMap<SurveyQuestion, SurveyAnswer>,
  now: Date,
): Promise<{ engagementId: string; commandIds: string[] }> {
  const id = `${vendor}/${shortEffectKey(`${vendorId}/${createdAt.getTime()}`)}/survey`;
  const atMs = Math.max(...[...own.values()].map((answer) => answer.atMs));
  const fields = { nps: own.get('nps')?.value ?? null, csat: own.get('csat')?.value ?? null };
  const fact = {
    id,
    signal: surveyAnswered.name,
    fields,
    occurredAtMs: Math.min(Math.max(atMs, createdAt.getTime()), now.getTime()),
  };
  await putVendorFacts(tx, vendor, engagementId, [fact], now);
  const others = await tx.outsideObject.findMany({ where: { vendor, what: 'survey', engagementId } });
  for (const row of others) await saw(tx, row, { id: row.vendorId, place: 'gone' }, now);
  return { engagementId, commandIds: [id] };
}
