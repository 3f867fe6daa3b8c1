import { z } from 'zod';

const part = z.array(z.string());

/** A blueprint as JSON. */
export const blueprintSchema = z
  .strictObject({
    name: z.string(),
    version: z.int(),
    title: z.string(),
    company: z.string(),
    stages: z.array(z.strictObject({ id: z.string(), title: z.string() })),
    lanes: z
      .array(
        z.strictObject({
          id: z.string(),
          kind: z.enum(['client', 'onstage', 'backstage', 'systems', 'documents']),
          title: z.string(),
        }),
      )
      .describe('From top to bottom; the line of visibility lies above the first backstage one'),
    steps: z.array(
      z.strictObject({
        id: z.string(),
        number: z.string(),
        stage: z.string(),
        lane: z.string(),
        kind: z.enum(['action', 'task', 'approval', 'meeting', 'message', 'wait', 'playbook']),
        title: z.string(),
        side: z.enum(['client', 'onstage', 'backstage']),
        because: z.string().describe('The rule by which it lies on this side'),
        owner: z.string(),
        within: z.string().nullable(),
        countedIn: z.string().nullable(),
        waitsFor: z.array(z.string()).describe('The numbers of the steps that are done before'),
        condition: z.string().nullable(),
        escalation: z.string(),
        parts: z.strictObject({ responsible: part, accountable: part, consulted: part, informed: part }),
        capability: z.string().nullable(),
      }),
    ),
    edges: z
      .array(z.strictObject({ from: z.string(), to: z.string(), kind: z.enum(['then', 'refused']) }))
      .describe('Those of the flowchart'),
    planTasks: z.array(z.strictObject({ title: z.string(), owner: z.string(), days: z.number() })),
    systems: z.array(
      z.strictObject({
        title: z.string(),
        vendor: z.string().nullable().describe('Null: people do it by hand'),
        steps: z.array(z.string()),
      }),
    ),
    documents: z.array(z.strictObject({ title: z.string(), kind: z.string(), steps: z.array(z.string()) })),
    figures: z.array(z.strictObject({ title: z.string(), unit: z.string(), formula: z.string() })),
  })
  .meta({ id: 'Blueprint' });
