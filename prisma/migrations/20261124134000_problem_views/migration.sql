-- An improvement begins with a ticket and ends with a measured effect, whoever writes into the table.
ALTER TABLE "problem"
  ADD CONSTRAINT "problem_comes_from_a_ticket" CHECK (cardinality("tickets") > 0),
  ADD CONSTRAINT "problem_is_closed_with_an_effect" CHECK ("status" <> 'closed' OR "effect" IS NOT NULL);

-- Promises of crises and problems are known by their references as well.
CREATE OR REPLACE VIEW "reporting"."promises" AS
SELECT
  promise.id AS promise_id,
  promise.subject_id,
  coalesce(promise.engagement_id, tickets.engagement_id) AS engagement_id,
  promise.ticket_id,
  coalesce(engagements.reference, tickets.reference, incident.reference, problem.reference) AS reference,
  coalesce(engagements.client_id, tickets.client_id) AS client_id,
  engagements.playbook_name AS playbook,
  promise.stage,
  promise.track,
  promise.workflow_id,
  promise.step,
  split_part(promise.key, '#', 1) AS clock,
  promise.kind,
  promise.owed_by AS role,
  promise.assignee_id,
  promise.opened_at,
  promise.due_at,
  promise.broken_at,
  promise.settled_at,
  promise.state,
  promise.late,
  promise.level,
  CASE WHEN promise.late THEN coalesce(promise.broken_at, promise.settled_at) ELSE promise.settled_at END AS decided_at
FROM promise
LEFT JOIN engagement engagements ON engagements.id = promise.engagement_id
LEFT JOIN "reporting"."tickets" tickets ON tickets.ticket_id = promise.ticket_id
LEFT JOIN incident ON incident.id = promise.subject_id
LEFT JOIN problem ON problem.id = promise.subject_id;
COMMENT ON VIEW "reporting"."promises" IS 'One row per promise. decided_at is when it became clear whether it is kept in time: the breach of a late one, the settlement of the others. It is null while it is open and in time. level: 0 nobody told, 1 to 3 the rungs of the ladder, 4 crisis.';

CREATE VIEW "reporting"."problems" AS
SELECT
  problem.id AS problem_id,
  problem.reference,
  problem.source,
  problem.status,
  problem.round,
  cardinality(problem.tickets) AS tickets,
  problem.incident_id,
  problem.opened_at,
  problem.analysed_at,
  problem.implemented_at,
  problem.measured_at,
  problem.ended_at,
  problem.effect ->> 'metric' AS metric,
  (problem.effect ->> 'before')::float8 AS value_before,
  (problem.effect ->> 'after')::float8 AS value_after,
  (problem.effect ->> 'computed')::boolean AS computed,
  problem.effect ->> 'client' AS effect_client_id,
  (problem.effect #>> '{beforePeriod,from}')::timestamptz AS before_from,
  (problem.effect #>> '{beforePeriod,to}')::timestamptz AS before_to,
  (problem.effect #>> '{afterPeriod,from}')::timestamptz AS after_from,
  (problem.effect #>> '{afterPeriod,to}')::timestamptz AS after_to
FROM problem;
COMMENT ON VIEW "reporting"."problems" IS 'One row per problem with what was measured last: a metric over a period before and one after the solution; computed: from our own records. round counts how often a solution was put into use or refined.';

CREATE VIEW "reporting"."problem_tickets" AS
SELECT problem.id AS problem_id, linked.ticket_id, tickets.engagement_id, tickets.client_id, tickets.category
FROM problem
CROSS JOIN LATERAL unnest(problem.tickets) AS linked (ticket_id)
JOIN "reporting"."tickets" tickets ON tickets.ticket_id = linked.ticket_id;
COMMENT ON VIEW "reporting"."problem_tickets" IS 'One row per problem and ticket that comes from it; every problem has one at least.';
