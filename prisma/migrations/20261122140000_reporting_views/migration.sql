-- What a BI tool reads: views in a schema of their own, without names, addresses or free text. Ids, references, roles,
-- amounts and instants only. Instants are the product's time, and no view asks for the present time, so that figures of a
-- period stay what they are. docs/reporting.md shows how to make a role that can read these views and nothing else.
CREATE SCHEMA "reporting";
COMMENT ON SCHEMA "reporting" IS 'Read-only views for reports and BI tools, without personal data beyond ids and references';

CREATE VIEW "reporting"."engagements" AS
SELECT
  engagement.id AS engagement_id,
  engagement.reference,
  engagement.client_id,
  engagement.playbook_name AS playbook,
  engagement.playbook_version,
  engagement.stage,
  engagement.status,
  engagement.amount,
  engagement.currency,
  CASE WHEN jsonb_typeof(engagement.facts -> 'realisedBenefit') = 'number'
    THEN (engagement.facts ->> 'realisedBenefit')::numeric END AS realised_benefit,
  CASE WHEN jsonb_typeof(engagement.facts -> 'costSavings') = 'number'
    THEN (engagement.facts ->> 'costSavings')::numeric END AS cost_savings,
  engagement.started_at,
  (
    SELECT min(journal_entry.at) FROM journal_entry
    WHERE journal_entry.subject_id = engagement.id
      AND journal_entry.kind IN ('engagementCompleted', 'engagementCancelled')
  ) AS ended_at
FROM engagement;
COMMENT ON VIEW "reporting"."engagements" IS 'One row per engagement. ended_at is the instant at which it was completed or called off, null while it runs. realised_benefit and cost_savings are the facts realisedBenefit and costSavings, in the currency of the engagement.';

CREATE VIEW "reporting"."tickets" AS
SELECT
  ticket.id AS ticket_id,
  ticket.reference,
  ticket.engagement_id,
  coalesce(ticket.client_id, engagement.client_id) AS client_id,
  ticket.partner_id,
  ticket.channel,
  ticket.priority,
  ticket.category,
  ticket.status,
  ticket.team,
  ticket.assignee_id,
  ticket.first_time_resolution,
  ticket.csat,
  ticket.opened_at,
  ticket.resolved_at,
  ticket.closed_at
FROM ticket
LEFT JOIN engagement ON engagement.id = ticket.engagement_id;
COMMENT ON VIEW "reporting"."tickets" IS 'One row per ticket. partner_id is the partner (consultant) behind the requester.';

CREATE VIEW "reporting"."promises" AS
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
  promise.broken_at,
  promise.settled_at,
  promise.state,
  promise.late,
  promise.level,
  CASE WHEN promise.late THEN coalesce(promise.broken_at, promise.settled_at) ELSE promise.settled_at END AS decided_at
FROM promise
LEFT JOIN engagement engagements ON engagements.id = promise.engagement_id
LEFT JOIN "reporting"."tickets" tickets ON tickets.ticket_id = promise.ticket_id;
COMMENT ON VIEW "reporting"."promises" IS 'One row per promise. decided_at is when it became clear whether it is kept in time: the breach of a late one, the settlement of the others. It is null while it is open and in time. level: 0 nobody told, 1 to 3 the rungs of the ladder, 4 crisis.';

CREATE VIEW "reporting"."escalations" AS
SELECT
  escalation.id AS escalation_id,
  escalation.promise_id,
  promises.engagement_id,
  promises.ticket_id,
  promises.reference,
  promises.client_id,
  promises.stage,
  promises.step,
  escalation.level,
  escalation.role,
  escalation.state,
  escalation.raised_at,
  escalation.respond_by,
  CASE WHEN escalation.state = 'resolved' THEN escalation.updated_at END AS resolved_at
FROM escalation
LEFT JOIN "reporting"."promises" promises ON promises.promise_id = escalation.promise_id;
COMMENT ON VIEW "reporting"."escalations" IS 'One row per escalation with the highest level that it has reached.';

CREATE VIEW "reporting"."escalations_by_level" AS
SELECT
  date_trunc('month', raised_at AT TIME ZONE 'UTC')::date AS month,
  client_id,
  level,
  count(*) AS raised,
  count(*) FILTER (WHERE state <> 'resolved') AS still_open
FROM "reporting"."escalations"
GROUP BY 1, 2, 3;
COMMENT ON VIEW "reporting"."escalations_by_level" IS 'Escalations raised in a month (UTC), by client and by the highest level that they have reached = count of escalations.';

-- One row per case from here on: what counts, out of what, at which instant. A value is factor * sum(counts) / sum(out_of).

