import type { VendorSandbox } from '../kit/sandbox/vendor-sandbox';
import { GRAPH_COMMON_QUERY, graphAuthorize, graphRefusals, microsoftTokenRoute } from '../microsoft/sandbox';
import { listUsers } from '../microsoft/sandbox-users';
import spec from './openapi.json';
import { createBucket, createPlan, listBuckets, listPlans } from './sandbox-plans';
import {
  changedByHand,
  createTask,
  deleteTask,
  getDetails,
  getTask,
  listTasks,
  updateDetails,
  updateTask,
} from './sandbox-tasks';

/** Planner's stand-in: the plans of one group, with etags on whatever can be changed. */
export const plannerSandbox: VendorSandbox = {
  spec,
  basePath: '/v1.0',
  commonQuery: GRAPH_COMMON_QUERY,
  operations: {
    listUsers,
    listGroupPlans: listPlans,
    createPlan,
    listPlanBuckets: listBuckets,
    createBucket,
    listPlanTasks: listTasks,
    createTask,
    getTask,
    updateTask,
    deleteTask,
    getTaskDetails: getDetails,
    updateTaskDetails: updateDetails,
  },
  routes: [microsoftTokenRoute('planner')],
  refusals: graphRefusals,
  authorize: graphAuthorize,
  events: {
    'task.updated': changedByHand('updated'),
    'task.completed': changedByHand('completed'),
    'task.deleted': changedByHand('deleted'),
  },
};
