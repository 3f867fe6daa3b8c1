-- A revision is another round of the same delivery (engagement/CD-0001/website#2 after #1), not a delivery of its own. The
-- delivery began with its first round, it is done when the last one is, and a breach in any round is a breach of it.
CREATE VIEW "reporting"."deliveries" AS
SELECT
  (array_agg(track.id ORDER BY track.opened_at, track.id))[1] AS delivery_id,
  track.engagement_id,
  engagement.client_id,
  engagement.reference,
  (array_agg(track.kind ORDER BY track.opened_at DESC, track.id DESC))[1] AS kind,
  (array_agg(track.state ORDER BY track.opened_at DESC, track.id DESC))[1] AS state,
  min(track.opened_at)::timestamptz(3) AS opened_at,
  (CASE WHEN bool_and(track.ended_at IS NOT NULL) THEN max(track.ended_at) END)::timestamptz(3) AS ended_at,
  count(*)::int AS rounds,
  array_agg(track.workflow_id ORDER BY track.opened_at, track.id) AS workflow_ids
FROM track
JOIN engagement ON engagement.id = track.engagement_id
GROUP BY track.engagement_id, regexp_replace(track.workflow_id, '#[0-9]+$', ''), engagement.client_id, engagement.reference;
COMMENT ON VIEW "reporting"."deliveries" IS 'One row per delivery (track) with all its rounds: later rounds are revisions of the same delivery. delivery_id is its first round. state is that of the last round; it is done, and ended_at its end, when the last round is done.';

CREATE OR REPLACE VIEW "reporting"."on_time_delivery" AS
SELECT
  deliveries.delivery_id AS case_id,
  deliveries.engagement_id,
  NULL::text AS ticket_id,
  deliveries.client_id,
  deliveries.reference,
  deliveries.kind,
  deliveries.state,
  deliveries.opened_at,
  deliveries.ended_at,
  promises.promises,
  promises.late_promises,
  coalesce(promises.first_broken_at, deliveries.ended_at) AS at,
  (deliveries.state = 'done' AND promises.late_promises = 0)::int AS counts,
  1 AS out_of
FROM "reporting"."deliveries" deliveries
CROSS JOIN LATERAL (
  SELECT
    count(*) AS promises,
    count(*) FILTER (WHERE ours.was_overdue) AS late_promises,
    min(ours.decided_at) FILTER (WHERE ours.was_overdue) AS first_broken_at
  FROM "reporting"."promises" ours
  WHERE ours.subject_id = deliveries.engagement_id AND ours.workflow_id = ANY (deliveries.workflow_ids)
    AND ours.role <> 'client'
) promises
WHERE deliveries.state = 'done' OR promises.late_promises > 0;
COMMENT ON VIEW "reporting"."on_time_delivery" IS 'One row per delivery (track, with its revisions) that is done or has had an overdue promise. On-time delivery in percent = deliveries done without an overdue promise of ours / deliveries done or overdue. A new deadline does not undo a breach.';

CREATE OR REPLACE VIEW "reporting"."delivery_cycle_time" AS
SELECT
  delivery_id AS case_id,
  engagement_id,
  NULL::text AS ticket_id,
  client_id,
  reference,
  kind,
  ended_at AS at,
  round((extract(epoch FROM ended_at - opened_at) / 3600)::numeric, 4) AS counts,
  1 AS out_of
FROM "reporting"."deliveries"
WHERE state = 'done' AND ended_at IS NOT NULL;
COMMENT ON VIEW "reporting"."delivery_cycle_time" IS 'One row per delivery (track) that is done, from the beginning of its first round to the end of its last revision. Delivery cycle time in hours = sum of (ended - opened) in wall-clock hours / deliveries done.';
