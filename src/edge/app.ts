import { randomUUID } from 'node:crypto';
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { ApiDeps } from './http/deps';
import { toProblem } from './http/failure';
import { answerRequest } from './http/handle-request';
import { observe } from './metrics';
import { type Principal, principalKey } from './http/principal';
import { Problem } from './http/problem';
import type { Route } from './http/route';
import { allRoutes } from './routes';

/** Whoever has it can act in somebody's name, so a path that holds it is in no log. */
const SECRET_PARAMETER = '{secret}';

/** Something served beside the API, such as the sandboxes. */
export interface Mount {
  path: string;
  handler: RequestHandler;
}

/**
 * The HTTP edge: the declared routes and nothing else. Errors are problems, and none shows its cause.
 * @param mounts what else answers, each under a path of its own
 */
export function createApp(deps: ApiDeps, mounts: Mount[] = []): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.use(secure);
  for (const { path, handler } of mounts) {
    app.use(path, handler);
  }
  const routes = allRoutes(deps);
  for (const [path, byMethod] of byPath(routes)) {
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), serve(deps, byMethod));
  }
  app.use((request: Request) => {
    throw new Problem(
      'not-found',
      `There is nothing at ${JSON.stringify(request.path)}. Nothing was done. /openapi.json lists every address.`,
    );
  });
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    sendProblem(deps, error, request, response);
  });
  return app;
}

function byPath(routes: Route[]): Map<string, Map<string, Route>> {
  const paths = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const methods = paths.get(route.path) ?? new Map<string, Route>();
    methods.set(route.method, route);
    paths.set(route.path, methods);
  }
  return paths;
}

function serve(deps: ApiDeps, byMethod: Map<string, Route>): RequestHandler {
  const allowed = [...byMethod.keys()].flatMap((method) =>
    method === 'get' ? ['GET', 'HEAD'] : method.toUpperCase(),
  );
  return async (request, response) => {
    const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
    const route = byMethod.get(method);
    if (!route) {
      throw new Problem(
        'method-not-allowed',
        `${request.method} is not taken here. Nothing was done. This address takes ${allowed.join(', ')}.`,
        { headers: { allow: allowed.join(', ') } },
      );
    }
    response.locals['logged'] = route.path.includes(SECRET_PARAMETER) ? route.path : request.path;
    observe(route, request, response);
    const answer = await answerRequest(deps, route, request, response);
    response.status(answer.status).set(answer.headers ?? {});
    if (answer.body === undefined) {
      response.end();
    } else if (typeof answer.body === 'string' || Buffer.isBuffer(answer.body)) {
      response.type(answer.contentType ?? 'text/plain').send(answer.body);
    } else {
      response.type(answer.contentType ?? 'application/json').send(JSON.stringify(answer.body));
    }
  };
}

function sendProblem(deps: ApiDeps, error: unknown, request: Request, response: Response): void {
  const problem = toProblem(error);
  const requestId = String(response.getHeader('x-request-id'));
  const path = (response.locals['logged'] as string | undefined) ?? request.path;
  if (problem.status >= 500) {
    const cause = problem.cause ?? error;
    deps.log.error({ requestId, method: request.method, path, err: cause }, problem.code);
  }
  if (problem.status === 401 || problem.status === 403) {
    const who = response.locals['principal'] as Principal | undefined;
    const caller = who ? principalKey(who) : 'unknown';
    deps.log.warn({ requestId, method: request.method, path, caller }, 'access denied');
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response
    .status(problem.status)
    .set(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify(problem.toBody(request.path)));
}

/** Headers that hold for every answer; the page of the document has a policy of its own. */
function secure(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'x-request-id': randomUUID(),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  });
  next();
}
