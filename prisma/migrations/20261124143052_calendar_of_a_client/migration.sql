-- AlterTable
ALTER TABLE "client" ADD COLUMN     "calendar" TEXT;
