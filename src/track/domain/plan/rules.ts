import type { Role } from '../../../promise/domain/ladder/rules';

/** One task of a plan's template. Dates are counted in working days of the plan's calendar. */
export interface PlanTaskRules {
  /** Unique in the playbook. */
  id: string;
  title: string;
  owner: Role;
  /** Who does it has this skill; left out: whoever has the role on the engagement. */
  skill?: string;
  /** How many working days it takes. What subtasks stand under takes as long as they do. */
  days: number;
  /** The work in it, in hours. */
  effort?: number;
  /** Tasks that are done before it begins; of one with subtasks, all of them. */
  after?: string[];
  /** The task that it is a part of. */
  parent?: string;
  /** Counted forward: so many working days after the beginning of the plan, no sooner. */
  startsAfter?: number;
  /** Counted backward: it is due so many working days before the deadline. */
  dueBefore?: number;
  /** The points of the playbook's checklists that it answers for: where one of them fails, it is to be done again. */
  checks?: string[];
  /** Articles and procedures that say how it is done. */
  links?: { title: string; url: string }[];
}

/** The plan of a track: a template, and who may change what is made of it. */
export interface PlanRules {
  /** In whose working days it is counted; left out: the engagement's own. */
  calendar?: string;
  /** Who may add, move, drop and reassign tasks. */
  planners: Role[];
  /** The answer or fact that names the day from which dates are counted backward. */
  deadline?: string;
  /** Where people see and change it beside us; left out: nowhere. */
  shownIn?: 'planner';
  tasks: PlanTaskRules[];
}
