import { action, capability, closing, port } from '../capability';
import { decimal, name, optional, parties, text, texts } from '../parameters';

/** A task as it is asked for. */
export interface NewTask {
  readonly title: string;
  /** The column in which it stands, made if it is not there; the plan's first one when left out. */
  readonly bucket: string | undefined;
  /** RFC 3339. */
  readonly dueAt: string | undefined;
  /** By address. */
  readonly assignees: readonly string[];
  readonly description: string;
  readonly checklist: readonly string[];
  readonly references: readonly TaskReference[];
}

export interface TaskReference {
  readonly url: string;
  readonly title: string;
}

export interface PlannedTask {
  readonly id: string;
  /** How many of the assignees the vendor does not know. */
  readonly unassigned: number;
}

/** What becomes another in a task; left out: it stays. */
export interface TaskChange {
  /** RFC 3339. */
  readonly dueAt?: string;
  /** By address: nobody else has it afterwards. */
  readonly assignees?: readonly string[];
  readonly isDone?: boolean;
}

/** How a task stands. */
export interface TaskState {
  readonly id: string;
  readonly isDone: boolean;
  /** In milliseconds. */
  readonly dueMs: number | undefined;
}

/** Where people see who does what until when. */
export interface PlannerPort {
  /** The plan of a key, made if it is not there, in the place that the settings name. @returns its id */
  ensurePlan(key: string, title: string): Promise<string>;
  /** One task per key, also when an earlier try was never answered: one that is there stays as it is. */
  ensureTask(key: string, planId: string, task: NewTask): Promise<PlannedTask>;
  /** The task of a key in a plan; undefined when none was made, or it is gone. */
  findTask(key: string, planId: string): Promise<TaskState | undefined>;
  /** Every task of ours in a plan. */
  readTasks(planId: string): Promise<readonly TaskState[]>;
  /** Repeatable. @returns undefined when there is no such task any more */
  changeTask(id: string, change: TaskChange): Promise<Omit<PlannedTask, 'id'> | undefined>;
  /** Repeatable. @returns false when there is no such task any more */
  completeTask(id: string): Promise<boolean>;
  /** Repeatable. */
  deleteTask(id: string): Promise<void>;
}

const dropTask = action({ of: name });

/** The engagement's plan, and the tasks in it. */
export const planner = capability({
  port: port<PlannerPort>(),
  actions: {
    /** Puts a task into the engagement's plan; it is due `dueInDays` after it was asked for. */
    createTask: action(
      {
        title: text,
        bucket: optional(text),
        assignees: parties,
        dueInDays: optional(decimal({ min: 0, max: 730 })),
        checklist: optional(texts({ most: 20 })),
      },
      { by: dropTask, with: ({ key }) => ({ of: key }) },
    ),
    /** Completes the task that the action with the key `of` made. */
    completeTask: action({ of: name }),
    /** Deletes the task that the action with the key `of` made, unless it is done. */
    dropTask,
    /** Closes the project in the plan: every task of ours that is still open there is completed. */
    closePlan: closing({}),
  },
});
