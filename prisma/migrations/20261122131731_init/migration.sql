-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "roles" TEXT[],
    "skills" TEXT[],
    "capacity_hours_per_week" INTEGER NOT NULL,
    "time_zone" TEXT NOT NULL,
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
CREATE TABLE "client" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "client_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "consent_at" TIMESTAMPTZ(3),
    "consent_source" TEXT,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "engagement" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "playbook_name" TEXT NOT NULL,
    "playbook_version" INTEGER NOT NULL,
    "client_id" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount" DECIMAL(18,2),
    "currency" TEXT,
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
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" JSONB NOT NULL,
    "summary" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "journal_entry_pkey" PRIMARY KEY ("subject_id","seq")
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
CREATE TABLE "notice" (
    "id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "promise_id" TEXT,
    "reason" TEXT NOT NULL,
    "level" INTEGER NOT NULL,
    "urgent" BOOLEAN NOT NULL,
    "late" BOOLEAN NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "message_key" TEXT,

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

    CONSTRAINT "sandbox_fault_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "workflow_id" TEXT NOT NULL,
    "engagement_id" TEXT,
    "client_id" TEXT,
    "requester_name" TEXT NOT NULL,
    "requester_email" TEXT NOT NULL,
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
    "last_seq" INTEGER NOT NULL DEFAULT 0,
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
    "root_cause" TEXT,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "declared_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "handed_over_at" TIMESTAMPTZ(3),

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id")
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
CREATE TABLE "reference_counter" (
    "prefix" TEXT NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "reference_counter_pkey" PRIMARY KEY ("prefix")
);

-- CreateIndex
CREATE INDEX "person_roles_idx" ON "person" USING GIN ("roles");

-- CreateIndex
CREATE INDEX "token_person_id_idx" ON "token"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "playbook_version_name_hash_key" ON "playbook_version"("name", "hash");

-- CreateIndex
CREATE INDEX "client_name_idx" ON "client"("name");

-- CreateIndex
CREATE UNIQUE INDEX "contact_client_id_email_key" ON "contact"("client_id", "email");

-- CreateIndex
CREATE UNIQUE INDEX "engagement_reference_key" ON "engagement"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "engagement_workflow_id_key" ON "engagement"("workflow_id");

-- CreateIndex
CREATE INDEX "engagement_updated_at_id_idx" ON "engagement"("updated_at" DESC, "id");

-- CreateIndex
CREATE INDEX "engagement_client_id_idx" ON "engagement"("client_id");

-- CreateIndex
CREATE UNIQUE INDEX "journal_entry_subject_id_writer_writer_seq_key" ON "journal_entry"("subject_id", "writer", "writer_seq");

-- CreateIndex
CREATE INDEX "promise_subject_id_idx" ON "promise"("subject_id");

-- CreateIndex
CREATE INDEX "promise_engagement_id_idx" ON "promise"("engagement_id");

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
CREATE INDEX "track_engagement_id_idx" ON "track"("engagement_id");

-- CreateIndex
CREATE INDEX "notice_state_person_id_created_at_idx" ON "notice"("state", "person_id", "created_at");

-- CreateIndex
CREATE INDEX "notice_subject_id_idx" ON "notice"("subject_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_state_next_attempt_at_idx" ON "webhook_delivery"("state", "next_attempt_at");

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
CREATE UNIQUE INDEX "incident_reference_key" ON "incident"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "incident_workflow_id_key" ON "incident"("workflow_id");

-- CreateIndex
CREATE UNIQUE INDEX "report_once" ON "report"("kind", "client_id", "period_start");

-- AddForeignKey
ALTER TABLE "token" ADD CONSTRAINT "token_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "contact" ADD CONSTRAINT "contact_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engagement" ADD CONSTRAINT "engagement_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "external_id" ADD CONSTRAINT "external_id_engagement_id_fkey" FOREIGN KEY ("engagement_id") REFERENCES "engagement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
