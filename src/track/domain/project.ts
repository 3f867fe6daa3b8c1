import { trackKind } from './kind';
import type { PlanRules } from './plan/rules';

/** What a playbook says of a project beside its steps. */
export interface ProjectRules {
  /** Its plan of tasks, made of a template; left out: it has none. */
  plan?: PlanRules;
}

/** One project: its plan, and its steps when the plan is done, each when those that it comes after are done. */
export const projectTrack = trackKind<ProjectRules>()('project');
