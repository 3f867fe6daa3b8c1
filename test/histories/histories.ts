import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils';

const FOLDER = join(__dirname, 'recorded');

/** One workflow's history as a real installation left it. */
export interface Recorded {
  /** The file's name without its ending: workflow type and what it went through. */
  name: string;
  workflowType: string;
  workflowId: string;
  history: ReturnType<typeof historyFromJSON>;
}

interface File {
  workflowType: string;
  workflowId: string;
  recordedWith: { server: string; sdk: string; at: string };
  history: unknown;
}

export function readHistories(): Recorded[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const { workflowType, workflowId, history } = JSON.parse(
        readFileSync(join(FOLDER, file), 'utf8'),
      ) as File;
      return {
        name: file.replace(/\.json$/, ''),
        workflowType,
        workflowId,
        history: historyFromJSON(history),
      };
    });
}

/** Adds a history. One that is there already stays as it was recorded: it is what a released version did. */
export function addHistory(
  name: string,
  about: Omit<File, 'history'>,
  history: Parameters<typeof historyToJSON>[0],
): void {
  const path = join(FOLDER, `${name}.json`);
  if (existsSync(path)) {
    return;
  }
  const file: File = { ...about, history: JSON.parse(historyToJSON(history)) as unknown };
  writeFileSync(path, `${JSON.stringify(file)}\n`, { flag: 'wx' });
}
