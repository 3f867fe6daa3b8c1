-- A recorded breach is never removed by later events: a promise that was overdue counts as overdue, in the period of its
-- first breach, also when it got a new deadline or another target afterwards, or was kept by a fact of before its
-- deadline that was heard of later. A promise that is broken again has its newest breach in its row, and the first one in
-- the journal.
CREATE INDEX "journal_entry_breach" ON "journal_entry" (subject_id, (data ->> 'promiseId'), at)
WHERE kind = 'promiseBroken';

CREATE OR REPLACE VIEW "reporting"."promises" AS
SELECT
  promise.id AS promise_id,
  promise.subject_id,
  coalesce(promise.engagement_id, tickets.engagement_id) AS engagement_id,
  promise.ticket_id,
  coalesce(engagements.reference, tickets.reference) AS reference,
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
  breach.first_at AS broken_at,
  promise.settled_at,
  promise.state,
  promise.late,
  promise.level,
  coalesce(breach.first_at, promise.settled_at) AS decided_at,
  (promise.late OR promise.broken_at IS NOT NULL) AS was_overdue,
  CASE WHEN promise.late THEN promise.broken_at END AS overdue_since
FROM promise
LEFT JOIN engagement engagements ON engagements.id = promise.engagement_id
LEFT JOIN "reporting"."tickets" tickets ON tickets.ticket_id = promise.ticket_id
CROSS JOIN LATERAL (
  SELECT (CASE WHEN promise.broken_at IS NOT NULL THEN least(promise.broken_at, (
    SELECT min(journal_entry.at) FROM journal_entry
    WHERE journal_entry.subject_id = promise.subject_id
      AND journal_entry.kind = 'promiseBroken' AND journal_entry.data ->> 'promiseId' = promise.id
  )) END)::timestamptz(3) AS first_at
) breach;
COMMENT ON VIEW "reporting"."promises" IS 'One row per promise. broken_at is its first breach and was_overdue whether it has one: both stay, whatever happens to it later. late and overdue_since are about the deadline that it has now. decided_at is when it became clear whether it is kept in time: the first breach of one that was overdue, the settlement of the others. It is null while it is open and in time. level: 0 nobody told, 1 to 3 the rungs of the ladder, 4 crisis.';

CREATE OR REPLACE VIEW "reporting"."sla_compliance" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, clock, role, decided_at AS at,
  (state = 'kept' AND NOT was_overdue)::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE clock IN ('firstResponse', 'nextResponse', 'resolution') AND (state = 'kept' OR was_overdue);
COMMENT ON VIEW "reporting"."sla_compliance" IS 'One row per clock of a ticket that has ended or was overdue. Response-time compliance in percent = firstResponse promises kept in time / firstResponse promises kept or overdue. Resolution-time compliance in percent = resolution promises kept in time / resolution promises kept or overdue. One that was overdue stays so when its target changes. Waived and withdrawn ones count only when they were overdue before.';

CREATE OR REPLACE VIEW "reporting"."promises_kept" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, stage, step, role, decided_at AS at,
  (state = 'kept' AND NOT was_overdue)::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE role <> 'client' AND (state = 'kept' OR was_overdue);
COMMENT ON VIEW "reporting"."promises_kept" IS 'One row per promise of ours that is kept or was overdue. Compliance in percent = promises of ours kept in time / promises of ours kept or overdue. One that was overdue stays so when it gets a new deadline.';

CREATE OR REPLACE VIEW "reporting"."task_completion" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, stage, step, role, decided_at AS at,
  (state = 'kept')::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE kind IN ('task', 'approval', 'meeting') AND role <> 'client' AND (state = 'kept' OR was_overdue);
COMMENT ON VIEW "reporting"."task_completion" IS 'One row per task, approval or meeting of ours that is done or was overdue. Task completion in percent = tasks done / tasks done or overdue: one that was done late is done, one that was overdue counts until it is done, also with a new deadline. Waived and withdrawn ones count only when they were overdue before.';

CREATE OR REPLACE VIEW "reporting"."on_time_delivery" AS
SELECT
  track.id AS case_id,
  track.engagement_id,
  NULL::text AS ticket_id,
  engagement.client_id,
  engagement.reference,
  track.kind,
  track.state,
  track.opened_at,
  track.ended_at,
  promises.promises,
  promises.late_promises,
  coalesce(promises.first_broken_at, track.ended_at) AS at,
  (track.state = 'done' AND promises.late_promises = 0)::int AS counts,
  1 AS out_of
FROM track
JOIN engagement ON engagement.id = track.engagement_id
CROSS JOIN LATERAL (
  SELECT
    count(*) AS promises,
    count(*) FILTER (WHERE ours.was_overdue) AS late_promises,
    min(ours.decided_at) FILTER (WHERE ours.was_overdue) AS first_broken_at
  FROM "reporting"."promises" ours
  WHERE ours.subject_id = track.engagement_id AND ours.workflow_id = track.workflow_id AND ours.role <> 'client'
) promises
WHERE track.state = 'done' OR promises.late_promises > 0;
COMMENT ON VIEW "reporting"."on_time_delivery" IS 'One row per delivery (track) that is done or has had an overdue promise. On-time delivery in percent = deliveries done without an overdue promise of ours / deliveries done or overdue. A new deadline does not undo a breach.';
