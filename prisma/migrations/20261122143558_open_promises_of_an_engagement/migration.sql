-- DropIndex
DROP INDEX "promise_engagement_id_idx";

-- CreateIndex
CREATE INDEX "promise_engagement_id_state_due_at_idx" ON "promise"("engagement_id", "state", "due_at");
