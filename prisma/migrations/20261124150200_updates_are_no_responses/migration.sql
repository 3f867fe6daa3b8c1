-- An update that was promised with an acknowledgement is a promise with the key of the clock that it is about
-- (firstResponse#1/update-1). It answers nobody's request, so it is no case of that clock.
CREATE OR REPLACE VIEW "reporting"."sla_compliance" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, clock, role, decided_at AS at,
  (state = 'kept' AND NOT was_overdue)::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE clock IN ('firstResponse', 'nextResponse', 'resolution') AND kind <> 'update' AND (state = 'kept' OR was_overdue);
COMMENT ON VIEW "reporting"."sla_compliance" IS 'One row per clock of a ticket that has ended or was overdue. Response-time compliance in percent = firstResponse promises kept in time / firstResponse promises kept or overdue. Resolution-time compliance in percent = resolution promises kept in time / resolution promises kept or overdue. One that was overdue stays so when its target changes. Waived and withdrawn ones count only when they were overdue before. Updates on an escalation are not clocks and do not count here.';
