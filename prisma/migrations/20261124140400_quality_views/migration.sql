CREATE VIEW "reporting"."quality_checks" AS
SELECT
  quality_check.promise_id || '/' || quality_check.point AS case_id,
  quality_check.engagement_id,
  NULL::text AS ticket_id,
  engagement.client_id,
  engagement.reference,
  quality_check.playbook_name AS playbook,
  quality_check.playbook_version,
  quality_check.step,
  quality_check.checklist,
  quality_check.point,
  quality_check.at,
  quality_check.passed::int AS counts,
  1 AS out_of
FROM quality_check
JOIN engagement ON engagement.id = quality_check.engagement_id;
COMMENT ON VIEW "reporting"."quality_checks" IS 'One row each time that a point of a checklist was checked, by the version of the playbook that was in force. Quality pass rate in percent = quality points passed / quality points checked.';

CREATE OR REPLACE VIEW "reporting"."metric_cases" AS
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
  FROM "reporting"."cost_savings"
UNION ALL SELECT 'qualityPassRate', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."quality_checks";
