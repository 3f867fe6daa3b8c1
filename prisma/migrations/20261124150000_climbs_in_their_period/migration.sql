-- A count by level takes each climb at the instant at which it happened: the level that an escalation has now says
-- nothing about a period that is over.
CREATE VIEW "reporting"."escalation_climbs" AS
SELECT
  escalations.escalation_id,
  escalations.promise_id,
  escalations.engagement_id,
  escalations.ticket_id,
  escalations.reference,
  escalations.client_id,
  escalations.stage,
  escalations.step,
  (climbs.climb ->> 'level')::int AS level,
  (climbs.climb ->> 'at')::timestamptz AS at,
  escalations.resolved_at
FROM escalation
JOIN "reporting"."escalations" escalations ON escalations.escalation_id = escalation.id
CROSS JOIN LATERAL jsonb_array_elements(escalation.climbs) AS climbs(climb);
COMMENT ON VIEW "reporting"."escalation_climbs" IS 'One row each time that a level was told: at is when, level 1 to 3 the rung, 4 crisis. A crisis whose promised update failed to come is told once more. resolved_at is the end of the whole escalation. The level of an escalation at an instant is that of its newest climb before.';

CREATE OR REPLACE VIEW "reporting"."escalations_by_level" AS
SELECT
  date_trunc('month', at AT TIME ZONE 'UTC')::date AS month,
  client_id,
  level,
  count(*) AS raised,
  count(*) FILTER (WHERE resolved_at IS NULL) AS still_open
FROM "reporting"."escalation_climbs"
GROUP BY 1, 2, 3;
COMMENT ON VIEW "reporting"."escalations_by_level" IS 'Climbs that happened in a month (UTC), by client and by the level that was told = count of climbs. still_open: those whose escalation is not resolved.';
