import type { ActionName, ActionParams } from '../../capability/actions';
import type { Role } from '../../promise/domain/ladder/rules';
import { trackKind } from './kind';

/** Who talks to a learner, and within what term. */
export interface Care {
  owner: Role;
  within: string;
}

/** What a playbook says of a course beside its steps. */
export interface CourseRules<N extends ActionName = ActionName> {
  /**
   * A learner who does not come further, or never starts, is told after a plain term of the clock's time, and again each time
   * that it has passed; then somebody is asked to talk to them.
   */
  nudge?: { after: string; atMost: number; do: N; with: ActionParams[N]; then: Care } | undefined;
  /** What each learner is certified who completes the course, and who does it where nothing else can. */
  certificate?: ({ title: string } & Care) | undefined;
  /** Of 1 to 5: whoever gives so few, or fewer, is talked to. */
  feedback?: ({ atMost: number } & Care) | undefined;
}

/** A course: its steps, and a hand for each learner. Nobody is enrolled before its content is approved. */
export const courseTrack = trackKind<CourseRules>()('course');
