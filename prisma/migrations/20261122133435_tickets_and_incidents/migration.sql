-- AlterTable
ALTER TABLE "incident" ADD COLUMN     "escalation_id" TEXT,
ADD COLUMN     "update_every_seconds" INTEGER NOT NULL,
ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL;

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "opened_by" JSONB NOT NULL;

-- CreateIndex
CREATE INDEX "incident_updated_at_id_idx" ON "incident"("updated_at" DESC, "id");

-- CreateIndex
CREATE INDEX "ticket_requester_email_opened_at_idx" ON "ticket"("requester_email", "opened_at");
