import { z } from 'zod';
import {
  type Access,
  type Consented,
  CredentialError,
  type Credentials,
  type Tokens,
} from '../../credential/domain/credential';
import { VendorError } from './errors';
import { VendorHttp, type VendorHttpOptions } from './http';
import { tellingOddAnswers } from './odd-answers';
import type { TokenProvider } from './token';
import { knownValue, requiredValue, type VendorSettings } from './vendor-settings';

/** What of a vendor's is reached by one consent, where somebody may choose: an organisation, say. */
export interface ConsentedAccount {
  readonly id: string;
  readonly name: string;
}

/**
 * How a person consents at a vendor: OAuth 2's code flow (RFC 6749, 4.1) with PKCE (RFC 7636). The application is that of
 * the settings values `clientId` and `clientSecret`.
 */
export interface CodeFlow {
  /** The page on which a person consents. */
  readonly authorizeUrl: (settings: VendorSettings) => string;
  readonly tokenUrl: (settings: VendorSettings) => string;
  readonly scopes: readonly string[];
  /** What the page takes beside what the standard says. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What a refresh carries beside what the standard says. */
  readonly refreshParameters?: Readonly<Record<string, string>>;
  /** How the application proves itself to the token service. */
  readonly proof: 'basic' | 'form';
  /** The days after which a refresh token is dead that was not used; null: as long as the consent stands. */
  readonly refreshDays: number | null;
  /** The vendor's codes of a refresh token that is dead. */
  readonly deadBy: readonly string[];
  /** The settings value that may hold a refresh token to begin with. */
  readonly givenAs?: string;
  readonly trouble: VendorHttpOptions['trouble'];
  /** Which accounts a token reaches; left out where it is always one. */
  readonly accounts?: {
    readonly of: (settings: VendorSettings, token: string) => Promise<readonly ConsentedAccount[]>;
    /** The settings value, and its variable, by which somebody says which of several is meant. */
    readonly chosenBy: { readonly as: string; readonly variable: string };
  };
}

const DAY_MS = 86_400_000;

const TokenAnswer = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  refresh_token: z.string().optional(),
  scope: z.string().optional(),
  /** HubSpot's. */
  scopes: z.array(z.string()).optional(),
});

/** A vendor's token service, asked for our application. An answer in another form than the standard's is an unknown outcome. */
export function tokenServiceOf(system: string, flow: CodeFlow, settings: VendorSettings): TokenService {
  return tellingOddAnswers(system, 'token', new TokenService(system, flow, settings));
}

class TokenService {
  private readonly url: URL;
  private readonly http: VendorHttp;

  constructor(
    private readonly system: string,
    private readonly flow: CodeFlow,
    private readonly settings: VendorSettings,
  ) {
    this.url = new URL(flow.tokenUrl(settings));
    this.http = new VendorHttp({ system, baseUrl: this.url.origin, trouble: flow.trouble });
  }

  /** Where a browser is sent to. @param challenge S256 of the verifier */
  consentAddress(more: { redirectUri: string; state: string; challenge: string }): string {
    const { authorizeUrl, scopes, parameters } = this.flow;
    const url = new URL(authorizeUrl(this.settings));
    url.search = new URLSearchParams({
      ...parameters,
      response_type: 'code',
      client_id: this.value('clientId'),
      redirect_uri: more.redirectUri,
      scope: scopes.join(' '),
      state: more.state,
      code_challenge: more.challenge,
      code_challenge_method: 'S256',
    }).toString();
    return url.href;
  }

  /** What a code is good for, once. @throws VendorError */
  async redeem(code: string, redirectUri: string, verifier: string): Promise<Tokens> {
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    return await this.ask('token.redeem', form);
  }

  /** @throws VendorError */
  async refresh(refreshToken: string): Promise<Tokens> {
    const { refreshParameters } = this.flow;
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, ...refreshParameters };
    return await this.ask('token.refresh', form);
  }

  private async ask(op: string, asked: Readonly<Record<string, string>>): Promise<Tokens> {
    const proof = { client_id: this.value('clientId'), client_secret: this.value('clientSecret') };
    const pair = `${proof.client_id}:${proof.client_secret}`;
    const basic = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
    const { body } = await this.http.request({
      op,
      method: 'POST',
      path: this.url.pathname,
      ...(this.flow.proof === 'basic' ? { headers: basic, form: asked } : { form: { ...proof, ...asked } }),
      carries: Object.values(proof),
    });
    const answer = TokenAnswer.parse(body);
    return {
      accessToken: answer.access_token,
      accessSeconds: answer.expires_in,
      refreshToken: answer.refresh_token ?? null,
      scopes: answer.scopes ?? answer.scope?.split(' ').filter((scope) => scope !== '') ?? null,
    };
  }

  private value(name: string): string {
    return requiredValue(this.system, this.settings, name);
  }
}

/**
 * For whom consent is given here, and how the vendor's token service is asked.
 * @returns undefined where the settings name no application of ours
 */
export function consentedAt(system: string, flow: CodeFlow, settings: VendorSettings): Consented | undefined {
  const application = knownValue(system, settings, 'clientId');
  if (application === undefined) return undefined;
  const given = flow.givenAs === undefined ? undefined : settings.values[flow.givenAs];
  return {
    vendor: system,
    application,
    given: given === '' ? undefined : given,
    refreshLifeMs: flow.refreshDays === null ? null : flow.refreshDays * DAY_MS,
    refresh: (refreshToken) => tokenServiceOf(system, flow, settings).refresh(refreshToken),
    deathIn: (error) =>
      error instanceof VendorError && flow.deadBy.includes(error.vendorCode) ? error.vendorCode : null,
  };
}

/** Somebody consents within hours: what waits for it goes on by itself then. */
const ASK_AGAIN_MS = 60_000;

/** The token of what somebody has consented to; while nobody has, another one, where there is one. */
export class ConsentedToken implements TokenProvider {
  private readonly of: Consented | undefined;

  constructor(
    private readonly credentials: Credentials,
    system: string,
    flow: CodeFlow,
    settings: VendorSettings,
    private readonly otherwise: TokenProvider,
  ) {
    this.of = consentedAt(system, flow, settings);
  }

  async token(): Promise<string> {
    return (await this.access())?.token ?? (await this.otherwise.token());
  }

  async renew(refused: string): Promise<string> {
    return (await this.access(refused))?.token ?? (await this.otherwise.renew(refused));
  }

  /** The account that was consented for; undefined where there is none, or it is not known. */
  async account(): Promise<string | undefined> {
    return (await this.access())?.account ?? undefined;
  }

  private async access(refused?: string): Promise<Access | undefined> {
    if (this.of === undefined) return undefined;
    try {
      return await this.credentials.access(this.of, refused);
    } catch (error) {
      if (!(error instanceof CredentialError)) throw error;
      throw new VendorError({
        system: this.of.vendor,
        op: 'token',
        status: 401,
        vendorCode: error.fault === 'ended' ? 'CONSENT_ENDED' : 'CREDENTIAL_UNREADABLE',
        outcome: 'throttled',
        retryAfterMs: ASK_AGAIN_MS,
        vendorText: error.message,
      });
    }
  }
}
