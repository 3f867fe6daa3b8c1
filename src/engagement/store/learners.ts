import type { Connection } from '../../database/database';
import type { CommandState } from '../../fact/store/commands';
import {
  attendanceTaken,
  LEARNING_FACTS,
  type LearningNews,
  type LearningSignal,
  learnerLeft,
  studentFeedback,
} from '../domain/facts/learning/facts';
import { comeFurther, type Learner, type Learners } from '../domain/facts/learning/learners';

/** Somebody who learns, with what was stated of them. */
export interface LearnerDetail extends Learner {
  id: string;
  /** None when the contact is not there any more. */
  name: string | null;
  /** The sessions at which they were present, by title. */
  sessions: string[];
  /** What they said of the course, oldest first. */
  feedback: { rating: number; text: string | null; at: Date }[];
}

const ABOUT_LEARNERS = [...LEARNING_FACTS, learnerLeft, studentFeedback, attendanceTaken].map(
  ({ name }) => name,
);

/** The bodies of what is stated of learners. */
interface Stated extends LearningNews {
  promiseId?: string;
  present?: string[];
  rating?: number;
  text?: string;
}

/** Everybody who learns in an engagement, in the order in which they were enrolled: what was stated of them, as it counted. */
export async function listLearners(db: Connection, engagementId: string): Promise<LearnerDetail[]> {
  const commands = await db.command.findMany({
    where: {
      subjectId: engagementId,
      signal: { in: ABOUT_LEARNERS },
      state: 'applied' satisfies CommandState,
    },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
  });
  const learners: Learners = {};
  const told = commands.map(({ signal, body, receivedAt: at }) => ({ signal, at, ...(body as Stated) }));
  for (const { signal, at, ...news } of told) {
    if (LEARNING_FACTS.some(({ name }) => name === signal)) {
      comeFurther(learners, signal as LearningSignal, news, at.getTime());
    }
  }
  const ids = Object.keys(learners);
  const promiseIds = told.flatMap(({ promiseId }) => promiseId ?? []);
  const [contacts, promises] = await Promise.all([
    db.contact.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
    db.promiseRecord.findMany({ where: { id: { in: promiseIds } }, select: { id: true, title: true } }),
  ]);
  return Object.entries(learners).map(([id, learner]) => ({
    ...learner,
    id,
    name: contacts.find((contact) => contact.id === id)?.name ?? null,
    hasLeft: told.some((one) => one.signal === learnerLeft.name && one.learner === id),
    sessions: told
      .filter(({ present }) => present?.includes(id))
      .map(({ promiseId }) => promises.find((promise) => promise.id === promiseId)?.title ?? ''),
    feedback: told
      .filter((one) => one.signal === studentFeedback.name && one.learner === id)
      .map(({ rating = 0, text = null, at }) => ({ rating, text, at })),
  }));
}