CREATE VIEW "reporting"."sla_compliance" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, clock, role, decided_at AS at,
  (state = 'kept' AND NOT late)::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE clock IN ('firstResponse', 'nextResponse', 'resolution') AND (state = 'kept' OR late);
COMMENT ON VIEW "reporting"."sla_compliance" IS 'One row per clock of a ticket that has ended or is overdue. Response-time compliance in percent = firstResponse promises kept in time / firstResponse promises kept or overdue. Resolution-time compliance in percent = resolution promises kept in time / resolution promises kept or overdue. Waived and withdrawn ones count only when they were overdue before.';

CREATE VIEW "reporting"."promises_kept" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, stage, step, role, decided_at AS at,
  (state = 'kept' AND NOT late)::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE role <> 'client' AND (state = 'kept' OR late);
COMMENT ON VIEW "reporting"."promises_kept" IS 'One row per promise of ours that is kept or overdue. Compliance in percent = promises of ours kept in time / promises of ours kept or overdue.';

CREATE VIEW "reporting"."first_time_resolution" AS
SELECT
  ticket_id AS case_id, engagement_id, ticket_id, client_id, reference, resolved_at AS at,
  first_time_resolution::int AS counts,
  1 AS out_of
FROM "reporting"."tickets"
WHERE resolved_at IS NOT NULL AND first_time_resolution IS NOT NULL;
COMMENT ON VIEW "reporting"."first_time_resolution" IS 'One row per resolved ticket. First-time resolution in percent = tickets resolved with the first answer and not reopened / tickets resolved.';

CREATE VIEW "reporting"."task_completion" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, stage, step, role, decided_at AS at,
  (state = 'kept')::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE kind IN ('task', 'approval', 'meeting') AND role <> 'client' AND (state = 'kept' OR (state = 'open' AND late));
COMMENT ON VIEW "reporting"."task_completion" IS 'One row per task, approval or meeting of ours that is done or overdue. Task completion in percent = tasks done / tasks done or overdue. Waived and withdrawn ones are left out.';

CREATE VIEW "reporting"."on_time_delivery" AS
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
    count(*) FILTER (WHERE promise.late) AS late_promises,
    min(coalesce(promise.broken_at, promise.settled_at)) FILTER (WHERE promise.late) AS first_broken_at
  FROM promise
  WHERE promise.engagement_id = track.engagement_id
    AND promise.workflow_id = track.workflow_id AND promise.owed_by <> 'client'
) promises
WHERE track.state = 'done' OR promises.late_promises > 0;
COMMENT ON VIEW "reporting"."on_time_delivery" IS 'One row per delivery (track) that is done or has an overdue promise. On-time delivery in percent = deliveries done without an overdue promise of ours / deliveries done or overdue.';

CREATE VIEW "reporting"."delivery_cycle_time" AS
SELECT
  track.id AS case_id,
  track.engagement_id,
  NULL::text AS ticket_id,
  engagement.client_id,
  engagement.reference,
  track.kind,
  track.ended_at AS at,
  round((extract(epoch FROM track.ended_at - track.opened_at) / 3600)::numeric, 4) AS counts,
  1 AS out_of
FROM track
JOIN engagement ON engagement.id = track.engagement_id
WHERE track.state = 'done' AND track.ended_at IS NOT NULL;
COMMENT ON VIEW "reporting"."delivery_cycle_time" IS 'One row per delivery (track) that is done. Delivery cycle time in hours = sum of (ended - opened) in wall-clock hours / deliveries done.';

