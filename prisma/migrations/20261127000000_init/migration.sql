-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "roles" TEXT[],
    "skills" TEXT[],
    "capacity_hours_per_week" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,
    "quiet_hours" JSONB,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "deputy_id" TEXT,
    "away_from" TIMESTAMPTZ(3),
    "away_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "token" (
    "hash" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "playbook_version" (
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "playbook_version_pkey" PRIMARY KEY ("name","version")
);

-- CreateTable
CREATE TABLE "service_desk_version" (
    "version" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "service_desk_version_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "client" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "calendar" TEXT,
    "merged_into" TEXT,
    "merged_at" TIMESTAMPTZ(3),
    "merged_by" JSONB,
    "preferred_channel" TEXT,
    "preferred_since" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "client_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client_name" (
    "key" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "client_name_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "email_key" TEXT,
    "role" TEXT NOT NULL,
    "system" TEXT,
    "external_id" TEXT,
    "consent_at" TIMESTAMPTZ(3),
    "consent_source" TEXT,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "engagement_contact" (
    "engagement_id" TEXT NOT NULL,
    "contact_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,

    CONSTRAINT "engagement_contact_pkey" PRIMARY KEY ("engagement_id","contact_id")
);

-- CreateTable
CREATE TABLE "engagement" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "playbook_name" TEXT NOT NULL,
    "playbook_version" INTEGER NOT NULL,
    "earlier_playbooks" JSONB NOT NULL DEFAULT '[]',
    "client_id" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount" DECIMAL(19,4),
    "currency" TEXT,
    "currency_assumed" BOOLEAN NOT NULL DEFAULT false,
    "facts" JSONB NOT NULL,
    "team" JSONB NOT NULL,
    "calendar" TEXT,
    "external_ids" JSONB NOT NULL,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "started_by" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "handed_over_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "engagement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "external_id" (
    "system" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "is_present" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "external_id_pkey" PRIMARY KEY ("system","external_id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "principal" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "resource_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("principal","route","key")
);

-- CreateTable
CREATE TABLE "journal_entry" (
    "subject_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "writer" TEXT NOT NULL,
    "writer_seq" INTEGER NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "summary" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "stored_in" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "given_up_in" xid8,

    CONSTRAINT "journal_entry_pkey" PRIMARY KEY ("subject_id","seq")
);

-- CreateTable
CREATE TABLE "computed_term" (
    "subject_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "explanation" JSONB NOT NULL,

    CONSTRAINT "computed_term_pkey" PRIMARY KEY ("subject_id","seq","id")
);

-- CreateTable
CREATE TABLE "promise" (
    "id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "engagement_id" TEXT,
    "ticket_id" TEXT,
    "workflow_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "stage" TEXT,
    "track" TEXT,
    "owed_by" TEXT NOT NULL,
    "assignee_id" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "late" BOOLEAN NOT NULL DEFAULT false,
    "level" INTEGER NOT NULL DEFAULT 0,
    "settled_at" TIMESTAMPTZ(3),
    "settled_by" JSONB,
    "broken_at" TIMESTAMPTZ(3),
    "noticed_at" TIMESTAMPTZ(3),
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "kept_by" JSONB NOT NULL,
    "explanation" JSONB NOT NULL,

    CONSTRAINT "promise_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "escalation" (
    "id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "engagement_id" TEXT,
    "ticket_id" TEXT,
    "incident_id" TEXT,
    "promise_id" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,
    "respond_by" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "climbs" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "escalation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "track" (
    "id" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "track_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "command" (
    "subject_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "signal" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "actor" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "command_pkey" PRIMARY KEY ("subject_id","id")
);

-- CreateTable
CREATE TABLE "fact_to_tell" (
    "subject_id" TEXT NOT NULL,
    "command_id" TEXT NOT NULL,
    "position" BIGSERIAL NOT NULL,
    "fact" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fact_to_tell_pkey" PRIMARY KEY ("subject_id","command_id")
);

-- CreateTable
CREATE TABLE "notice" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "promise_id" TEXT,
    "escalation_id" TEXT,
    "reason" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "late" BOOLEAN NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "message_key" TEXT,
    "chat_key" TEXT,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "vendor" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "replays" INTEGER NOT NULL DEFAULT 0,
    "id" TEXT NOT NULL,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("vendor","key")
);

-- CreateTable
CREATE TABLE "external_ref" (
    "system" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "vendor_id" TEXT NOT NULL,
    "data" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "external_ref_pkey" PRIMARY KEY ("system","kind","key")
);

-- CreateTable
CREATE TABLE "outside_object" (
    "vendor" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "vendor_id" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "own" TEXT[],
    "seen" JSONB,
    "looked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outside_object_pkey" PRIMARY KEY ("vendor","what","vendor_id","engagement_id")
);

-- CreateTable
CREATE TABLE "sandbox_webhook" (
    "id" BIGSERIAL NOT NULL,
    "vendor" TEXT NOT NULL,
    "call" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_webhook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_object" (
    "vendor" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sandbox_object_pkey" PRIMARY KEY ("vendor","kind","id")
);

-- CreateTable
CREATE TABLE "sandbox_log" (
    "id" BIGSERIAL NOT NULL,
    "vendor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "body" JSONB,

    CONSTRAINT "sandbox_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_fault" (
    "id" BIGSERIAL NOT NULL,
    "vendor" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "status" INTEGER,
    "headers" JSONB NOT NULL,
    "delay_ms" INTEGER NOT NULL,
    "remaining" INTEGER NOT NULL,
    "after_effect" BOOLEAN NOT NULL,
    "body" TEXT,
    "repeat" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "sandbox_fault_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "engagement_id" TEXT,
    "client_id" TEXT,
    "held_since" TIMESTAMPTZ(3),
    "requester_name" TEXT NOT NULL,
    "requester_email" TEXT NOT NULL,
    "requester_key" TEXT NOT NULL,
    "partner_id" TEXT,
    "subject" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "priority" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "team" TEXT NOT NULL,
    "assignee_id" TEXT,
    "merged_into" TEXT,
    "first_time_resolution" BOOLEAN,
    "csat" INTEGER,
    "articles" TEXT[],
    "desk_version" INTEGER NOT NULL,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "opened_by" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "handed_over_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "declared_by" JSONB NOT NULL,
    "engagements" TEXT[],
    "tickets" TEXT[],
    "client_id" TEXT,
    "update_every_seconds" INTEGER NOT NULL,
    "escalation_id" TEXT,
    "root_cause" TEXT,
    "desk_version" INTEGER NOT NULL,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "declared_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "handed_over_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quality_check" (
    "promise_id" TEXT NOT NULL,
    "point" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "checklist" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "playbook_name" TEXT NOT NULL,
    "playbook_version" INTEGER NOT NULL,
    "passed" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quality_check_pkey" PRIMARY KEY ("promise_id","point")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "id" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "entry_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "milestone" TEXT,
    "invoice_number" TEXT,
    "amount" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "circuit" (
    "vendor" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "failure" TEXT,

    CONSTRAINT "circuit_pkey" PRIMARY KEY ("vendor")
);

-- CreateTable
CREATE TABLE "effect" (
    "key" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "promise_id" TEXT,
    "action" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "refs" JSONB NOT NULL,
    "note" TEXT,
    "failure" TEXT,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "effect_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "prepared_page" (
    "key" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "page" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "prepared_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "prepared_page_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "problem" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "round" INTEGER NOT NULL DEFAULT 1,
    "tickets" TEXT[],
    "incident_id" TEXT,
    "root_cause" TEXT,
    "solution" TEXT,
    "effect" JSONB,
    "opened_by" JSONB NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "analysed_at" TIMESTAMPTZ(3),
    "implemented_at" TIMESTAMPTZ(3),
    "measured_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "desk_version" INTEGER NOT NULL,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "handed_over_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "problem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "client_id" TEXT NOT NULL DEFAULT 'house',
    "period_start" TIMESTAMPTZ(3) NOT NULL,
    "period_end" TIMESTAMPTZ(3) NOT NULL,
    "figures" JSONB NOT NULL,
    "text" TEXT NOT NULL,
    "late" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_promise" (
    "id" TEXT NOT NULL,
    "desk_version" INTEGER NOT NULL,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_promise_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_subscription" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "events" TEXT[],
    "secret" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "seen" pg_snapshot NOT NULL,
    "delivered" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "last_success_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "last_failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "stopped_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_queue" (
    "subscription_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "held_by" TEXT,
    "held_until" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_queue_pkey" PRIMARY KEY ("subscription_id","subject_id")
);

-- CreateTable
CREATE TABLE "webhook_message" (
    "subscription_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "given_up" BOOLEAN NOT NULL,
    "undelivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_message_pkey" PRIMARY KEY ("subscription_id","subject_id","seq","given_up")
);

-- CreateTable
CREATE TABLE "credential" (
    "vendor" TEXT NOT NULL,
    "application" TEXT NOT NULL,
    "account" TEXT,
    "account_name" TEXT,
    "sealed" TEXT NOT NULL,
    "given" TEXT,
    "consented_at" TIMESTAMPTZ(3) NOT NULL,
    "refreshed_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "fault" TEXT,
    "refusal" TEXT,
    "fault_at" TIMESTAMPTZ(3),

    CONSTRAINT "credential_pkey" PRIMARY KEY ("vendor")
);

-- CreateTable
CREATE TABLE "consent" (
    "ticket" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "state" TEXT,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_pkey" PRIMARY KEY ("ticket")
);

-- CreateTable
CREATE TABLE "reference_counter" (
    "prefix" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "reference_counter_pkey" PRIMARY KEY ("prefix")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key_key" ON "person"("email_key");

-- CreateIndex
CREATE INDEX "person_roles_idx" ON "person" USING GIN ("roles");

-- CreateIndex
CREATE INDEX "token_person_id_idx" ON "token"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "playbook_version_name_hash_key" ON "playbook_version"("name", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "service_desk_version_hash_key" ON "service_desk_version"("hash");

-- CreateIndex
CREATE INDEX "client_name_idx" ON "client"("name");

-- CreateIndex
CREATE INDEX "client_merged_into_idx" ON "client"("merged_into");

-- CreateIndex
CREATE INDEX "client_name_client_id_idx" ON "client_name"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "contact_client_id_email_key_key" ON "contact"("client_id", "email_key");

-- CreateIndex
CREATE UNIQUE INDEX "contact_client_id_system_external_id_key" ON "contact"("client_id", "system", "external_id");

-- CreateIndex
CREATE INDEX "engagement_contact_contact_id_idx" ON "engagement_contact"("contact_id");

-- CreateIndex
CREATE UNIQUE INDEX "engagement_reference_key" ON "engagement"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "engagement_workflow_id_key" ON "engagement"("workflow_id");

-- CreateIndex
CREATE INDEX "engagement_updated_at_id_idx" ON "engagement"("updated_at" DESC, "id");

-- CreateIndex
CREATE INDEX "engagement_client_id_idx" ON "engagement"("client_id");

-- CreateIndex
CREATE INDEX "journal_entry_stored_in_idx" ON "journal_entry"("stored_in");

-- CreateIndex
CREATE UNIQUE INDEX "journal_entry_subject_id_writer_writer_seq_key" ON "journal_entry"("subject_id", "writer", "writer_seq");

-- CreateIndex
CREATE INDEX "promise_subject_id_idx" ON "promise"("subject_id");

-- CreateIndex
CREATE INDEX "promise_engagement_id_state_due_at_idx" ON "promise"("engagement_id", "state", "due_at");

-- CreateIndex
CREATE INDEX "promise_state_due_at_idx" ON "promise"("state", "due_at");

-- CreateIndex
CREATE INDEX "promise_owed_by_state_due_at_idx" ON "promise"("owed_by", "state", "due_at");

-- CreateIndex
CREATE INDEX "promise_assignee_id_state_due_at_idx" ON "promise"("assignee_id", "state", "due_at");

-- CreateIndex
CREATE INDEX "escalation_state_raised_at_idx" ON "escalation"("state", "raised_at");

-- CreateIndex
CREATE INDEX "escalation_subject_id_idx" ON "escalation"("subject_id");

-- CreateIndex
CREATE INDEX "escalation_promise_id_idx" ON "escalation"("promise_id");

-- CreateIndex
CREATE INDEX "escalation_incident_id_idx" ON "escalation"("incident_id");

-- CreateIndex
CREATE INDEX "track_engagement_id_idx" ON "track"("engagement_id");

-- CreateIndex
CREATE UNIQUE INDEX "fact_to_tell_position_key" ON "fact_to_tell"("position");

-- CreateIndex
CREATE INDEX "fact_to_tell_subject_id_position_idx" ON "fact_to_tell"("subject_id", "position");

-- CreateIndex
CREATE INDEX "notice_state_person_id_created_at_idx" ON "notice"("state", "person_id", "created_at");

-- CreateIndex
CREATE INDEX "notice_subject_id_idx" ON "notice"("subject_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_id_key" ON "webhook_delivery"("id");

-- CreateIndex
CREATE INDEX "webhook_delivery_state_next_attempt_at_idx" ON "webhook_delivery"("state", "next_attempt_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_vendor_state_received_at_idx" ON "webhook_delivery"("vendor", "state", "received_at");

-- CreateIndex
CREATE INDEX "outside_object_vendor_looked_at_idx" ON "outside_object"("vendor", "looked_at");

-- CreateIndex
CREATE INDEX "sandbox_webhook_due_at_idx" ON "sandbox_webhook"("due_at");

-- CreateIndex
CREATE INDEX "sandbox_log_vendor_id_idx" ON "sandbox_log"("vendor", "id");

-- CreateIndex
CREATE INDEX "sandbox_fault_vendor_id_idx" ON "sandbox_fault"("vendor", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_reference_key" ON "ticket"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_workflow_id_key" ON "ticket"("workflow_id");

-- CreateIndex
CREATE INDEX "ticket_engagement_id_idx" ON "ticket"("engagement_id");

-- CreateIndex
CREATE INDEX "ticket_updated_at_id_idx" ON "ticket"("updated_at" DESC, "id");

-- CreateIndex
CREATE INDEX "ticket_status_assignee_id_idx" ON "ticket"("status", "assignee_id");

-- CreateIndex
CREATE INDEX "ticket_requester_key_opened_at_idx" ON "ticket"("requester_key", "opened_at");

-- CreateIndex
CREATE UNIQUE INDEX "incident_reference_key" ON "incident"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "incident_workflow_id_key" ON "incident"("workflow_id");

-- CreateIndex
CREATE INDEX "incident_updated_at_id_idx" ON "incident"("updated_at" DESC, "id");

-- CreateIndex
CREATE INDEX "incident_status_idx" ON "incident"("status");

-- CreateIndex
CREATE INDEX "quality_check_engagement_id_idx" ON "quality_check"("engagement_id");

-- CreateIndex
CREATE INDEX "ledger_entry_engagement_id_position_idx" ON "ledger_entry"("engagement_id", "position");

-- CreateIndex
CREATE INDEX "ledger_entry_invoice_number_idx" ON "ledger_entry"("invoice_number");

-- CreateIndex
CREATE INDEX "effect_engagement_id_asked_at_key_idx" ON "effect"("engagement_id", "asked_at", "key");

-- CreateIndex
CREATE INDEX "effect_vendor_state_asked_at_idx" ON "effect"("vendor", "state", "asked_at");

-- CreateIndex
CREATE INDEX "prepared_page_engagement_id_prepared_at_key_idx" ON "prepared_page"("engagement_id", "prepared_at", "key");

-- CreateIndex
CREATE UNIQUE INDEX "problem_reference_key" ON "problem"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "problem_workflow_id_key" ON "problem"("workflow_id");

-- CreateIndex
CREATE INDEX "problem_updated_at_id_idx" ON "problem"("updated_at" DESC, "id");

-- CreateIndex
CREATE INDEX "problem_tickets_idx" ON "problem" USING GIN ("tickets");

-- CreateIndex
CREATE UNIQUE INDEX "report_once" ON "report"("kind", "client_id", "period_start");

-- CreateIndex
CREATE INDEX "webhook_subscription_state_idx" ON "webhook_subscription"("state");

-- CreateIndex
CREATE INDEX "webhook_queue_subscription_id_next_attempt_at_idx" ON "webhook_queue"("subscription_id", "next_attempt_at");

-- AddForeignKey
ALTER TABLE "token" ADD CONSTRAINT "token_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client_name" ADD CONSTRAINT "client_name_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engagement_contact" ADD CONSTRAINT "engagement_contact_engagement_id_fkey" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engagement_contact" ADD CONSTRAINT "engagement_contact_contact_id_fkey" FOREIGN KEY ("contact_id") REFERENCES "contact"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engagement" ADD CONSTRAINT "engagement_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "external_id" ADD CONSTRAINT "external_id_engagement_id_fkey" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_queue" ADD CONSTRAINT "webhook_queue_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "webhook_subscription"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_message" ADD CONSTRAINT "webhook_message_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "webhook_subscription"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "trouble" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "subject_id" TEXT,
    "what" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL,
    "told_at" TIMESTAMPTZ(3),
    "retry_at" TIMESTAMPTZ(3),
    "mended_at" TIMESTAMPTZ(3),

    CONSTRAINT "trouble_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "consent_state_key" ON "consent"("state");

-- CreateIndex
CREATE INDEX "trouble_mended_at_since_id_idx" ON "trouble"("mended_at", "since", "id");

-- The same thing that is stuck is one trouble until it goes on.
CREATE UNIQUE INDEX "trouble_open_once" ON "trouble"("kind", "about") WHERE "mended_at" IS NULL;

-- An improvement begins with a ticket and ends with a measured effect, whoever writes into the table.
ALTER TABLE "problem"
  ADD CONSTRAINT "problem_comes_from_a_ticket" CHECK (cardinality("tickets") > 0),
  ADD CONSTRAINT "problem_is_closed_with_an_effect" CHECK ("status" <> 'closed' OR "effect" IS NOT NULL);

-- A recorded breach is never removed by later events: a promise that was overdue counts as overdue, in the period of its
-- first breach, also when it got a new deadline or another target afterwards, or was kept by a fact of before its
-- deadline that was heard of later. A promise that is broken again has its newest breach in its row, and the first one in
-- the journal.
CREATE INDEX "journal_entry_breach" ON "journal_entry" (subject_id, (data ->> 'promiseId'), at)
WHERE kind = 'promiseBroken';

-- What was stated and not judged yet takes hours already; there are hardly any.
CREATE INDEX "command_awaited" ON "command" ("signal") WHERE "state" IN ('received', 'accepted');

-- Entries that were given up since a subscription of webhooks was served last; there are hardly any.
CREATE INDEX "journal_entry_given_up" ON "journal_entry" (given_up_in) WHERE given_up_in IS NOT NULL;

-- Who learns, how far they have come and what they say is read for figures: few of all commands.
CREATE INDEX "command_of_learners" ON "command" (subject_id)
  WHERE signal IN ('learnerEnrolled', 'courseProgressed', 'courseCompleted', 'learnerLeft', 'studentFeedback');

-- CreateTable
CREATE TABLE "decision_link" (
    "hash" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "promise_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_link_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "decision_link_created_at_idx" ON "decision_link"("created_at");

-- CreateTable
CREATE TABLE "signing_envelope" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "document_name" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_envelope_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signing_signer" (
    "envelope_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3),
    "signed_name" TEXT,
    "origin" JSONB,

    CONSTRAINT "signing_signer_pkey" PRIMARY KEY ("envelope_id","place")
);

-- CreateTable
CREATE TABLE "signing_link" (
    "hash" TEXT NOT NULL,
    "envelope_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_link_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "signing_envelope_key_key" ON "signing_envelope"("key");

-- CreateIndex
CREATE INDEX "signing_link_envelope_id_place_idx" ON "signing_link"("envelope_id", "place");

-- AddForeignKey
ALTER TABLE "signing_signer" ADD CONSTRAINT "signing_signer_envelope_id_fkey" FOREIGN KEY ("envelope_id") REFERENCES "signing_envelope"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "signing_link" ADD CONSTRAINT "signing_link_envelope_id_place_fkey" FOREIGN KEY ("envelope_id", "place") REFERENCES "signing_signer"("envelope_id", "place") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "plan_task" (
    "promise_id" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "track_id" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "parent" TEXT,
    "owner" TEXT NOT NULL,
    "person_id" TEXT,
    "days" INTEGER NOT NULL,
    "effort_hours" DOUBLE PRECISION NOT NULL,
    "after" JSONB NOT NULL,
    "links" JSONB NOT NULL,
    "round" INTEGER NOT NULL,
    "not_before_on" TEXT NOT NULL,
    "start_on" TEXT NOT NULL,
    "due_on" TEXT NOT NULL,
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_task_pkey" PRIMARY KEY ("promise_id")
);

-- CreateIndex
CREATE INDEX "plan_task_engagement_id_start_at_task_idx" ON "plan_task"("engagement_id", "start_at", "task");

-- CreateIndex
CREATE INDEX "plan_task_person_id_state_idx" ON "plan_task"("person_id", "state");

-- CreateTable
CREATE TABLE "capacity_change" (
    "person_id" TEXT NOT NULL,
    "from_day" DATE NOT NULL,
    "hours_per_week" DOUBLE PRECISION NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "capacity_change_pkey" PRIMARY KEY ("person_id","from_day")
);

-- CreateTable
CREATE TABLE "absence" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3),
    "begun_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "capacity_warning" (
    "person_id" TEXT NOT NULL,
    "week" DATE NOT NULL,
    "over_hours" DOUBLE PRECISION NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "capacity_warning_pkey" PRIMARY KEY ("person_id","week")
);

-- CreateIndex
CREATE INDEX "absence_person_id_from_at_id_idx" ON "absence"("person_id", "from_at", "id");

-- AddForeignKey
ALTER TABLE "capacity_change" ADD CONSTRAINT "capacity_change_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "absence" ADD CONSTRAINT "absence_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "capacity_warning" ADD CONSTRAINT "capacity_warning_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "link" (
    "key" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,
    "misses" INTEGER NOT NULL,
    "missed_since" TIMESTAMPTZ(3),
    "why" TEXT,

    CONSTRAINT "link_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "certificate" (
    "number" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "holder_id" TEXT NOT NULL,
    "holder_name" TEXT,
    "title" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "issued_on" TEXT NOT NULL,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "consent_at" TIMESTAMPTZ(3),
    "consent_source" TEXT,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by" TEXT,
    "revocation_reason" TEXT,

    CONSTRAINT "certificate_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "certificate_link" (
    "hash" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "certificate_link_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "certificate_engagement_id_issued_at_number_idx" ON "certificate"("engagement_id", "issued_at", "number");

-- CreateIndex
CREATE UNIQUE INDEX "certificate_key_holder_id_key" ON "certificate"("key", "holder_id");

-- CreateIndex
CREATE INDEX "certificate_link_number_idx" ON "certificate_link"("number");

-- AddForeignKey
ALTER TABLE "certificate_link" ADD CONSTRAINT "certificate_link_number_fkey" FOREIGN KEY ("number") REFERENCES "certificate"("number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateTable
CREATE TABLE "client_message" (
    "key" TEXT NOT NULL,
    "engagement_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "link_hashes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "client_message_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "client_message_engagement_id_created_at_idx" ON "client_message"("engagement_id", "created_at");

-- CreateIndex
CREATE INDEX "client_message_link_hashes_idx" ON "client_message" USING GIN ("link_hashes");

-- What a BI tool reads: views in a schema of their own, without names, addresses or free text. Ids, references, roles,
-- amounts and instants only. Instants are the product's time, and no view asks for the present time, so that figures of a
-- period stay what they are. docs/reporting.md shows how to make a role that can read these views and nothing else.
CREATE SCHEMA "reporting";
COMMENT ON SCHEMA "reporting" IS 'Read-only views for reports and BI tools, without personal data beyond ids and references';

-- What a writer told and then told otherwise stays in the journal, and counts no more (src/journal/domain/replay.ts). It is
-- no view of the schema: it shows all that was said.
CREATE VIEW "counting_entry" AS
SELECT * FROM journal_entry WHERE writer NOT LIKE '%~set-aside' AND writer NOT LIKE '%~given-up';

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
    SELECT min(journal_entry.at) FROM counting_entry AS journal_entry
    WHERE journal_entry.subject_id = engagement.id
      AND journal_entry.kind IN ('engagementCompleted', 'engagementCancelled')
  ) AS ended_at
FROM engagement;
COMMENT ON VIEW "reporting"."engagements" IS 'One row per engagement. ended_at is the instant at which it was completed or called off, null while it runs. realised_benefit and cost_savings are the facts realisedBenefit and costSavings, in the currency of the engagement.';

-- Whom technical support works for: every ticket resolves to the consultant who advises the client. The same rule stands
-- in src/store/tickets.ts for the ticket's own page.
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
  ticket.closed_at,
  coalesce(ticket.partner_id, engagement.team ->> 'consultant') AS consultant_id
FROM ticket
LEFT JOIN engagement ON engagement.id = ticket.engagement_id;
COMMENT ON VIEW "reporting"."tickets" IS 'One row per ticket. partner_id is the partner behind the requester. consultant_id is who advises the client: the partner or, without one, the present consultant of the engagement; null when there is neither.';

-- Promises of crises and problems are known by their references as well.
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
    SELECT min(journal_entry.at) FROM counting_entry AS journal_entry
    WHERE journal_entry.subject_id = promise.subject_id
      AND journal_entry.kind = 'promiseBroken' AND journal_entry.data ->> 'promiseId' = promise.id
  )) END)::timestamptz(3) AS first_at
) breach;
COMMENT ON VIEW "reporting"."promises" IS 'One row per promise. broken_at is its first breach and was_overdue whether it has one: both stay, whatever happens to it later. late and overdue_since are about the deadline that it has now. decided_at is when it became clear whether it is kept in time: the first breach of one that was overdue, the settlement of the others. It is null while it is open and in time. level: 0 nobody told, 1 to 3 the rungs of the ladder, 4 crisis.';

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

CREATE VIEW "reporting"."escalations_by_level" AS
SELECT
  date_trunc('month', at AT TIME ZONE 'UTC')::date AS month,
  client_id,
  level,
  count(*) AS raised,
  count(*) FILTER (WHERE resolved_at IS NULL) AS still_open
FROM "reporting"."escalation_climbs"
GROUP BY 1, 2, 3;
COMMENT ON VIEW "reporting"."escalations_by_level" IS 'Climbs that happened in a month (UTC), by client and by the level that was told = count of climbs. still_open: those whose escalation is not resolved.';

-- An update that was promised with an acknowledgement is a promise with the key of the clock that it is about
-- (firstResponse#1/update-1). It answers nobody's request, so it is no case of that clock.
CREATE VIEW "reporting"."sla_compliance" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, clock, role, decided_at AS at,
  (state = 'kept' AND NOT was_overdue)::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE clock IN ('firstResponse', 'nextResponse', 'resolution') AND kind <> 'update' AND (state = 'kept' OR was_overdue);
COMMENT ON VIEW "reporting"."sla_compliance" IS 'One row per clock of a ticket that has ended or was overdue. Response-time compliance in percent = firstResponse promises kept in time / firstResponse promises kept or overdue. Resolution-time compliance in percent = resolution promises kept in time / resolution promises kept or overdue. One that was overdue stays so when its target changes. Waived and withdrawn ones count only when they were overdue before. Updates on an escalation are not clocks and do not count here.';

CREATE VIEW "reporting"."promises_kept" AS
SELECT
  promise_id AS case_id, engagement_id, ticket_id, client_id, reference, stage, step, role, decided_at AS at,
  (state = 'kept' AND NOT was_overdue)::int AS counts,
  1 AS out_of
FROM "reporting"."promises"
WHERE role <> 'client' AND (state = 'kept' OR was_overdue);
COMMENT ON VIEW "reporting"."promises_kept" IS 'One row per promise of ours that is kept or was overdue. Compliance in percent = promises of ours kept in time / promises of ours kept or overdue. One that was overdue stays so when it gets a new deadline.';

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
WHERE kind IN ('task', 'approval', 'meeting') AND role <> 'client' AND (state = 'kept' OR was_overdue);
COMMENT ON VIEW "reporting"."task_completion" IS 'One row per task, approval or meeting of ours that is done or was overdue. Task completion in percent = tasks done / tasks done or overdue: one that was done late is done, one that was overdue counts until it is done, also with a new deadline. Waived and withdrawn ones count only when they were overdue before.';

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

CREATE VIEW "reporting"."on_time_delivery" AS
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

CREATE VIEW "reporting"."delivery_cycle_time" AS
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

CREATE VIEW "reporting"."survey_answers" AS
SELECT
  journal_entry.subject_id || '/' || journal_entry.seq AS case_id,
  engagement.id AS engagement_id,
  engagement.client_id,
  engagement.reference,
  journal_entry.at,
  (journal_entry.data #>> '{stated,nps}')::int AS nps,
  (journal_entry.data #>> '{stated,csat}')::int AS csat
FROM counting_entry AS journal_entry
JOIN engagement ON engagement.id = journal_entry.subject_id
WHERE journal_entry.kind = 'promiseKept'
  AND 'number' IN (
    jsonb_typeof(journal_entry.data #> '{stated,nps}'),
    jsonb_typeof(journal_entry.data #> '{stated,csat}')
  );
COMMENT ON VIEW "reporting"."survey_answers" IS 'One row per answered survey: the two figures of surveyAnswered, without the words; null for one that was not asked or was left open.';

CREATE VIEW "reporting"."nps" AS
SELECT
  case_id, engagement_id, NULL::text AS ticket_id, client_id, reference, at, nps,
  CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END AS counts,
  1 AS out_of
FROM "reporting"."survey_answers"
WHERE nps IS NOT NULL;
COMMENT ON VIEW "reporting"."nps" IS 'One row per answered survey. Net promoter score, -100 to 100 = percent of answers 9 or 10 - percent of answers 0 to 6.';

CREATE VIEW "reporting"."csat" AS
SELECT
  case_id, engagement_id, NULL::text AS ticket_id, client_id, reference, 'survey' AS source, at,
  csat AS counts,
  (csat >= 4)::int AS satisfied,
  1 AS out_of
FROM "reporting"."survey_answers"
WHERE csat IS NOT NULL
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
FROM counting_entry AS journal_entry
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
FROM counting_entry AS journal_entry
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

CREATE VIEW "reporting"."ledger_entries" AS
SELECT
  ledger_entry.engagement_id || '/' || ledger_entry.position AS case_id,
  ledger_entry.engagement_id,
  engagement.client_id,
  engagement.reference,
  ledger_entry.kind,
  ledger_entry.milestone,
  ledger_entry.invoice_number,
  ledger_entry.amount::numeric AS amount,
  ledger_entry.currency,
  ledger_entry.at,
  ledger_entry.due_at
FROM ledger_entry
JOIN engagement ON engagement.id = ledger_entry.engagement_id;
COMMENT ON VIEW "reporting"."ledger_entries" IS 'One row per line of a ledger: kind is invoice, payment, refund, credit (a part of an invoice taken back) or void (the whole of it). Amounts are never negative, each in its own currency.';

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

-- A check of the same work is one matter, however often it is repeated: after what failed was done again, and in a revision.
CREATE VIEW "reporting"."first_pass" AS
SELECT
  (array_agg(checks.promise_id ORDER BY checks.settled_at, checks.promise_id))[1] AS case_id,
  checks.engagement_id,
  NULL::text AS ticket_id,
  checks.client_id,
  checks.reference,
  checks.step,
  min(checks.settled_at) AS at,
  (array_agg(checks.passed ORDER BY checks.settled_at, checks.promise_id))[1]::int AS counts,
  1 AS out_of,
  count(*)::int AS rounds
FROM (
  SELECT
    promises.promise_id,
    promises.engagement_id,
    promises.client_id,
    promises.reference,
    promises.step,
    promises.settled_at,
    regexp_replace(promises.workflow_id, '#[0-9]+$', '') AS work,
    promise.settled_by ->> 'signal' IN ('qualityPassed', 'contentApproved') AS passed
  FROM "reporting"."promises" promises
  JOIN promise ON promise.id = promises.promise_id
  WHERE promises.engagement_id IS NOT NULL AND promises.state = 'kept' AND promises.kind <> 'update'
    AND promise.settled_by ->> 'signal' IN ('qualityPassed', 'qualityFailed', 'contentApproved', 'contentRefused')
) checks
GROUP BY checks.engagement_id, checks.client_id, checks.reference, checks.work, checks.step;
COMMENT ON VIEW "reporting"."first_pass" IS 'One row per quality check of a delivery, or of the content of a course, with all its repetitions: counts is 1 when the first one passed, rounds how many there were. First-pass rate in percent = quality checks passed the first time / quality checks.';

CREATE VIEW "reporting"."delivery_revisions" AS
SELECT
  delivery_id AS case_id, engagement_id, NULL::text AS ticket_id, client_id, reference, kind, ended_at AS at,
  rounds - 1 AS counts,
  1 AS out_of
FROM "reporting"."deliveries"
WHERE state = 'done' AND ended_at IS NOT NULL;
COMMENT ON VIEW "reporting"."delivery_revisions" IS 'One row per delivery (track) that is done. Revisions per delivery = rounds of work after the first one / deliveries done.';

CREATE VIEW "reporting"."completion" AS
SELECT
  engagement_id AS case_id, engagement_id, NULL::text AS ticket_id, client_id, reference, playbook, ended_at AS at,
  (status = 'completed')::int AS counts,
  1 AS out_of
FROM "reporting"."engagements"
WHERE status IN ('completed', 'cancelled') AND ended_at IS NOT NULL;
COMMENT ON VIEW "reporting"."completion" IS 'One row per engagement that has ended. Completion in percent = engagements completed / engagements completed or called off.';

CREATE VIEW "reporting"."plan_tasks" AS
SELECT
  plan_task.promise_id AS task_id,
  plan_task.engagement_id,
  engagement.client_id,
  engagement.reference,
  plan_task.track_id AS workflow_id,
  plan_task.task,
  plan_task.parent,
  plan_task.owner AS role,
  plan_task.person_id AS assignee_id,
  plan_task.round,
  plan_task.days,
  plan_task.effort_hours,
  plan_task.start_at,
  plan_task.due_at,
  plan_task.state,
  plan_task.ended_at,
  row_number() OVER (PARTITION BY plan_task.track_id, plan_task.task ORDER BY plan_task.round DESC) = 1 AS newest
FROM plan_task
JOIN engagement ON engagement.id = plan_task.engagement_id;
COMMENT ON VIEW "reporting"."plan_tasks" IS 'One row per task of a plan and round of it: what is to be done again has another round, and newest is the last one. state is open, done or dropped; ended_at when it was done or dropped. task_id is the id of its promise, which says whether it was overdue.';

CREATE VIEW "reporting"."plan_progress" AS
SELECT
  deliveries.delivery_id,
  deliveries.engagement_id,
  deliveries.client_id,
  deliveries.reference,
  deliveries.state,
  tasks.done AS counts,
  tasks.planned AS out_of,
  100.0 * tasks.done / nullif(tasks.planned, 0) AS value
FROM "reporting"."deliveries" deliveries
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state <> 'dropped') AS planned, count(*) AS listed
  FROM "reporting"."plan_tasks"
  WHERE plan_tasks.engagement_id = deliveries.engagement_id AND plan_tasks.workflow_id = ANY (deliveries.workflow_ids) AND newest
) tasks
WHERE tasks.listed > 0 AND deliveries.state <> 'cancelled';
COMMENT ON VIEW "reporting"."plan_progress" IS 'One row per delivery with a plan that was not called off, as it stands. Progress of a project in percent = tasks done / tasks of the plan that were not dropped. A task that is to be done again is not done.';

-- What was told of a learner, in whatever order and however often: nobody ever comes less far, and only the vendor's own
-- word makes a course complete. The same rule stands in src/engagement/domain/facts/learning/learners.ts.
CREATE VIEW "reporting"."learners" AS
SELECT
  courses.engagement_id || '/' || courses.learner_id AS case_id,
  courses.engagement_id,
  engagement.client_id,
  engagement.reference,
  courses.learner_id,
  count(*)::int AS courses,
  floor(avg(courses.percent))::int AS percent,
  min(courses.known_at) AS enrolled_at,
  CASE WHEN bool_and(courses.completed_at IS NOT NULL) THEN max(courses.completed_at) END AS completed_at,
  min(gone.settled_at) AS left_at
FROM (
  SELECT
    command.subject_id AS engagement_id,
    command.body ->> 'learner' AS learner_id,
    CASE WHEN bool_or(command.signal = 'courseCompleted') THEN 100
      ELSE least(99, max(coalesce((command.body ->> 'percent')::numeric, 0))) END AS percent,
    min(command.settled_at) AS known_at,
    min(command.settled_at) FILTER (WHERE command.signal = 'courseCompleted') AS completed_at
  FROM command
  WHERE command.state = 'applied' AND command.signal IN ('learnerEnrolled', 'courseProgressed', 'courseCompleted')
    AND command.body ->> 'learner' IS NOT NULL AND command.body ->> 'course' IS NOT NULL
  GROUP BY 1, 2, command.body ->> 'course'
) courses
JOIN engagement ON engagement.id = courses.engagement_id
LEFT JOIN command gone ON gone.subject_id = courses.engagement_id AND gone.signal = 'learnerLeft'
  AND gone.state = 'applied' AND gone.body ->> 'learner' = courses.learner_id
GROUP BY courses.engagement_id, engagement.client_id, engagement.reference, courses.learner_id;
COMMENT ON VIEW "reporting"."learners" IS 'One row per engagement and learner, by the id of the contact. Progress of a learner in percent = sum of the percent of each course / courses, whole; 100 only when every course is complete, at completed_at. left_at is when they were said to take the course no more.';

CREATE VIEW "reporting"."course_progress" AS
SELECT
  engagement_id, client_id, reference,
  sum(percent) / 100.0 AS counts,
  count(*) AS out_of,
  avg(percent) AS value
FROM "reporting"."learners"
WHERE left_at IS NULL
GROUP BY engagement_id, client_id, reference;
COMMENT ON VIEW "reporting"."course_progress" IS 'One row per engagement with learners, as it stands. Progress of a course in percent = sum of the progress of its learners / learners who have not left.';

CREATE VIEW "reporting"."course_completion" AS
SELECT
  learners.case_id,
  learners.engagement_id,
  NULL::text AS ticket_id,
  learners.client_id,
  learners.reference,
  learners.learner_id,
  coalesce(learners.completed_at, learners.left_at, engagements.ended_at) AS at,
  (learners.completed_at IS NOT NULL)::int AS counts,
  1 AS out_of
FROM "reporting"."learners" learners
JOIN "reporting"."engagements" engagements ON engagements.engagement_id = learners.engagement_id
WHERE coalesce(learners.completed_at, learners.left_at, engagements.ended_at) IS NOT NULL;
COMMENT ON VIEW "reporting"."course_completion" IS 'One row per learner who has completed every course, has left, or whose engagement has ended. Course completion in percent = learners who completed / learners who completed, left or did not when it ended.';

CREATE VIEW "reporting"."learner_feedback" AS
SELECT
  command.subject_id || '/' || command.id AS case_id,
  command.subject_id AS engagement_id,
  NULL::text AS ticket_id,
  engagement.client_id,
  engagement.reference,
  command.settled_at AS at,
  (command.body ->> 'rating')::int AS counts,
  1 AS out_of
FROM command
JOIN engagement ON engagement.id = command.subject_id
WHERE command.signal = 'studentFeedback' AND command.state = 'applied';
COMMENT ON VIEW "reporting"."learner_feedback" IS 'One row each time that a learner said how the course is, 1 to 5. Satisfaction of learners = sum of ratings / ratings.';

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
  FROM "reporting"."cost_savings"
UNION ALL SELECT 'qualityPassRate', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."quality_checks"
UNION ALL SELECT 'firstPass', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."first_pass"
UNION ALL SELECT 'revisions', 1, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."delivery_revisions"
UNION ALL SELECT 'completion', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."completion"
UNION ALL SELECT 'courseCompletion', 100, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."course_completion"
UNION ALL SELECT 'learnerSatisfaction', 1, case_id, engagement_id, ticket_id, client_id, at, counts, out_of
  FROM "reporting"."learner_feedback";
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
