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

-- CreateIndex
CREATE INDEX "quality_check_engagement_id_idx" ON "quality_check"("engagement_id");
