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
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "handed_over_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "problem_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "problem_reference_key" ON "problem"("reference");

-- CreateIndex
CREATE UNIQUE INDEX "problem_workflow_id_key" ON "problem"("workflow_id");

-- CreateIndex
CREATE INDEX "problem_updated_at_id_idx" ON "problem"("updated_at" DESC, "id");

-- CreateIndex
CREATE INDEX "problem_tickets_idx" ON "problem" USING GIN ("tickets");
