-- AlterTable
ALTER TABLE "notice" ADD COLUMN     "chat_key" TEXT,
ADD COLUMN     "escalation_id" TEXT;
