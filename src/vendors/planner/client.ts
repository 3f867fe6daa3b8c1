import { z } from 'zod';
import { ActionRefusedError } from '../../capability/refusal';
import { VendorError } from '../kit/errors';
import { unlessMissing } from '../kit/missing';
import { knownValue, type VendorSettings } from '../kit/vendor-settings';
import { applicationToken } from '../microsoft/auth';
import { findUser, Graph, graphReference } from '../microsoft/graph';

const Plan = z.object({ id: z.string(), title: z.string(), createdDateTime: z.string() });
const Bucket = z.object({ id: z.string(), name: z.string() });
const Task = z.object({
  id: z.string(),
  title: z.string(),
  percentComplete: z.number().nullish(),
  dueDateTime: z.string().nullish(),
});
const Tagged = z.looseObject({ '@odata.etag': z.string() });

export type PlannerPlan = z.infer<typeof Plan>;
/** A task of a plan as Planner shows it. */
export type PlannerTask = z.infer<typeof Task>;

/** What a change works on: the object as it stands. */
type Standing = z.infer<typeof Tagged>;

const MOST_TRIES = 5;
/** Somebody or something changes the object all the time. */
const BUSY_MS = 10_000;

/**
 * Planner by Microsoft Graph v1.0, as the application. Settings values: see `applicationToken`; `groupId`, the group whose
 * plans these are. Planner has no guard on what is made. Whoever changes something names the state that it was seen in
 * (etag): a task and its details have one each.
 */
export class PlannerClient {
  readonly graph: Graph;

  constructor(readonly settings: VendorSettings) {
    this.graph = new Graph('planner', settings, applicationToken('planner', settings));
  }

  /** @throws ActionRefusedError when the settings name no group */
  group(): string {
    const group = knownValue('planner', this.settings, 'groupId');
    if (group !== undefined) return group;
    throw new ActionRefusedError(
      'The setting PLANNER_GROUP_ID is missing, so no task was made. Make it by hand, or name the group in the settings.',
    );
  }

  /** @returns the user's id; undefined when nobody in the tenant has that address */
  findUser(email: string): Promise<string | undefined> {
    return findUser(this.graph, email);
  }

  /** The oldest first. */
  async listPlans(): Promise<PlannerPlan[]> {
    const path = `/groups/${encodeURIComponent(this.group())}/planner/plans`;
    const plans = await this.graph.all('plans.list', path, Plan);
    return plans.toSorted((a, b) => Date.parse(a.createdDateTime) - Date.parse(b.createdDateTime));
  }

  async createPlan(title: string): Promise<string> {
    const container = { url: graphReference(`/groups/${this.group()}`) };
    return this.create('plans.create', '/planner/plans', { container, title });
  }

  /** The column of this name, made if it is not there; Planner lets two have one name, then it is the first. */
  async ensureBucket(planId: string, name: string): Promise<string> {
    const buckets = await this.graph.all('buckets.list', `${planPath(planId)}/buckets`, Bucket);
    const found = buckets.find((bucket) => bucket.name === name);
    if (found !== undefined) return found.id;
    return this.create('buckets.create', '/planner/buckets', { name, planId, orderHint: ' !' });
  }

  async listTasks(planId: string): Promise<PlannerTask[]> {
    return this.graph.all('tasks.list', `${planPath(planId)}/tasks`, Task);
  }

  async createTask(task: object): Promise<string> {
    return this.create('tasks.create', '/planner/tasks', task);
  }

  /**
   * Changes a task as it stands. Repeatable, if the change is.
   * @param change what to write, by what stands there; undefined when nothing is to be written
   * @returns false when there is no such task
   */
  changeTask(id: string, change: (task: Standing) => object | undefined): Promise<boolean> {
    return this.change('tasks.update', taskPath(id), 'PATCH', change);
  }

  /** What `changeTask` is, of the task's description, checklist and references. */
  changeDetails(id: string, change: (details: Standing) => object | undefined): Promise<boolean> {
    return this.change('taskDetails.update', `${taskPath(id)}/details`, 'PATCH', change);
  }

  /** Repeatable. */
  async deleteTask(id: string): Promise<void> {
    await this.change('tasks.delete', taskPath(id), 'DELETE', () => ({}));
  }

  private async change(
    op: string,
    path: string,
    method: 'PATCH' | 'DELETE',
    change: (standing: Standing) => object | undefined,
  ): Promise<boolean> {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const read = await unlessMissing(() => this.graph.request({ op: `${op}.read`, method: 'GET', path }));
      if (read === undefined) return false;
      const standing = Tagged.parse(read.body);
      const json = change(standing);
      if (json === undefined) return true;
      const { status } = await this.graph.request({
        ...{ op, method, path },
        ...(method === 'PATCH' ? { json } : {}),
        headers: { 'if-match': standing['@odata.etag'] },
        // Somebody else changed it meanwhile, or deleted it.
        expected: [404, 409, 412],
      });
      if (status < 400) return true;
    }
    throw new VendorError({
      ...{ system: 'planner', op, status: 412, vendorCode: 'CHANGED_MEANWHILE', vendorText: '' },
      ...{ outcome: 'throttled', retryAfterMs: BUSY_MS },
    });
  }

  private async create(op: string, path: string, json: object): Promise<string> {
    const { body } = await this.graph.request({ op, method: 'POST', path, json });
    return z.object({ id: z.string() }).parse(body).id;
  }
}

function planPath(id: string): string {
  return `/planner/plans/${encodeURIComponent(id)}`;
}

function taskPath(id: string): string {
  return `/planner/tasks/${encodeURIComponent(id)}`;
}
