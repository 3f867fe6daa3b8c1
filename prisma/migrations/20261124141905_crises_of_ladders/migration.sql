-- AlterTable
ALTER TABLE "escalation" ADD COLUMN     "incident_id" TEXT;

-- AlterTable
ALTER TABLE "incident" ADD COLUMN     "client_id" TEXT;

-- CreateTable
CREATE TABLE "fact_to_tell" (
    "subject_id" TEXT NOT NULL,
    "command_id" TEXT NOT NULL,
    "fact" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fact_to_tell_pkey" PRIMARY KEY ("subject_id","command_id")
);

-- CreateIndex
CREATE INDEX "fact_to_tell_created_at_idx" ON "fact_to_tell"("created_at");

-- CreateIndex
CREATE INDEX "escalation_incident_id_idx" ON "escalation"("incident_id");

-- CreateIndex
CREATE INDEX "incident_status_idx" ON "incident"("status");

-- Escalations of incidents belong to them.
UPDATE "escalation" SET "incident_id" = "incident"."id" FROM "incident" WHERE "incident"."id" = "escalation"."subject_id";