CREATE VIEW "reporting"."survey_answers" AS
SELECT
  journal_entry.subject_id || '/' || journal_entry.seq AS case_id,
  engagement.id AS engagement_id,
  engagement.client_id,
  engagement.reference,
  journal_entry.at,
  (journal_entry.data #>> '{stated,nps}')::int AS nps,
  (journal_entry.data #>> '{stated,csat}')::int AS csat
FROM journal_entry
JOIN engagement ON engagement.id = journal_entry.subject_id
WHERE journal_entry.kind = 'promiseKept'
  AND jsonb_typeof(journal_entry.data #> '{stated,nps}') = 'number'
  AND jsonb_typeof(journal_entry.data #> '{stated,csat}') = 'number';
COMMENT ON VIEW "reporting"."survey_answers" IS 'One row per answered survey: the two figures of surveyAnswered, without the words.';

CREATE VIEW "reporting"."nps" AS
SELECT
  case_id, engagement_id, NULL::text AS ticket_id, client_id, reference, at, nps,
  CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END AS counts,
  1 AS out_of
FROM "reporting"."survey_answers";
COMMENT ON VIEW "reporting"."nps" IS 'One row per answered survey. Net promoter score, -100 to 100 = percent of answers 9 or 10 - percent of answers 0 to 6.';

CREATE VIEW "reporting"."csat" AS
SELECT
  case_id, engagement_id, NULL::text AS ticket_id, client_id, reference, 'survey' AS source, at,
  csat AS counts,
  (csat >= 4)::int AS satisfied,
  1 AS out_of
FROM "reporting"."survey_answers"
UNION ALL
SELECT
  ticket_id, engagement_id, ticket_id, client_id, reference, 'ticket', coalesce(closed_at, resolved_at, opened_at),
  csat,
  (csat >= 4)::int,
  1
FROM "reporting"."tickets"
WHERE csat IS NOT NULL;
COMMENT ON VIEW "reporting"."csat" IS 'One row per answer 1 to 5, of surveys and of tickets. Customer satisfaction = sum of answers / answers. Satisfied clients in percent = answers 4 or 5 / answers.';

CREATE VIEW "reporting"."manual_steps" AS
SELECT
  engagements.engagement_id AS case_id,
  engagements.engagement_id,
  NULL::text AS ticket_id,
  engagements.client_id,
  engagements.reference,
  engagements.playbook,
  engagements.playbook_version,
  engagements.started_at,
  engagements.ended_at AS at,
  steps.manual AS counts,
  1 AS out_of,
  steps.automatic
FROM "reporting"."engagements" engagements
CROSS JOIN LATERAL (
  SELECT
    count(*) FILTER (WHERE promise.kind IN ('task', 'approval', 'meeting')) AS manual,
    count(*) FILTER (WHERE promise.kind IN ('action', 'message')) AS automatic
  FROM promise
  WHERE promise.engagement_id = engagements.engagement_id AND promise.ticket_id IS NULL
    AND promise.owed_by <> 'client' AND promise.state = 'kept'
) steps;
COMMENT ON VIEW "reporting"."manual_steps" IS 'One row per engagement. at is its end, null while it runs. Manual steps = tasks, approvals and meetings kept by our people (a failed action done by hand is one) / engagements ended. Automation in percent = actions and messages done by the system / steps done.';

CREATE VIEW "reporting"."action_errors" AS
SELECT
  journal_entry.subject_id || '/' || journal_entry.seq AS case_id,
  engagement.id AS engagement_id,
  NULL::text AS ticket_id,
  engagement.client_id,
  engagement.reference,
  journal_entry.at,
  (journal_entry.kind IN ('actionFailed', 'reminderFailed'))::int AS counts,
  1 AS out_of
FROM journal_entry
JOIN engagement ON engagement.id = journal_entry.subject_id
WHERE journal_entry.kind IN ('actionFailed', 'reminderFailed', 'actionDone')
  OR (journal_entry.kind = 'promiseKept' AND journal_entry.data ? 'effect');
COMMENT ON VIEW "reporting"."action_errors" IS 'One row per action that ended. Error rate in percent = actions that failed and went to a person / actions ended.';

CREATE VIEW "reporting"."revisions" AS
SELECT
  journal_entry.subject_id || '/' || journal_entry.seq AS case_id,
  engagement.id AS engagement_id,
  engagement.client_id,
  engagement.reference,
  journal_entry.at,
  (journal_entry.data ->> 'round')::int AS round
FROM journal_entry
JOIN engagement ON engagement.id = journal_entry.subject_id
WHERE journal_entry.kind = 'revisionOpened';
COMMENT ON VIEW "reporting"."revisions" IS 'One row each time that a delivery went back to work, after a quality check or at the wish of the client.';

CREATE VIEW "reporting"."roi" AS
SELECT
  engagement_id AS case_id, engagement_id, NULL::text AS ticket_id, client_id, reference,
  coalesce(ended_at, started_at) AS at, realised_benefit, amount, currency,
  round((realised_benefit - amount) / amount, 6) AS counts,
  1 AS out_of
FROM "reporting"."engagements"
WHERE realised_benefit IS NOT NULL AND amount > 0;
COMMENT ON VIEW "reporting"."roi" IS 'One row per engagement whose benefit is known. ROI in percent = mean over engagements of (realised benefit - value) / value, each in its own currency.';

CREATE VIEW "reporting"."cost_savings" AS
SELECT
  engagement_id AS case_id, engagement_id, NULL::text AS ticket_id, client_id, reference,
  coalesce(ended_at, started_at) AS at, cost_savings, amount, currency,
  round(cost_savings / amount, 6) AS counts,
  1 AS out_of
FROM "reporting"."engagements"
WHERE cost_savings IS NOT NULL AND amount > 0;
COMMENT ON VIEW "reporting"."cost_savings" IS 'One row per engagement whose savings are known. Cost savings in percent = mean over engagements of savings / value, each in its own currency.';

CREATE FUNCTION "reporting"."retention_at"(at_instant timestamptz)
RETURNS TABLE (client_id text, counts int, out_of int)
LANGUAGE sql STABLE
AS $$
  SELECT
    engagements.client_id,
    bool_or(
      engagements.started_at < at_instant AND (
        engagements.ended_at IS NULL OR engagements.ended_at >= at_instant
        OR engagements.started_at >= at_instant - interval '12 months')
    )::int,
    1
  FROM "reporting"."engagements" engagements
  GROUP BY engagements.client_id
  HAVING bool_or(
    engagements.started_at < at_instant - interval '12 months'
    AND (engagements.ended_at IS NULL OR engagements.ended_at >= at_instant - interval '12 months'))
$$;
COMMENT ON FUNCTION "reporting"."retention_at"(timestamptz) IS 'The clients of twelve months before the instant: counts is 1 for those with an engagement that runs at the instant or was started within the twelve months before it.';

CREATE VIEW "reporting"."retention" AS
SELECT
  kept.client_id || '/' || to_char(months.month, 'YYYY-MM') AS case_id,
  NULL::text AS engagement_id,
  NULL::text AS ticket_id,
  kept.client_id,
  months.month AT TIME ZONE 'UTC' AS at,
  kept.counts,
  kept.out_of
FROM (
  SELECT generate_series(
    date_trunc('month', min(started_at) AT TIME ZONE 'UTC'),
    date_trunc('month', max(updated_at) AT TIME ZONE 'UTC'),
    interval '1 month') AS month
  FROM engagement
) months
CROSS JOIN LATERAL "reporting"."retention_at"((months.month + interval '1 month') AT TIME ZONE 'UTC') kept;
COMMENT ON VIEW "reporting"."retention" IS 'One row per month (UTC) and client of twelve months before its end. The month is the period. Client retention in percent = clients with an engagement that runs at the end of the period or was started within the twelve months before it / clients with an engagement that ran twelve months before.';

CREATE VIEW "reporting"."outages" AS
SELECT id AS incident_id, reference, declared_at, closed_at, status
FROM incident
WHERE kind = 'systemFailure';
COMMENT ON VIEW "reporting"."outages" IS 'One row per system-wide failure. Uptime in percent = 100 - 100 * time covered by at least one system-wide failure / time.';

CREATE VIEW "reporting"."metric_cases" AS
SELECT 'responseTimeCompliance' AS metric, 100 AS factor, case_id, engagement_id, ticket_id, client_id, at, counts::numeric, out_of::numeric
  FROM "reporting"."sla_compliance" WHERE clock = 'firstResponse'
UNION ALL SELECT 'resolutionTimeCompliance', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."sla_compliance" WHERE clock = 'resolution'
UNION ALL SELECT 'firstTimeResolution', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."first_time_resolution"
UNION ALL SELECT 'promisesKept', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."promises_kept"
UNION ALL SELECT 'taskCompletion', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."task_completion"
UNION ALL SELECT 'onTimeDelivery', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."on_time_delivery"
UNION ALL SELECT 'deliveryCycleTime', 1, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."delivery_cycle_time"
UNION ALL SELECT 'nps', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."nps"
UNION ALL SELECT 'csat', 1, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."csat"
UNION ALL SELECT 'satisfiedClients', 100, case_id, engagement_id, ticket_id, client_id, at, satisfied, out_of
  FROM "reporting"."csat"
UNION ALL SELECT 'retention', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."retention"
UNION ALL SELECT 'manualSteps', 1, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."manual_steps" WHERE at IS NOT NULL
UNION ALL SELECT 'automation', 100, case_id, engagement_id, ticket_id, client_id, at, automatic, automatic + counts
  FROM "reporting"."manual_steps" WHERE at IS NOT NULL
UNION ALL SELECT 'errorRate', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."action_errors"
UNION ALL SELECT 'roi', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."roi"
UNION ALL SELECT 'costSavings', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."cost_savings";
COMMENT ON VIEW "reporting"."metric_cases" IS 'Every case of every metric in one shape. The value of a metric over any selection of cases = factor * sum(counts) / sum(out_of).';

CREATE VIEW "reporting"."metrics_monthly" AS
SELECT
  metric,
  date_trunc('month', at AT TIME ZONE 'UTC')::date AS month,
  client_id,
  grouping(client_id) = 1 AS house,
  factor * sum(counts) / nullif(sum(out_of), 0) AS value,
  sum(counts) AS counts,
  sum(out_of) AS out_of,
  count(*) AS cases
FROM "reporting"."metric_cases"
GROUP BY GROUPING SETS ((1, 2, factor), (1, 2, factor, client_id));
COMMENT ON VIEW "reporting"."metrics_monthly" IS 'The value of each metric by month (UTC), for each client and, where house is true, for all of them = factor * sum(counts) / sum(out_of).';
