-- Whom technical support works for: every ticket resolves to the consultant who advises the client. The same rule stands
-- in src/store/tickets.ts for the ticket's own page.
CREATE OR REPLACE VIEW "reporting"."tickets" AS
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
  ticket.closed_at,
  coalesce(ticket.partner_id, engagement.team ->> 'consultant') AS consultant_id
FROM ticket
LEFT JOIN engagement ON engagement.id = ticket.engagement_id;
COMMENT ON VIEW "reporting"."tickets" IS 'One row per ticket. partner_id is the partner behind the requester. consultant_id is who advises the client: the partner or, without one, the present consultant of the engagement; null when there is neither.';

CREATE VIEW "reporting"."tickets_per_consultant" AS
SELECT
  date_trunc('month', tickets.opened_at AT TIME ZONE 'UTC')::date AS month,
  tickets.consultant_id,
  tickets.assignee_id,
  count(*) AS opened,
  count(*) FILTER (WHERE tickets.resolved_at IS NOT NULL) AS resolved,
  count(*) FILTER (WHERE tickets.first_time_resolution) AS first_time_resolved,
  count(*) FILTER (
    WHERE tickets.resolved_at IS NULL AND tickets.closed_at IS NULL AND tickets.status NOT IN ('merged', 'cancelled')
  ) AS still_open,
  coalesce(sum(responses.counts), 0) AS responses_in_time,
  coalesce(sum(responses.out_of), 0) AS responses
FROM "reporting"."tickets" tickets
LEFT JOIN (
  SELECT ticket_id, sum(counts) AS counts, sum(out_of) AS out_of
  FROM "reporting"."sla_compliance" WHERE clock = 'firstResponse' GROUP BY ticket_id
) responses ON responses.ticket_id = tickets.ticket_id
GROUP BY 1, 2, 3;
COMMENT ON VIEW "reporting"."tickets_per_consultant" IS 'One row per month (UTC) in which tickets were opened, consultant and person of technical support who has them. A null stands for tickets without one. Response-time compliance in percent = 100 * responses_in_time / responses.';
