import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceDesk } from '../../src/service-desk/domain/service-desk';
import { parseServiceDesk } from '../../src/service-desk/domain/service-desk-text';
import { projectRoot } from '../../src/settings/project-root';

let shipped: ServiceDesk | undefined;

/** The service desk's rules that an installation under an ordeal has: those of the file, the only ones published there. */
export function shippedDesk(): ServiceDesk {
  shipped ??= read();
  return shipped;
}

function read(): ServiceDesk {
  const parsed = parseServiceDesk(
    readFileSync(join(projectRoot(), 'service-desk', 'service-desk.yaml'), 'utf8'),
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.rules;
}
