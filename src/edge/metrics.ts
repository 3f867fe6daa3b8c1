import type { Request, Response } from 'express';
import { Histogram, Registry } from 'prom-client';
import type { Route } from './http/route';

/** What this process counts about itself. */
export const registry = new Registry();

const durations = new Histogram({
  name: 'promisekeeper_http_request_duration_seconds',
  help: 'Wall-clock time to answer a request, by route and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  registers: [registry],
});

/** Measures a request from here to its last byte. Labels carry the route's pattern, never an id. */
export function observe(route: Route, request: Request, response: Response): void {
  const done = durations.startTimer({ method: request.method, route: route.path });
  response.once('close', () => done({ status: response.statusCode }));
}
