import type { VendorVariables } from '../kit/vendor-variables';

/** What every connector to Google needs: a service account, a person's consent, or a token of today. */
export const GOOGLE_ACCESS: Pick<VendorVariables, 'credentials' | 'variables'> = {
  credentials: [
    ['GOOGLE_SERVICE_ACCOUNT_EMAIL', 'GOOGLE_SERVICE_ACCOUNT_KEY', 'GOOGLE_IMPERSONATED_USER'],
    ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'GOOGLE_REFRESH_TOKEN'],
    ['GOOGLE_ACCESS_TOKEN'],
  ],
  variables: [
    {
      name: 'GOOGLE_SERVICE_ACCOUNT_EMAIL',
      as: 'clientEmail',
      help: 'the address of a service account with domain-wide delegation',
    },
    {
      name: 'GOOGLE_SERVICE_ACCOUNT_KEY',
      as: 'privateKey',
      help: "the service account's private key, PEM; line ends may be written as \\n",
    },
    {
      name: 'GOOGLE_IMPERSONATED_USER',
      as: 'subject',
      help: 'the address of the user in whose name the service account works',
    },
    {
      name: 'GOOGLE_CLIENT_ID',
      as: 'clientId',
      help: 'the OAuth client that a person has given their consent to',
    },
    { name: 'GOOGLE_CLIENT_SECRET', as: 'clientSecret', help: "that OAuth client's secret" },
    { name: 'GOOGLE_REFRESH_TOKEN', as: 'refreshToken', help: "what that person's consent gave" },
    {
      name: 'GOOGLE_ACCESS_TOKEN',
      as: 'accessToken',
      help: 'a token as it is, good for an hour; for trying out',
      sandbox: 'sandbox-google-access-token',
    },
    {
      name: 'GOOGLE_TOKEN_URL',
      as: 'tokenUrl',
      help: "another token service than Google's, for a stand-in",
      url: true,
    },
  ],
};
