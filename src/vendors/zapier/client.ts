import { ActionRefusedError } from '../../capability/refusal';
import { shortEffectKey } from '../kit/effect-key';
import { VendorHttp } from '../kit/http';
import type { VendorSettings } from '../kit/vendor-settings';
import { catchHooksOf } from './hooks';

/**
 * Zapier's catch hooks. Settings value: `catchHooks`. A hook answers 200 whatever becomes of what it took, and shows nobody
 * what that was: what is posted carries the key as its `id`, by which a Zap knows a repeat.
 */
export class ZapierClient {
  private readonly http: VendorHttp;

  constructor(private readonly settings: VendorSettings) {
    this.http = new VendorHttp({
      system: 'zapier',
      baseUrl: settings.baseUrl,
      trouble: (_body, status) => ({ code: `HTTP_${status}`, text: '' }),
    });
  }

  /** @throws ActionRefusedError when the settings have no hook of that name */
  async tell(key: string, hook: string, message: object): Promise<void> {
    const path = this.hooks().get(hook);
    if (path === undefined) {
      throw new ActionRefusedError(
        `ZAPIER_CATCH_HOOKS names no hook "${hook}", so nothing was told. Add its address to the settings, or do by hand what it is for.`,
      );
    }
    const json = { id: shortEffectKey(key), key, ...message };
    await this.http.request({ op: 'hooks.catch', method: 'POST', path, json });
  }

  /** Whether Zapier can be reached, and the settings can be read: a hook itself is called by whatever is asked of it. */
  async reach(): Promise<void> {
    this.hooks();
    await this.http.request({ op: 'hooks.reach', method: 'GET', path: '/' });
  }

  private hooks(): ReadonlyMap<string, string> {
    return catchHooksOf(this.settings);
  }
}
