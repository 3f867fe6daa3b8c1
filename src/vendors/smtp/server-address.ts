import { z } from 'zod';
import { VendorHttp } from '../kit/http';
import { requiredValue, type VendorSettings } from '../kit/vendor-settings';

/** RFC 8314: submission with TLS from the start, and with STARTTLS. */
const TLS_PORT = 465;
const SUBMISSION_PORT = 587;

/** How the mail server is reached. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the start. */
  readonly secure: boolean;
  /** On this very machine: nobody is in between who could listen. */
  readonly isLoopback: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

const PortAnswer = z.object({ port: z.number() });

/**
 * Where the mail server is: by `SMTP_URL`, or the sandbox's port, which is another one after each start.
 * @throws VendorError while the sandbox is away
 */
export async function serverAddress(settings: VendorSettings): Promise<ServerAddress> {
  if (settings.mode !== 'sandbox') return liveAddress(settings);
  const http = new VendorHttp({ system: 'smtp', baseUrl: settings.baseUrl, trouble: () => undefined });
  const { body } = await http.request({ op: 'sandbox.port', method: 'GET', path: '/_port' });
  return {
    host: new URL(settings.baseUrl).hostname,
    port: PortAnswer.parse(body).port,
    secure: false,
    isLoopback: true,
    login: {
      user: requiredValue('smtp', settings, 'user'),
      pass: requiredValue('smtp', settings, 'password'),
    },
  };
}

/** `smtp://` begins in the clear, on port 587; `smtps://` is TLS from the start, on port 465. */
function liveAddress({ baseUrl, values }: VendorSettings): ServerAddress {
  const url = new URL(baseUrl);
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const user = values['user'] ?? decodeURIComponent(url.username);
  const pass = values['password'] ?? decodeURIComponent(url.password);
  return {
    host,
    port: url.port === '' ? (secure ? TLS_PORT : SUBMISSION_PORT) : Number(url.port),
    secure,
    isLoopback: host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host),
    login: user === '' ? undefined : { user, pass },
  };
}
