import { type Document, OpenAPIBackend, type Operation } from 'openapi-backend';
import type { VendorSandbox } from './vendor-sandbox';

/** A call as the specification sees it. */
export interface CheckedCall {
  readonly operationId: string;
  readonly params: Readonly<Record<string, string>>;
  /** What is wrong with it, by the vendor's specification; empty when it fits. */
  readonly problems: readonly string[];
}

export interface RawCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Checks calls against a vendor's specification. Loading takes some milliseconds, so it is done at the first call. */
export class SpecCheck {
  private readonly api: Promise<OpenAPIBackend>;

  constructor(private readonly vendor: VendorSandbox) {
    const api = new OpenAPIBackend({
      definition: vendor.spec as Document,
      apiRoot: vendor.basePath === '' ? '/' : vendor.basePath,
      quick: true,
      coerceTypes: true,
      ajvOpts: {
        strict: false,
        // The specifications are known to be sound, and to look that up takes longer than all calls of a test.
        validateSchema: false,
        allErrors: true,
        coerceTypes: vendor.coerceBody === true,
        logger: false,
      },
      customizeAjv: (ajv) =>
        ajv
          .addFormat('byte', /^[A-Za-z0-9+/_-]*={0,2}$/)
          .addFormat('date', /^\d{4}-\d\d-\d\d$/)
          .addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i)
          .addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i),
    });
    this.api = api.init();
  }

  /** @returns undefined when the specification has no such operation */
  async check(call: RawCall): Promise<CheckedCall | undefined> {
    const api = await this.api;
    const request = {
      method: call.method,
      path: call.path,
      headers: { ...call.headers },
      query: this.documentedQuery(call.query),
      body: call.body,
    };
    const operation: Operation | undefined = api.matchOperation(request);
    if (operation?.operationId === undefined) return undefined;
    const { params } = api.router.parseRequest(request, operation);
    const { errors } = api.validateRequest(request, operation);
    return {
      operationId: operation.operationId,
      params: decoded(params),
      problems: (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`.trim()),
    };
  }

  private documentedQuery(query: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(query).filter(([name]) => this.vendor.commonQuery?.includes(name) !== true),
    );
  }
}

function decoded(params: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, decodeURIComponent(String(value))]),
  );
}
