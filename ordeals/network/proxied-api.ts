import { InstallationApi } from '../support/installation-api';
import type { RealInstallation } from '../support/real-installation';
import type { TcpProxy } from './tcp-proxy';

/** An installation as clients see it through a network that is not to be trusted. */
export class ProxiedApi extends InstallationApi {
  constructor(
    private readonly installation: RealInstallation,
    private readonly proxy: TcpProxy,
  ) {
    super();
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.proxy.port}`;
  }

  protected override get publicUrl(): string {
    return this.installation.baseUrl;
  }

  /** Hiring has no key by which the same person is known again. */
  override async tokenOf(role: string): Promise<string> {
    return await this.installation.tokenOf(role);
  }
}
