-- AlterTable
ALTER TABLE "sandbox_fault" ADD COLUMN     "body" TEXT,
ADD COLUMN     "repeat" INTEGER NOT NULL DEFAULT 1;
