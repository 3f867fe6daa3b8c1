import { join } from 'node:path';
import { projectRoot } from '../../settings/project-root';

/** One of the product's own Node processes. It frames its work in `runProcess` and calls `announceReady`. */
export interface ProductProcess {
  name: string;
  script: string;
}

/** In the order of their start. The server publishes the playbooks before it is ready, so the worker finds them. */
export function productProcesses(): ProductProcess[] {
  const dist = join(projectRoot(), 'dist', 'src');
  return ['server', 'worker'].map((name) => ({ name, script: join(dist, `${name}.js`) }));
}
