import { ActionRefusedError } from '../../capability/refusal';
import { missingAmong } from '../kit/credential-check';
import { vendor } from '../kit/vendor';
import { GRAPH_URL } from '../microsoft/graph';
import { MICROSOFT_ACCESS } from '../microsoft/variables';
import { PlannerClient } from './client';
import { plannerLook } from './look';
import { completeTask, plannerPort } from './planner';
import { plannerSandbox } from './sandbox';

export const planner = vendor({
  name: 'planner',
  title: 'Microsoft Planner',
  settings: {
    liveUrl: GRAPH_URL,
    baseUrlVariable: 'PLANNER_BASE_URL',
    credentials: MICROSOFT_ACCESS.credentials,
    variables: [
      ...MICROSOFT_ACCESS.variables,
      {
        name: 'PLANNER_GROUP_ID',
        as: 'groupId',
        help: 'the id of the Microsoft 365 group in which plans are made, as Entra shows it',
        sandbox: 'sandbox-planner-group',
      },
    ],
  },
  client: (settings) => new PlannerClient(settings),
  check: (planner) => missingAmong({ 'Tasks.ReadWrite.All': () => planner.listPlans() }),
  looksAt: ['task', 'project'],
  look: plannerLook,
  restores: ['project'],
  restore: (client) => async (id) => {
    if (!(await completeTask(client, id)))
      throw new ActionRefusedError('The task is not in the plan any more.');
  },
  provides: { planner: plannerPort },
  // A task is looked for and made by several calls.
  limits: { callsPerSecond: 2, callsAtOnce: 2 },
  sandbox: plannerSandbox,
});
