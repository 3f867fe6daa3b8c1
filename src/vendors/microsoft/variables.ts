import type { VendorVariables } from '../kit/vendor-variables';

/** What every connector to Microsoft 365 needs: an application that an administrator of the tenant has consented to. */
export const MICROSOFT_ACCESS: Pick<VendorVariables, 'credentials' | 'variables'> = {
  credentials: [['MICROSOFT_TENANT_ID', 'MICROSOFT_CLIENT_ID', 'MICROSOFT_CLIENT_SECRET']],
  variables: [
    {
      name: 'MICROSOFT_TENANT_ID',
      as: 'tenantId',
      help: 'the id of the tenant, as Entra shows it on its overview',
      sandbox: 'sandbox-tenant',
    },
    {
      name: 'MICROSOFT_CLIENT_ID',
      as: 'clientId',
      help: "the application's id, on the overview of its registration",
      sandbox: 'sandbox-microsoft-client-id',
    },
    {
      name: 'MICROSOFT_CLIENT_SECRET',
      as: 'clientSecret',
      help: 'the value of a secret of that application; it ends when Entra says',
      sandbox: 'sandbox-microsoft-client-secret',
    },
    {
      name: 'MICROSOFT_LOGIN_URL',
      as: 'loginUrl',
      help: "another token service than Microsoft's, for a national cloud or a stand-in",
      url: true,
      sandboxAddress: true,
    },
  ],
};
