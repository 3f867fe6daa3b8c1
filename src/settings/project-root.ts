import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds package.json, prisma/ and playbooks/: the same one whether the code runs from
 * `dist/`, from the TypeScript sources under jest, or from the container image.
 * @throws when no parent folder holds both package.json and prisma/
 */
export function projectRoot(): string {
  let folder = __dirname;
  while (!(existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'prisma')))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error(
        `No package.json with a prisma/ folder beside it above ${__dirname}: is the checkout complete?`,
      );
    }
    folder = parent;
  }
  return folder;
}
