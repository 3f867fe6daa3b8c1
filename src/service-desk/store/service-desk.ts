import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ServiceDesk } from '../domain/service-desk';
import { serviceDeskSchema } from '../domain/service-desk-schema';
import { projectRoot } from '../../settings/project-root';

/** The rules of the service desk with the version that a ticket remembers: a hash of the text. */
export interface LoadedServiceDesk {
  desk: ServiceDesk;
  version: string;
}

let loaded: LoadedServiceDesk | undefined;

/**
 * The rules in `service-desk/service-desk.yaml`, read once in the life of a process.
 * @throws Error that names every fault of the file and where it is
 */
export function serviceDesk(): LoadedServiceDesk {
  loaded ??= parseServiceDesk(readFileSync(join(projectRoot(), 'service-desk', 'service-desk.yaml'), 'utf8'));
  return loaded;
}

/** Reads rules from YAML text. @throws Error that names every fault */
export function parseServiceDesk(source: string): LoadedServiceDesk {
  const parsed = serviceDeskSchema.safeParse(parse(source));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(
      `service-desk/service-desk.yaml cannot be used; correct it and start again:\n${faults.join('\n')}`,
    );
  }
  const version = createHash('sha256').update(source).digest('hex').slice(0, 12);
  return { desk: parsed.data, version };
}
